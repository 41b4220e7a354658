"""Transfers move a member on the day of the receipt; an election begins a term; growing counts."""

from __future__ import annotations

from datetime import date

import pytest

from linghang.branches import reminding
from linghang.branches.cultivation import services as cultivation
from linghang.branches.cultivation.rules import Kind
from linghang.branches.development import queries as development
from linghang.branches.development.rules import Stage
from linghang.branches.flowing import services as flowing
from linghang.branches.models import AdmissionPlan, CommitteeTerm, Cultivated
from linghang.branches.terms import queries as terms
from linghang.branches.terms import services as electing
from linghang.branches.terms.rules import State
from linghang.foundation import clock
from linghang.foundation.period import Period
from linghang.foundation.trail.models import Entry
from linghang.meetings.elections.rules import Ballots
from linghang.meetings.models import AgendaItem, NoVote
from linghang.meetings.recording.entries import Election, Line
from linghang.notices.models import Notice
from linghang.org.models import Appointment, Coverage, Membership
from linghang.org.rights import rights_of
from linghang.org.units import services as units
from linghang.procedures.services import CannotAct
from tests import kept
from tests.branches import factories
from tests.branches.factories import BRANCH, Walk

DAY = date(2025, 3, 1)
ASKED = {
    "reach": "city",
    "other_side": "某医院党委",
    "transfer_reason": "工作调动",
    "on_probation": "false",
    "letter_number": "1",
    "dues_until": "2025-03",
    "to_branch": "PB2",
}


@pytest.fixture
def held(db: None) -> dict[str, Appointment]:
    return kept.once("branch that transfers", factories.made)


def places(person: str, on: date) -> list[str]:
    rows = Membership.objects.on(on).filter(person__code=person, line="party")
    return list(rows.values_list("unit__code", flat=True))


def transfer(held: dict[str, Appointment], direction: str, person: str, **more: str) -> Walk:
    given = {**ASKED, "direction": direction, **more}
    return Walk(held, "relation_transfer", DAY, concerned=(person,), **given)


def test_a_transfer_between_branches_leaves_the_member_in_the_old_one_until_the_receipt(
    held: dict[str, Appointment],
) -> None:
    """§1.7.2: counts in the old branch until the receipt arrives; never in zero branches or two."""
    walk = transfer(held, "within", "M01")
    walk.go("request", "review", "destination", "letter")
    assert places("M01", DAY) == [BRANCH]

    receipt = date(2025, 4, 10)
    walk.on(receipt).go("receipt_in")

    for day in (DAY, date(2025, 4, 9)):
        assert places("M01", day) == [BRANCH]
    assert places("M01", receipt) == ["PB2"]
    walk.row.refresh_from_db()
    assert walk.row.outcome == "completed"


def test_a_member_leaves_the_hospital_on_the_day_of_the_receipt_and_not_by_the_letter(
    held: dict[str, Appointment],
) -> None:
    """§1.7.1, §1.7.2: 转出 has request, approval, letter and receipt."""
    walk = transfer(held, "out", "M01")
    with pytest.raises(CannotAct):
        walk.go("receipt_out")
    walk.go("request", "review", "letter")
    with pytest.raises(CannotAct, match="不适用|条件"):
        walk.go("destination")

    walk.on(date(2025, 3, 20)).go("receipt_out")

    assert places("M01", date(2025, 3, 19)) == [BRANCH]
    assert places("M01", date(2025, 3, 20)) == []


def test_posts_of_the_old_branch_end_with_the_membership_and_no_others(
    held: dict[str, Appointment],
) -> None:
    post = Appointment.objects.create(
        person_id=Membership.objects.on(DAY).get(person__code="M02", line="party").person_id,
        post="branch_organisation_member",
        unit=Membership.objects.on(DAY).get(person__code="M02", line="party").unit,
        active_from=date(2024, 1, 1),
    )
    other = Appointment.objects.create(
        person=post.person,
        post="department_head",
        unit=held["cardiology_head"].unit,
        active_from=date(2024, 1, 1),
    )
    walk = transfer(held, "within", "M02")
    walk.go("request", "review", "destination", "letter")
    receipt = date(2025, 4, 10)

    walk.on(receipt).go("receipt_in")

    for row in (post, other):
        row.refresh_from_db()
    assert (post.active_to, other.active_to) == (receipt, None)
    told = Entry.objects.filter(
        subject_type="procedures.proceeding", subject_id=str(walk.row.pk)
    ).latest("pk")
    assert "同时不再担任" in str(told.facts)


def test_who_comes_from_elsewhere_belongs_to_the_branch_from_the_receipt_on(
    held: dict[str, Appointment],
) -> None:
    """§1.7.1: 转入 has request, approval and arrival."""
    walk = transfer(held, "in", "A1", reach="beyond")
    walk.go("request", "review", "letter")
    assert places("A1", DAY) == []

    walk.on(date(2025, 3, 9)).go("receipt_in")

    assert places("A1", date(2025, 3, 9)) == [BRANCH]


def test_the_probation_file_goes_along_and_the_time_of_confirmation_stays(
    held: dict[str, Appointment],
) -> None:
    """§1.7.3: 预备党员's confirmation time moves with the person: pass the probation file."""
    before = NoVote.objects.get(person="M30")
    walk = transfer(held, "within", "M30", on_probation="true")
    walk.go("request", "review", "destination", "letter")

    with pytest.raises(CannotAct, match="移交预备党员材料"):
        walk.go("receipt_in")
    walk.go("probation_file", "receipt_in")

    after = NoVote.objects.get(person="M30")
    assert (after.active_from, after.active_to) == (before.active_from, before.active_to)
    assert places("M30", DAY) == ["PB2"]


def test_an_expired_letter_carries_no_receipt_and_is_written_anew(
    held: dict[str, Appointment],
) -> None:
    """§1.7.2: paper letter validity normally ≤3 months."""
    walk = transfer(held, "out", "M01")
    walk.go("request", "review", "letter")

    with pytest.raises(CannotAct):
        walk.on(date(2025, 6, 2)).go("receipt_out")

    assert places("M01", date(2025, 6, 2)) == [BRANCH]


def test_branch_and_office_are_reminded_of_a_letter_once_at_half_and_once_at_four_fifths(
    held: dict[str, Appointment],
) -> None:
    """§1.7.2: remind at half and at 80 %."""
    walk = transfer(held, "out", "M01")
    walk.go("request", "review", "letter")

    for today in (date(2025, 4, 1), date(2025, 4, 20), date(2025, 4, 21), date(2025, 5, 20)):
        reminding.remind(now=clock.now(), today=today)
    told = Notice.objects.filter(kind="transfer_letter")

    assert set(told.values_list("person__code", flat=True)) == {"P5", "P3", "M01", "P20"}
    assert told.filter(person__code="P20").count() == 2
    walk.on(date(2025, 5, 21)).go("receipt_out")
    assert not reminding._letters({}, clock.now(), date(2025, 5, 31))


def elect(held: dict[str, Appointment]) -> Walk:
    """A re-election up to the end; the election on 20 June 2025."""
    walk = Walk(
        held,
        "branch_reelection",
        date(2025, 5, 20),
        planned_on="2025-06-20",
        seats="3",
        timing="on_time",
        candidate_method="支部推荐、党委审查",
        candidates="四名",
        candidate_count="3",
        surplus_approval="",
        secretary="M01",
        deputy="",
        organisation_member="M02",
        publicity_member="M03",
        discipline_member="M04",
        division="",
    )
    walk.go("request", "reply")
    with pytest.raises(CannotAct, match="差额不足（至少4人）"):
        walk.go("nomination")
    walk.filled["candidate_count"] = "4"
    walk.go("nomination", "candidates_request", "candidates_reply")
    walk.on(date(2025, 6, 20))
    about = ("procedures.proceeding", str(walk.row.pk))
    with pytest.raises(CannotAct, match="会议记录"):
        walk.go("election")
    votes = {"M01": 25, "M02": 24, "M03": 20, "M04": 6}
    ballots = Ballots(issued=26, collected=26, invalid=0, votes=votes)
    line = Line(
        kind="branch_election",
        title="选举支部委员会",
        about=about,
        announced_on=date(2025, 6, 10),
        election=Election(seats=3, ballots=ballots),
    )
    walk.meet("member_meeting", line)
    walk.go("election")
    ballots = Ballots(issued=3, collected=3, invalid=0, votes={"M01": 3})
    line = Line(
        kind="officers_election",
        title="选举书记",
        about=about,
        announced_on=date(2025, 6, 10),
        election=Election(seats=1, ballots=ballots),
    )
    walk.meet("branch_committee", line)
    assert AgendaItem.objects.get(kind="officers_election").entitled == 3, "the newly elected"
    walk.filled["secretary"] = "M02"
    with pytest.raises(CannotAct, match="不在会议记录的当选人中"):
        walk.go("first_meeting")
    walk.filled["secretary"] = "M01"
    walk.go("first_meeting")
    walk.on(APPROVED).go("report")
    before, now = secretaries(date(2025, 7, 1)), secretaries(APPROVED)
    assert "P5" in {one.person.code for one in before}
    assert [one.person.code for one in now] == ["M01"], "from the approval on, and nobody else"
    with pytest.raises(CannotAct):
        walk.go("division")
    walk.held = {**held, "branch_secretary": now[0]}
    with pytest.raises(CannotAct, match="纪检委员职工M04不在会议记录的当选人中|M04"):
        walk.go("division")
    walk.filled["discipline_member"] = ""
    walk.go("division", "archive")
    return walk


APPROVED = date(2025, 7, 2)


def secretaries(day: date) -> list[Appointment]:
    return list(Appointment.objects.on(day).filter(post="branch_secretary", unit__code=BRANCH))


def test_an_election_stands_on_the_record_of_the_meeting_and_begins_a_term_on_its_day(
    held: dict[str, Appointment],
) -> None:
    """§1.2.3: the votes come from the meeting and are never typed again."""
    walk = elect(held)

    row = CommitteeTerm.objects.get(unit=BRANCH)

    assert row.active_from == date(2025, 6, 20)
    assert not {"votes", "favour"} & set(walk.row.definition.fields)
    posts = (
        Appointment.objects.on(APPROVED).filter(unit__code=BRANCH).exclude(post="branch_secretary")
    )
    held_now = set(posts.values_list("post", "person__code"))
    assert held_now == {
        ("branch_organisation_member", "M02"),
        ("branch_publicity_member", "M03"),
    }
    one = terms.standing(BRANCH, date(2025, 7, 1))
    assert one is not None
    assert one.term is not None
    assert one.term.due == date(2028, 6, 20)


def test_a_term_is_put_off_only_with_approval_and_only_by_a_year(
    held: dict[str, Appointment],
) -> None:
    """§1.2.2: early or late re-election needs approval; postponement ≤1 year."""
    who = {"actor": Walk.by(_Day(held), "party_office")["actor"], "at": clock.now()}
    today = date(2025, 7, 1)
    told = {"unit": BRANCH, "today": today, **who}

    with pytest.raises(electing.CannotEnter, match="还没有登记"):
        electing.postpone(to=date(2026, 1, 1), approval="批复", **told)
    electing.begin(began=date(2022, 6, 10), document="选举结果批复", **told)
    with pytest.raises(electing.CannotEnter, match="应在其后"):
        electing.begin(began=date(2022, 6, 10), document="选举结果批复", **told)
    with pytest.raises(electing.CannotEnter, match="上级批准"):
        electing.postpone(to=date(2026, 1, 1), approval=" ", **told)
    with pytest.raises(electing.CannotEnter, match="12个月"):
        electing.postpone(to=date(2026, 6, 11), approval="批复", **told)
    assert terms.standing(BRANCH, today).state is State.OVERDUE  # type: ignore[union-attr]
    electing.postpone(to=date(2026, 6, 10), approval="批复", **told)
    assert terms.standing(BRANCH, today).state is State.POSTPONED  # type: ignore[union-attr]


class _Day(Walk):
    """Whoever asks only who does it."""

    def __init__(self, held: dict[str, Appointment]) -> None:
        self.held, self.day = held, DAY


def test_branch_and_office_hear_six_months_before_a_term_ends_and_when_it_is_over(
    held: dict[str, Appointment],
) -> None:
    """§1.2.2: remind the branch and 党办 6 months before expiry."""
    who = {"actor": Walk.by(_Day(held), "party_office")["actor"], "at": clock.now()}
    electing.begin(
        unit=BRANCH, began=date(2022, 6, 10), document="批复", today=date(2025, 1, 1), **who
    )

    for today in (date(2024, 12, 9), date(2024, 12, 10), date(2025, 1, 10), date(2025, 6, 10)):
        reminding.remind(now=clock.now(), today=today)

    found = Notice.objects.filter(kind="committee_term_ends")
    assert set(found.values_list("person__code", flat=True)) == {"P5", "P3", "P20"}
    assert found.count() == 3
    assert Notice.objects.filter(kind="committee_term_over").count() == 3


def test_a_member_on_the_move_is_registered_kept_in_touch_with_and_comes_back(
    held: dict[str, Appointment],
) -> None:
    """§1.7.4: registered with a certificate; contact every quarter."""
    who = {"actor": Walk.by(_Day(held), "branch_secretary")["actor"], "at": clock.now()}
    since = date(2025, 1, 10)
    told = {"unit": BRANCH, "person": "M02", "place": "某地援建医院", "since": since, **who}

    with pytest.raises(flowing.CannotEnter, match="不满6个月"):
        flowing.register(back_on=date(2025, 6, 1), **told)
    with pytest.raises(flowing.CannotEnter, match="不在本支部"):
        flowing.register(back_on=date(2026, 1, 10), **{**told, "person": "A1"})
    row = flowing.register(back_on=date(2026, 1, 10), certificate="7", **told)
    reminding.remind(now=clock.now(), today=date(2025, 4, 10))
    assert Notice.objects.filter(kind="flowing_contact", person__code="P5").count() == 1
    today = date(2025, 4, 11)
    flowing.contact(flowing_id=row.pk, day=today, by="M01", says="工作正常", today=today, **who)
    reminding.remind(now=clock.now(), today=date(2025, 7, 10))
    assert Notice.objects.filter(kind="flowing_contact", person__code="P5").count() == 1
    assert flowing.come_back(flowing_id=row.pk, day=date(2025, 8, 1), **who).active_to


def test_what_people_grew_into_is_a_dated_event_on_a_person_and_so_counts(
    held: dict[str, Appointment],
) -> None:
    """§1.6.8: 三培养 — each is a dated event on a person."""
    who = {"actor": Walk.by(_Day(held), "branch_secretary")["actor"], "at": clock.now()}
    told = {
        "unit": BRANCH,
        "person": "M02",
        "kind": Kind.MANAGER,
        "day": DAY,
        "became": "护士长",
        "document": "任职文件",
        "today": DAY,
        **who,
    }
    row = cultivation.enter(**told)

    with pytest.raises(cultivation.CannotEnter, match="已有同类记录"):
        cultivation.enter(**told)
    cultivation.void(row_id=row.pk, reason="任职已撤回", **who)
    cultivation.enter(**told)

    assert Cultivated.objects.filter(voided_at=None).count() == 1
    cultivation.plan(year=2025, quota=12, document="上级党委通知", **who)
    cultivation.plan(year=2025, quota=15, document="上级党委追加", **who)
    assert AdmissionPlan.objects.get().quota == 15


def test_the_figures_of_admission_are_lists_of_proceedings_that_the_post_may_see(
    held: dict[str, Appointment],
) -> None:
    """§1.6.7: 申请人 by day and branch; somebody else's branch is not counted."""
    filled = {"applied_on": "2025-03-01", "born_on": "1995-05-04"}
    walk = Walk(held, "party_admission", DAY, concerned=("A1",), **filled)
    walk.go("application")
    year, today = Period.year(2025), date(2025, 12, 31)

    def seen(key: str) -> list[tuple[str, frozenset[Stage]]]:
        rights = rights_of(held[key].pk, today)
        return [(one.name, one.stages) for one in development.people(rights, year, today)]

    assert seen("party_office") == [("新来的", frozenset({Stage.APPLICANT}))]
    assert seen("branch_secretary") == seen("party_office")
    assert seen("president") == []
    assert development.shares(["A1"], today).known == 0


def test_a_branch_covers_several_departments_each_with_its_days(
    held: dict[str, Appointment],
) -> None:
    """§1.1.9: 支部建在科室上; the mapping has dates."""
    who = {"actor": Walk.by(_Day(held), "party_office")["actor"], "at": clock.now()}
    until = date(2025, 7, 1)
    units.cover(unit=BRANCH, covered="CARD", active_from=DAY, **who)
    units.cover(unit=BRANCH, covered="ORTH", active_from=DAY, active_to=until, **who)

    def covered(day: date) -> set[str]:
        rows = Coverage.objects.on(day).filter(unit__code=BRANCH)
        return set(rows.values_list("covered__code", flat=True))

    assert covered(DAY) == {"CARD", "ORTH"}
    assert covered(until) == {"CARD"}
