"""A branch takes in its dues with few taps; one person and the members themselves see sums."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linghang.dues.models import Base, Payment, Publication
from linghang.org.models import Account, Appointment, Person, Unit
from tests import kept, web_hospital
from tests.dues import factories
from tests.meetings import branch
from tests.small_hospital import FROM
from tests.web_hospital import Hospital

UNIT = "/dues/units/PB1/"
DECEMBER = f"{UNIT}collect/2025-12/"
MEMBER = f"{UNIT}people/M01/"
SECRETS = ("6,000.00", "6000.00", "90.00")


@pytest.fixture
def hospital(db: None, tmp_path: object) -> Hospital:
    """The empty hospital with 31 members in its branch, a keeper, an office; made once."""

    def made() -> Hospital:
        found = web_hospital.made_empty(tmp_path)  # type: ignore[arg-type]
        branch.add()
        found.appointments["keeper"] = factories.keeper()
        clerk = Appointment.objects.create(
            person=Person.objects.get(code="P6"),
            unit=Unit.objects.get(code="PC"),
            post="party_office_director",
            active_from=FROM,
        )
        found.appointments["office"] = clerk
        member = Person.objects.get(code="M01")
        Account.objects.create(username="M01", person=member)
        found.appointments["member"] = Appointment.objects.get(
            person=member, post="branch_organisation_member"
        )
        Appointment.objects.filter(pk=found.appointments["member"].pk).update(
            post="branch_publicity_member"
        )
        factories.set_base("M01", "M02", "M03")
        return found

    return kept.once("hospital with dues", made)


@pytest.fixture
def keeper(hospital: Hospital) -> Client:
    return hospital.client("keeper")


def _words(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


def test_everybody_paid_in_person_but_for_the_exceptions_in_one_deed(keeper: Client) -> None:
    page = _words(keeper, DECEMBER)
    assert "党员M01（90.00元）" in page
    assert "党员M04" not in page

    given = {"paid_on": "2025-12-12", "of_M01": "self", "of_M02": "delegated", "of_M03": ""}
    refused = keeper.post(DECEMBER, given)
    assert refused.status_code == 422
    assert "要写明代交人" in refused.content.decode()
    done = keeper.post(DECEMBER, {**given, "delegate": "党员M01"}, follow=True)

    assert "已登记2名党员2025年12月党费，共180.00元" in done.content.decode()
    assert set(Payment.objects.values_list("person", "method")) == {
        ("M01", "in_person"),
        ("M02", "delegated"),
    }


def test_only_the_keeper_sees_bases_and_sums_of_members(hospital: Hospital, keeper: Client) -> None:
    """§1.5.8: nobody else does: neither the secretary, nor the office, nor a file."""
    factories.pay("M01", 12)
    assert "6,000.00" in _words(keeper, UNIT)
    assert "90.00" in _words(keeper, MEMBER)

    for post in ("branch_secretary", "office"):
        for url in (UNIT, MEMBER):
            said = _words(hospital.client(post), url)
            assert "党员M01" in said
            assert not [secret for secret in SECRETS if secret in said], (post, url)
    file = keeper.get(f"{UNIT}?format=xlsx")
    content = b"".join(file.streaming_content) if file.streaming else file.content
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        told = "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    assert "党员M01" in told
    assert not [secret for secret in SECRETS if secret in told]


def test_a_member_sees_the_own_dues_and_what_was_published(hospital: Hospital) -> None:
    """§1.5.8 and §1.5.7: one's own base and due, the sums of the year, nobody else's."""
    factories.set_base("M02", month=date(2025, 12, 1), amount=777700)
    published = hospital.client("office").post("/dues/publish/")
    told = Publication.objects.get()
    member = hospital.client("member")

    own = _words(member, "/dues/")

    assert published.status_code == 302
    assert "6,000.00" in own
    assert "7,777.00" not in own
    assert "党费收缴使用情况公示" in _words(member, f"/dues/publications/{told.pk}/")
    assert member.get(UNIT).status_code == 404
    assert "您的组织关系不在本院党支部" in _words(hospital.client("president"), "/dues/")


def test_a_pasted_sheet_is_checked_line_by_line_before_anything_changes(keeper: Client) -> None:
    head = "工号\t姓名\t类别\t月基数\n"
    wrong = f"{head}M01\t党员M01\t在职\t八千\nM02\t别人\t在职\t5001\nX9\t\t在职\t1"
    url = f"{UNIT}bases/"
    assert "M01\t党员M01\t在职\t6000.00" in _words(keeper, url)

    refused = keeper.post(url, {"month": "2025-12", "sheet": wrong, "do": "set"})
    said = refused.content.decode()
    assert refused.status_code == 422
    assert "有3处要改" in said
    assert "应当是金额" in said
    assert Base.objects.count() == 3

    good = f"{head}M01\t党员M01\t在职\t8,000\nM02\t党员M02\t在职\t6000"
    checked = keeper.post(url, {"month": "2025-12", "sheet": good, "do": "check"})
    assert "2人中1人的基数有变动" in checked.content.decode()
    assert Base.objects.count() == 3
    done = keeper.post(url, {"month": "2025-12", "sheet": good, "do": "set"}, follow=True)
    assert "1名党员的基数有变动" in done.content.decode()


def test_back_pay_reasons_extras_and_voiding_are_done_on_the_members_page(keeper: Client) -> None:
    def post(url: str, **given: object) -> str:
        answer = keeper.post(url, given, follow=True)
        assert answer.status_code == 200, answer.content.decode()
        return answer.content.decode()

    paid = {"paid_on": "2025-12-12", "note": "援外归来"}
    assert "已登记2025年1至2月党费" in post(f"{MEMBER}pay/", months=["2025-01", "2025-02"], **paid)
    span = {"month_from": "2025-03", "month_to": "2025-04"}
    assert "已登记理由" in post(f"{MEMBER}reason/", **span, reason="援外", document="批复3号")
    extra = post(f"{MEMBER}extra/", amount="1000", paid_on="2025-12-12")
    assert "随款上缴中央组织部" in extra
    row = Payment.objects.earliest("month")
    assert "已作废" in post(f"/dues/payments/{row.pk}/void/", reason="记错")
    assert keeper.get("/dues/payments/999999/void/").status_code == 404


def test_the_office_sees_sums_rates_and_who_is_behind(hospital: Hospital) -> None:
    factories.pay("M01", *range(1, 12))
    office = hospital.client("office")

    overview = _words(office, "/dues/office/")
    late = _words(office, "/dues/arrears/?least=6")

    assert "收缴率30.6%（已交11人月÷应交36人月" in overview
    assert "990.00" in overview
    assert "请核实有无正当理由" in late
    assert "党员M02" in late
    assert "党员M01" not in late
    assert office.get(f"{UNIT}bases/").status_code == 403


def test_uses_are_entered_and_made_void(hospital: Hospital) -> None:
    office = hospital.client("office")
    given = {
        "unit": "PB1",
        "used_on": "2025-12-01",
        "purpose": "relief",
        "matter": "慰问",
        "amount": "500",
        "approval": "党委会",
    }
    assert (
        "已登记：慰问，500.00元"
        in office.post("/dues/uses/new/", given, follow=True).content.decode()
    )
    refused = office.post("/dues/uses/new/", {**given, "amount": "-5"})
    assert refused.status_code == 422
    assert "补助生活困难党员" in _words(office, "/dues/publish/")


@pytest.mark.parametrize("url", [UNIT, DECEMBER, f"{UNIT}bases/", MEMBER])
def test_a_page_takes_as_many_queries_for_three_members_as_for_thirty(
    keeper: Client, url: str
) -> None:
    keeper.get(url)
    with CaptureQueriesContext(
        connection,
    ) as few:
        keeper.get(url)
    factories.set_base(*branch.MEMBERS[3:])
    with CaptureQueriesContext(connection) as many:
        keeper.get(url)

    assert len(many) == len(few)
    assert len(many) <= 40


@pytest.mark.parametrize("url", ["/dues/office/", "/dues/arrears/"])
def test_a_page_of_all_branches_takes_as_many_queries_for_three_members_as_for_thirty(
    hospital: Hospital, url: str
) -> None:
    office = hospital.client("office")
    office.get(url)
    with CaptureQueriesContext(connection) as few:
        assert office.get(url).status_code == 200
    factories.set_base(*branch.MEMBERS[3:])
    with CaptureQueriesContext(connection) as many:
        office.get(url)

    assert len(many) == len(few)
    assert len(many) <= 20
