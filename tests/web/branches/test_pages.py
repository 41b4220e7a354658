"""Terms, members on the move, admissions and growing: each number leads to what it counts."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linghang.branches.models import (
    AdmissionPlan,
    CommitteeTerm,
    Contact,
    Cultivated,
    Flowing,
    Pairing,
    Progress,
)
from linghang.foundation import clock
from linghang.org.models import Appointment, Person, Unit
from linghang.procedures import services as procedures
from tests import kept, web_hospital
from tests.branches import factories
from tests.meetings import branch
from tests.small_hospital import FROM
from tests.web_hospital import TODAY, Hospital

YEAR = "2025"


@pytest.fixture
def hospital(db: None, tmp_path: object) -> Hospital:
    """The empty hospital with a branch and a Party office; made once in a process."""

    def made() -> Hospital:
        found = web_hospital.made_empty(tmp_path)  # type: ignore[arg-type]
        branch.add()
        found.appointments["office"] = Appointment.objects.create(
            person=Person.objects.get(code="P6"),
            unit=Unit.objects.get(code="PC"),
            post="party_office_director",
            active_from=FROM,
        )
        return found

    return kept.once("hospital with a branch and an office", made)


@pytest.fixture
def office(hospital: Hospital) -> Client:
    return hospital.client("office")


@pytest.fixture
def secretary(hospital: Hospital) -> Client:
    return hospital.client("branch_secretary")


def words(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


def post(client: Client, url: str, **given: object) -> str:
    answer = client.post(url, given, follow=True)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_an_overdue_committee_is_seen_by_the_branch_and_by_the_office_until_it_is_put_off(
    office: Client, secretary: Client
) -> None:
    """§1.2.2 and §1.1.10: overdue is shown, and counts against 按期换届率."""
    url = "/branches/terms/"
    assert "没有登记届期" in words(office, url)

    post(office, f"{url}PB1/", began="2022-06-10", document="选举结果批复")

    assert "逾期未换届（204天）" in words(secretary, url)
    assert "逾期未换届" in words(secretary, "/meetings/units/PB1/")
    told = words(office, f"{url}?counted=due")
    assert "支部按期换届率0.0%（按期0个÷应换届1个" in told
    assert "内科第一党支部" in told
    assert "内科第一党支部" not in words(office, f"{url}?counted=in_time")
    refused = office.post(f"{url}PB1/", {"to": "2027-01-01", "approval": "批复"})
    assert refused.status_code == 422
    post(office, f"{url}PB1/", to="2026-03-01", approval="党委批复3号")
    assert "经批准延期" in words(secretary, url)
    assert CommitteeTerm.objects.get().approval == "党委批复3号"
    assert secretary.get(f"{url}PB1/").status_code == 404


def test_a_member_on_the_move_is_followed_on_one_page(secretary: Client, office: Client) -> None:
    """§1.7.4."""
    given = {"person": "M03", "place": "某地医院", "since": "2025-01-10", "back_on": "2026-03-01"}
    made = post(secretary, "/branches/flowing/units/PB1/new/", **given)
    row = Flowing.objects.get()
    assert "已登记党员M03" in made
    assert "2025年4月10日前" in words(office, "/branches/flowing/?state=away")

    post(secretary, f"/branches/flowing/{row.pk}/contact/", day="2025-12-01", by="M01", says="好")
    assert Contact.objects.count() == 1
    post(secretary, f"/branches/flowing/{row.pk}/back/", day="2025-12-20")
    assert "党员M03" in words(secretary, "/branches/flowing/?state=back")
    assert office.get(f"/branches/flowing/{row.pk}/contact/").status_code == 403


def test_every_number_of_admission_opens_the_people_that_it_counts(
    hospital: Hospital, office: Client
) -> None:
    """§1.6.7: figures by branch with plan and admitted; §1.6.8 beside them."""
    Person.objects.create(code="A1", name="申请人甲", active_from=FROM)
    actor = hospital.actor("branch_secretary")
    when = {"actor": actor, "at": clock.now(), "today": date(2025, 3, 1)}
    row = procedures.start(
        procedure="party_admission", unit="PB1", title="发展某人", concerned=["A1"], **when
    )
    walk = factories.Walk.__new__(factories.Walk)
    walk.held, walk.day, walk.row = hospital.appointments, date(2025, 3, 1), row
    walk.filled = {"applied_on": "2025-03-01", "born_on": "1990-01-01"}
    walk.go("application")
    post(office, "/branches/development/plan/", year=YEAR, quota="12", document="上级通知")
    assert AdmissionPlan.objects.get().quota == 12

    page = words(office, "/branches/development/")
    link = "/branches/development/people/?year=2025&amp;stage=applicant&amp;unit=PB1"

    assert "计划12名，接收0名" in page
    assert link in page
    assert "申请人甲" in words(office, link.replace("&amp;", "&"))
    assert "申请人甲" not in words(office, "/branches/development/people/?stage=target")


def test_growing_is_entered_by_the_branch_and_counted_by_kind(
    secretary: Client, office: Client
) -> None:
    """§1.6.8."""
    given = {"kind": "manager", "day": "2025-06-01", "became": "护士长", "document": "任职文件"}
    post(secretary, "/branches/cultivated/units/PB1/new/", person="M02", **given)
    assert "党员骨干培养成管理骨干1人次" in words(office, "/branches/development/")

    row = Cultivated.objects.get()
    post(secretary, f"/branches/cultivated/{row.pk}/void/", reason="登记错人")
    assert "党员骨干培养成管理骨干0人次" in words(office, "/branches/development/")
    assert "作废：登记错人" in words(office, "/branches/cultivated/")


def test_two_are_paired_their_progress_is_noted_and_the_end_is_an_event(
    secretary: Client, office: Client
) -> None:
    """S19: a list of pairings and progress on the routes."""
    post(
        secretary,
        "/branches/pairings/units/PB1/new/",
        person="M02",
        mentor="M03",
        kind="professional",
        goal="亚专科骨干",
        since="2025-03-03",
        due_on="2025-06-30",
    )
    row = Pairing.objects.get()
    page = f"/branches/pairings/{row.pk}/"
    post(secretary, f"{page}note/", day="2025-05-06", says="独立主刀三台")
    assert "独立主刀三台" in words(office, "/branches/pairings/?state=late")
    assert office.get(f"{page}note/").status_code == 403

    told = post(
        secretary, f"{page}achieve/", day="2025-06-01", became="骨干医师", document="任命文件"
    )
    assert "已达成" in told
    assert "独立主刀三台" not in words(office, "/branches/pairings/?state=going")
    assert "骨干医师" in words(office, "/branches/cultivated/")


@pytest.mark.parametrize(
    "url",
    ["/branches/flowing/", "/branches/cultivated/", "/branches/pairings/", "/branches/terms/"],
)
def test_a_list_takes_as_many_queries_for_two_rows_as_for_many(office: Client, url: str) -> None:
    unit = Unit.objects.get(code="PB1")

    def fill(people: tuple[str, ...]) -> None:
        for code in people:
            person = Person.objects.get(code=code)
            since = {"active_from": FROM, "back_on": TODAY}
            row = Flowing.objects.create(person=person, unit=unit, place="外地", **since)
            Contact.objects.create(flowing=row, day=TODAY, by="M01", says="好")
            two = Pairing.objects.create(
                person=person,
                mentor=Person.objects.get(code="P5"),
                unit=unit,
                kind="manager",
                goal="甲",
                since=FROM,
                due_on=TODAY,
            )
            Progress.objects.create(pairing=two, day=TODAY, says="好")
            Cultivated.objects.create(
                person=person, unit=unit, kind="manager", day=TODAY, became="甲", document="乙"
            )

    fill(branch.MEMBERS[:2])
    office.get(url)
    with CaptureQueriesContext(connection) as few:
        office.get(url)
    fill(branch.MEMBERS[2:])
    with CaptureQueriesContext(connection) as many:
        office.get(url)

    assert len(many) == len(few)
