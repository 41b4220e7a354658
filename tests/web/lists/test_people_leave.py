"""People's data leave the house for a reason, and many only when a second person says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from linghang.foundation import clock
from linghang.foundation.desk.exports.rules import VALID
from linghang.foundation.desk.models import ExportRequest
from linghang.foundation.trail import actions
from linghang.foundation.trail.models import Entry
from linghang.notices.models import Notice
from linghang.org.models import Account, Appointment, Person, Unit
from linghang.web.lists import reasons
from tests.web_hospital import TODAY, Hospital

URL = "/org/people/?format=csv"
REASON = {"reason": "核对通讯录"}


@pytest.fixture
def office(empty_hospital: Hospital) -> Client:
    return empty_hospital.client("hr_director")


@pytest.fixture
def second(empty_hospital: Hospital) -> Client:
    """The director of the Party office, who may approve."""
    person = Person.objects.create(code="PO", name="党办主任", active_from=TODAY - timedelta(900))
    Account.objects.create(username="PO", person=person)
    empty_hospital.appointments["party_office"] = Appointment.objects.create(
        person=person,
        post="party_office_director",
        unit=Unit.objects.get(code="PC"),
        active_from=TODAY - timedelta(900),
    )
    return empty_hospital.client("party_office")


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people are many already."""
    monkeypatch.setattr(reasons.parameters, "value", lambda code, on: 2)


def decided(client: Client, deed: str, **given: str) -> int:
    one = ExportRequest.objects.latest("pk")
    data = {"deed": deed, "chosen": str(one.pk), **given}
    return client.post(reverse("export-requests"), data).status_code


def test_a_list_with_personal_columns_asks_why(office: Client) -> None:
    asked = office.get(URL)
    refused = office.post(URL, {"reason": "看"})
    taken = office.post(URL, REASON)

    assert "导出理由" in asked.content.decode()
    assert (refused.status_code, "请写明导出理由" in refused.content.decode()) == (422, True)
    assert "工号" in b"".join(taken).decode("utf-8-sig")
    entry = Entry.objects.get(action="desk.list.people_exported")
    assert "理由：核对通讯录" in actions.sentence(entry, {})


def test_other_lists_ask_nothing(office: Client) -> None:
    answer = office.get("/notices/?format=csv")

    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/csv")


@pytest.mark.usefixtures("few")
def test_many_people_leave_once_after_a_second_person_approved(
    office: Client, second: Client
) -> None:
    assert "由另一人批准后才能导出" in office.get(URL).content.decode()
    assert office.post(URL, REASON).status_code == 302
    assert office.post(URL, REASON).status_code == 422, "the same is asked for already"
    told = Notice.objects.filter(kind="export_waits").values_list("person__code", flat=True)
    assert set(told) == {"PO"}
    assert "待批准" in second.get("/").content.decode()
    assert decided(office, "approve") == 422, "nobody approves the own request"

    assert decided(second, "approve") == 302
    assert Notice.objects.get(kind="export_approved").person.code == "P8"
    taken = office.post(URL, {})

    assert "工号" in b"".join(taken).decode("utf-8-sig")
    assert "核对通讯录（PO批准）" in Entry.objects.latest("pk").facts["reason"]
    assert ExportRequest.objects.get().state == "used"
    assert office.post(URL, {}).status_code == 422


@pytest.mark.usefixtures("few")
def test_an_approval_holds_for_its_conditions_and_a_week(office: Client, second: Client) -> None:
    office.post(URL, REASON)
    decided(second, "approve")

    assert office.post(f"{URL}&q=P", REASON).status_code == 302, "asked for anew"
    ExportRequest.objects.filter(state="approved").update(decided_at=clock.now() - VALID)
    assert office.post(URL, {}).status_code == 422


@pytest.mark.usefixtures("few")
def test_a_request_is_sent_back_with_a_reason(office: Client, second: Client) -> None:
    office.post(URL, REASON)

    assert decided(second, "refuse") == 422
    assert decided(second, "refuse", reason_refuse="请缩小到本科室") == 302

    assert "请缩小到本科室" in Notice.objects.get(kind="export_refused").body
    assert "请缩小到本科室" in office.get(reverse("export-requests")).content.decode()


@pytest.mark.usefixtures("few")
def test_who_may_not_approve_sees_and_decides_nothing(
    office: Client, empty_hospital: Hospital
) -> None:
    office.post(URL, REASON)
    other = empty_hospital.client("records")

    assert "核对通讯录" not in other.get(reverse("export-requests")).content.decode()
    assert decided(other, "approve") == 403
    assert ExportRequest.objects.get().state == "pending"


@pytest.mark.usefixtures("few")
def test_the_workbook_of_the_organisation_goes_the_same_way(office: Client, second: Client) -> None:
    given = {"on": TODAY.isoformat(), **REASON}
    url = reverse("exchange-export")
    assert office.post(url, {"on": TODAY.isoformat()}).status_code == 422
    assert office.post(url, given).status_code == 302

    decided(second, "approve")

    answer = office.post(url, given)
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
