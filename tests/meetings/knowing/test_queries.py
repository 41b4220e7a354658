"""Who may know of a cadre matter before its publicity starts: every way to it agrees."""

from __future__ import annotations

from datetime import date

import pytest

from linghang.foundation import clock
from linghang.meetings import searched
from linghang.meetings.counting.rules import Votes
from linghang.meetings.knowing import queries
from linghang.meetings.minutes import services as minutes
from linghang.meetings.models import AgendaItem, Meeting
from linghang.org.models import Appointment, Person, Unit
from linghang.org.rights import rights_of
from linghang.org.rules import Rights
from tests.meetings import floor
from tests.meetings.branch import TODAY, deed
from tests.meetings.floor import NINE, line

pytestmark = pytest.mark.usefixtures("branch")


def acting(person: str, post: str, unit: str) -> Rights:
    row, _ = Appointment.objects.get_or_create(
        person=Person.objects.get(code=person),
        post=post,
        unit=Unit.objects.get(code=unit),
        active_from=date(2024, 1, 1),
    )
    return rights_of(row.pk, TODAY)


def sensitive(*, closes: bool = False) -> Meeting:
    """A 党委会 with one item that anybody may know, and one that few may."""
    floor.committee()
    said = floor.everybody_agrees(NINE, "P6")
    meeting = floor.at_committee(
        line("first_topic", "第一议题"),
        line("cadre_matter", "职工P9的任职", person="P9", votes=Votes(9), stances=said),
        text="讨论了职工P9的任职。",
    ).meeting
    return minutes.close(meeting_id=meeting.pk, **deed()) if closes else meeting


@pytest.mark.parametrize(
    ("person", "post", "unit", "knows"),
    [
        ("M20", "party_office_director", "PC", True),
        ("M20", "hr_director", "HRO", True),
        ("M20", "discipline_office_director", "DC", True),
        ("M20", "party_office_clerk", "PC", False),
        ("M20", "branch_secretary", "PB1", False),
        ("M01", "branch_secretary", "PB1", True),  # sits in the 党委会
        ("M20", "vice_president", "H", False),
    ],
)
def test_a_cadre_matter_is_known_to_the_committee_personnel_and_discipline_alone(
    person: str, post: str, unit: str, knows: bool
) -> None:
    """§2.4.9: until publicity starts; the others see that there is something, and how many."""
    meeting, rights = sensitive(), acting(person, post, unit)

    known = queries.known(meeting, rights)

    rows = AgendaItem.objects.known_to(rights).order_by("number")
    assert [one.pk for one in rows] == [one.pk for one in known.items]
    assert known.is_whole is knows
    assert known.says == ("" if knows else "涉密事项1项")
    assert len(known.items) == (2 if knows else 1)


def test_when_publicity_starts_whoever_reads_the_record_may_know() -> None:
    """§2.4.9."""
    meeting, clerk = sensitive(closes=True), acting("M20", "party_office_clerk", "PC")
    item = AgendaItem.objects.get(kind="cadre_matter")
    assert not queries.known(meeting, clerk).is_whole

    minutes.publish(item_id=item.pk, published_on=date(2025, 12, 8), today=TODAY, **deed())

    assert queries.known(meeting, clerk).is_whole
    assert item in AgendaItem.objects.known_to(clerk)


def test_the_index_of_the_search_holds_nothing_that_few_may_know() -> None:
    """§2.4.9: an index is the same for everybody."""
    meeting = sensitive(closes=True)
    (before,) = searched.documents([str(meeting.pk)])
    minutes.publish(
        item_id=AgendaItem.objects.get(kind="cadre_matter").pk,
        published_on=date(2025, 12, 8),
        today=TODAY,
        **{**deed(), "at": clock.now()},
    )
    (after,) = searched.documents([str(meeting.pk)])

    assert "P9" not in str(before)
    assert "第一议题" in str(before)
    assert "P9" in str(after)
