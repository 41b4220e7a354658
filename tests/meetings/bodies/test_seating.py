"""The first meeting of a new committee is held by who was elected, not by who goes out (§1.2.3)."""

from __future__ import annotations

from datetime import date

import pytest

from linghang.meetings.bodies import seating
from linghang.meetings.elections.rules import Ballots
from linghang.meetings.minutes import services as minutes
from linghang.meetings.models import AgendaItem, Form, Meeting
from linghang.meetings.recording import services
from linghang.meetings.recording.entries import Election, Line
from linghang.org.models import Appointment, Person, Unit
from tests.meetings.branch import BRANCH, deed
from tests.meetings.floor import away, hold, line

pytestmark = pytest.mark.usefixtures("branch")
NEW = ("M10", "M11", "M12")
ELECTED, FIRST = date(2025, 12, 5), date(2025, 12, 8)


def election(kind: str, seats: int, issued: int, **votes: int) -> Line:
    ballots = Ballots(issued=issued, collected=issued, invalid=0, votes=votes)
    return line(kind, "选举", election=Election(seats=seats, ballots=ballots))


def elect_three() -> Meeting:
    """M10, M11 and M12; the secretary who goes out is not elected again."""
    votes = {"M10": 20, "M11": 19, "M12": 18, "P5": 5}
    kept = hold(day=ELECTED, lines=(election("branch_election", 3, 26, **votes),))
    return kept.meeting


def officers(day: date = FIRST, issued: int = 3, **facts: object) -> None:
    chosen = election("officers_election", 1, issued, M10=issued)
    hold("branch_committee", day=day, chair="M10", lines=(chosen,), **facts)


def names() -> set[str]:
    kind = seating.catalog.meetings()["branch_committee"]
    put_up = [seating.Put("officers_election")]
    return {one.person for one in seating.members(BRANCH, kind, FIRST, put_up)}


def test_the_officers_are_elected_by_the_three_who_were_just_elected() -> None:
    """§1.2.3: 应到 3 of the new committee; of the former one nobody is counted or away."""
    meeting = elect_three()
    with pytest.raises(services.CannotRecord, match="“选举支部委员会”的记录还没有封存"):
        officers()
    minutes.close(meeting_id=meeting.pk, **deed())

    with pytest.raises(services.CannotRecord, match="缺席的1人不是会议成员"):
        officers(missed=away("P5"))
    officers()
    officers(date(2025, 12, 9), 2, missed=away("M11"))

    rows = AgendaItem.objects.filter(kind="officers_election").order_by("pk")
    assert list(rows.values_list("entitled", "present", "verdict")) == [
        (3, 3, "passed"),
        (3, 2, "no_quorum"),
    ]
    assert Form.objects.filter(kind="branch_committee").first().expected == 3  # type: ignore[union-attr]


def test_other_meetings_of_the_committee_stay_with_who_holds_the_posts() -> None:
    """§1.1.5: until the posts change hands; from then on the posts say who sits."""
    minutes.close(meeting_id=elect_three().pk, **deed())
    hold("branch_committee", day=FIRST, lines=(line("study", "学习"),), missed=away("P5"))
    assert names() == set(NEW)
    kind = seating.catalog.meetings()["branch_committee"]
    both = seating.also(BRANCH, kind, FIRST, [seating.Put("officers_election")])
    assert sorted(one.person for one in both) == [*("M01", "M02"), *NEW, "P3", "P5"]

    Appointment.objects.filter(unit__code=BRANCH).update(active_to=date(2025, 12, 7))
    unit, people = Unit.objects.get(code=BRANCH), Person.objects.filter(code__in=("M10", "M11"))
    for person, post in zip(people, ("branch_secretary", "branch_publicity_member"), strict=True):
        Appointment.objects.create(
            person=person, post=post, unit=unit, active_from=date(2025, 12, 7)
        )

    assert names() == {"M10", "M11"}


def test_who_fills_one_seat_sits_beside_the_others() -> None:
    """§1.1.5: a by-election of one makes no committee of one."""
    votes = {"M10": 20, "M11": 6}
    meeting = hold(day=ELECTED, lines=(election("branch_election", 1, 26, **votes),)).meeting
    minutes.close(meeting_id=meeting.pk, **deed())

    assert names() == {"P5", "P3", "M01", "M02", "M10"}
    Appointment.objects.filter(person__code="M02").update(active_to=FIRST)
    assert names() == {"P5", "P3", "M01"}, "the posts changed since: they say who sits"
