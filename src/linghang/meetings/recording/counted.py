"""Counts one agenda item by the rules in force on the day of the meeting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from linghang.foundation.parameters import kinds
from linghang.foundation.parameters.kinds import Majority, Value
from linghang.meetings.counting.rules import (
    VERDICT_NAMES,
    Bench,
    Roll,
    Verdict,
    Votes,
    heard,
    outcome,
)
from linghang.meetings.definitions import ItemKind, MeetingKind, Mode
from linghang.meetings.elections.rules import Elected, Result, elect
from linghang.meetings.models import AgendaItem, Form
from linghang.meetings.recording.entries import Line

RECUSED_LEAVE_BASE = "recusal.leaves_base"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The form at which an item is put up: its row, its kind, and who was there."""

    form: Form
    kind: MeetingKind
    roll: Roll


def majorities(
    kind: MeetingKind, item: ItemKind, values: Mapping[str, Value]
) -> tuple[Majority, Majority] | None:
    """Quorum and majority for the item; the item's own take the place of the meeting's.

    None where there is nothing to count: the body gives opinions, or the presiding decides.
    """
    quorum = values.get(item.quorum or kind.quorum)
    passes = values.get(item.passes or kind.passes)
    if isinstance(quorum, Majority) and isinstance(passes, Majority) and kind.passes:
        return quorum, passes
    return None


def counted(
    line: Line, number: int, place: Place, item: ItemKind, values: Mapping[str, Value]
) -> tuple[AgendaItem, Elected | None]:
    """The row of the item, unsaved, and who was elected where it is an election.

    Raises WrongCount and WrongElection for numbers that cannot be.
    """
    row = AgendaItem(
        form=place.form,
        number=number,
        kind=line.kind,
        title=line.title.strip(),
        discussion=line.discussion.strip(),
        dissent=line.dissent.strip(),
        resolution=line.resolution.strip(),
        owner_id=line.owner or None,
        due_date=line.due_date,
        about_type=line.about[0],
        about_id=line.about[1],
    )
    row.person_id, row.leader_id = line.person or None, line.leader or None
    row.announced_on, row.approval = line.announced_on, line.approval.strip()
    if why := line.deferred.strip():
        row.deferred, row.verdict = why, Verdict.DEFERRED.value
        row.says = f"{VERDICT_NAMES[Verdict.DEFERRED]}：{why.rstrip('。')}。"
        return row, None
    if place.kind.mode is Mode.HEARD and row.resolution:
        _heard(row, line, place, values)
        return row, None
    rules = majorities(place.kind, item, values)
    if not line.is_voted or rules is None:
        return row, None
    quorum, passes = rules
    bench = place.roll.bench(number, [person for person, _ in line.recused])
    row.quorum, row.passes = kinds.plain(quorum), kinds.plain(passes)
    row.entitled, row.present, row.recused = bench.entitled, bench.present, bench.recused
    if line.election:
        return row, _elected(row, line, bench, quorum, passes)
    votes = Votes(favour=bench.present) if line.unanimous or not line.votes else line.votes
    found = outcome(
        quorum=quorum,
        passes=passes,
        bench=bench,
        votes=votes,
        written_counts=item.written,
        recused_leave_base=values.get(RECUSED_LEAVE_BASE) != 0,
    )
    for name in Votes.__dataclass_fields__:
        setattr(row, name, getattr(votes, name))
    row.verdict, row.says = found.verdict.value, found.says
    return row, None


def _heard(row: AgendaItem, line: Line, place: Place, values: Mapping[str, Value]) -> None:
    """What the presiding decided stands only where enough were there (§2.4.2, §2.4.2a)."""
    quorum = values.get(place.kind.quorum)
    bench = place.roll.bench(row.number, [person for person, _ in line.recused])
    rule = quorum if isinstance(quorum, Majority) else None
    floor = values.get(place.kind.least)
    found = heard(rule, bench, floor if isinstance(floor, int) else 0)
    row.quorum = kinds.plain(rule) if rule else {}
    row.entitled, row.present, row.recused = bench.entitled, bench.present, bench.recused
    row.verdict, row.says = found.verdict.value, found.says


def _elected(
    row: AgendaItem, line: Line, bench: Bench, quorum: Majority, wins: Majority
) -> Elected | None:
    if line.election is None:
        return None
    ballots = line.election.ballots
    found = elect(seats=line.election.seats, quorum=quorum, wins=wins, bench=bench, ballots=ballots)
    row.seats, row.issued, row.collected = line.election.seats, ballots.issued, ballots.collected
    row.invalid = ballots.invalid
    if found.result is Result.NO_QUORUM:
        verdict = Verdict.NO_QUORUM
    else:
        verdict = Verdict.PASSED if found.elected else Verdict.FAILED
    row.verdict, row.says = verdict.value, found.says
    return found
