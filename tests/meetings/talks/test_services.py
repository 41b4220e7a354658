"""What was said in a talk stands nowhere but under its seal."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from linghang.foundation import clock
from linghang.foundation.access import Actor
from linghang.foundation.trail.models import Entry
from linghang.meetings.models import HeartTalk
from linghang.meetings.talks import services
from linghang.meetings.talks.rules import Occasion
from linghang.meetings.talks.services import CannotRecordTalk, NotYours
from tests.meetings.branch import BRANCH, TODAY

pytestmark = pytest.mark.usefixtures("branch")
SAID = "家里老人住院，近期夜班请支部协调"


def talk(talker: str = "M05", other: str = "M06", said: str = SAID) -> HeartTalk:
    return services.record(
        unit=BRANCH,
        other=other,
        day=date(2025, 11, 3),
        occasion=Occasion.HARDSHIP,
        summary=said,
        actor=Actor(person=talker),
        at=clock.now(),
        today=TODAY,
    )


def read(row: HeartTalk, reader: str, secretary_of: str = "") -> str:
    return services.read(
        talk_id=row.pk, secretary_of=secretary_of, actor=Actor(person=reader), at=clock.now()
    )


def test_the_two_and_the_secretary_read_it_and_nobody_else() -> None:
    """§1.4.7: content is confidential to the two and the branch secretary."""
    row = talk()

    assert {read(row, "M05"), read(row, "M06"), read(row, "P5", BRANCH)} == {SAID}
    for reader, branch in (("M01", ""), ("M07", "PB2"), ("P1", "")):
        with pytest.raises(NotYours):
            read(row, reader, branch)


def test_neither_the_table_nor_the_trail_holds_what_was_said() -> None:
    """§1.4.7: the record is sealed, and the trail tells neither with whom nor why."""
    row = talk()

    with connection.cursor() as cursor:
        cursor.execute("SELECT summary FROM meetings_hearttalk WHERE id = %s", [row.pk])
        kept = cursor.fetchone()[0]
    entry = Entry.objects.get(action="meetings.talk.recorded")
    assert SAID not in kept
    assert entry.facts == {"unit": "内科第一党支部", "day": "2025-11-03"}


def test_only_the_talker_writes_it_down_and_both_belong_to_the_branch() -> None:
    """§1.4.7: summary only by the talker."""
    with pytest.raises(CannotRecordTalk, match="您当日不是本支部党员"):
        talk(talker="P1")
    with pytest.raises(CannotRecordTalk, match="谈话对象当日不是本支部党员"):
        talk(other="P1")
    with pytest.raises(CannotRecordTalk, match="同一人"):
        talk(other="M05")
    with pytest.raises(CannotRecordTalk, match="没有写谈话要点"):
        talk(said=" ")
    talk()
    with pytest.raises(CannotRecordTalk, match="已经记录"):
        talk()
