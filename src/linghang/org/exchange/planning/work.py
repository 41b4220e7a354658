"""The state of one planning: drafts, the sheets' rows, what is complained of and asked."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from linghang.foundation.access import Decision
from linghang.foundation.fields import rules as fields
from linghang.foundation.intake.definitions import Complaint, Difference, Severity, What
from linghang.foundation.sheets import rows as sheets
from linghang.foundation.sheets.columns import Matched
from linghang.foundation.sheets.rows import Row
from linghang.org.conflicts.definitions import Conflict
from linghang.org.definitions import Kind, Post
from linghang.org.exchange.planning.drafts import (
    DatedDraft,
    Organisation,
    Origin,
    PersonDraft,
    UnitDraft,
)
from linghang.org.exchange.planning.plan import Accepted, Outcome, Question
from linghang.org.trees.rules import Span

GUESSES = 50  # names for which a similar one is looked up


@dataclass(frozen=True, slots=True)
class Permit:
    """Asks the policy on behalf of who imports; each answer may refuse with its reason."""

    units: Callable[[str, Kind], Decision]
    people: Callable[[], Decision]
    posts: Callable[[str, Kind, Post], Decision]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a planning is asked with. effective: the day from which changes of existing facts hold.

    answers: code in the file → code of the same person, or plan.OTHER. print_of: the fingerprint
    of a personal number. permit: None for the command line. importer: who must not appoint
    themselves.
    """

    effective: date
    today: date
    posts: Mapping[str, Post]
    print_of: Callable[[str], str]
    answers: Mapping[str, str] = field(default_factory=dict)
    permit: Permit | None = None
    conflicts: tuple[Conflict, ...] = ()
    importer: str = ""


@dataclass(kw_only=True)
class Work:
    """What grows while the sheets are gone through, one after the other."""

    organisation: Organisation
    given: Given
    sheets: dict[str, Matched] = field(default_factory=dict)
    outcomes: dict[Origin, Outcome] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    leavers: list[str] = field(default_factory=list)
    accepted: list[Accepted] = field(default_factory=list)
    # Code in the file → the person it turned out to be; None while it is asked or refused.
    people: dict[str, PersonDraft | None] = field(default_factory=dict)
    refused_units: dict[str, int] = field(default_factory=dict)
    # Names that the sheet of units gives up: other rows may still use them.
    former_names: dict[str, UnitDraft] = field(default_factory=dict)
    _by_name: dict[str, list[UnitDraft]] = field(default_factory=dict)
    _above: dict[str, list[Span]] = field(default_factory=dict)
    _guessed: int = 0

    def begin(self, sheet: str, row: Row, title: str) -> Outcome:
        """Open the outcome of a row; takes in what its cells were complained of."""
        outcome = Outcome(origin=Origin(sheet, row.number), title=title)
        self.outcomes[outcome.origin] = outcome
        if row.complaints:
            self.complaints.extend(row.complaints)
            if row.is_refused:
                outcome.what = What.REFUSED
        return outcome

    def complain(
        self,
        origin: Origin,
        column: str,
        value: object,
        says: str,
        *,
        rule: str,
        severity: Severity = "error",
    ) -> None:
        """Complain of a cell; an error refuses the row."""
        matched = self.sheets[origin.sheet]
        self.complaints.append(
            sheets.complaint(matched, origin.row, column, value, says, rule=rule, severity=severity)
        )
        if severity == "error":
            self.outcomes[origin].what = What.REFUSED

    def changed(self, outcome: Outcome, column: str, before: object, after: object) -> None:
        """Note a difference for the preview, personal values masked."""
        one = self.sheets[outcome.origin.sheet].layout.column(column).field
        if one.sensitive:
            texts = ("原号码" if before else "", fields.mask(one, after))
        else:
            texts = ("" if before is None else str(before), "" if after is None else str(after))
        outcome.differences.append(Difference(one.name, *texts))
        if outcome.what is What.UNCHANGED:
            outcome.what = What.CHANGED

    def made(self, outcome: Outcome) -> None:
        """The row brings something new."""
        if outcome.what in (What.UNCHANGED, What.CHANGED):
            outcome.what = What.NEW

    def touch(self, draft: DatedDraft, outcome: Outcome) -> None:
        """The draft is as this row leaves it."""
        draft.origin = outcome.origin

    def index_units(self) -> None:
        """Learn the names of units as they are on the day of the changes; after their sheet."""
        found: defaultdict[str, list[UnitDraft]] = defaultdict(list)
        for unit in self.organisation.units.values():
            if unit.end is None or unit.end > self.given.effective:
                found[unit.called(self.given.effective)].append(unit)
        self._by_name = {name: [unit] for name, unit in self.former_names.items()} | found

    def unit(self, text: str) -> tuple[UnitDraft | None, str]:
        """(the unit of that code or name, "") or (None, why there is none)."""
        if text in self.organisation.units:
            return self.organisation.units[text], ""
        if text in self.refused_units:
            return None, f"单位“{text}”在单位工作表第 {self.refused_units[text]} 行，那一行有错"
        found = self._by_name.get(text, [])
        if len(found) == 1:
            return found[0], ""
        if found:
            codes = "、".join(sorted(unit.code for unit in found))
            return None, f"有 {len(found)} 个单位叫“{text}”，请改写编码（{codes}）"
        return None, f"没有这个单位：{text}{self._similar(text)}"

    def look_up(self, outcome: Outcome, values: dict[str, Any], *columns: str) -> None:
        """Complain of units that do not exist, in a row that is refused for something else.

        So that all of a row is told at once.
        """
        for column in columns:
            text = values.get(column)
            if text:
                unit, says = self.unit(text)
                if unit is None:
                    self.complain(outcome.origin, column, text, says, rule="unknown")

    def has_below(self, unit: UnitDraft, day: date) -> bool:
        """Whether another unit stands under it on the day."""
        if unit.code not in self._above:
            self._above[unit.code] = [
                place.span
                for each in self.organisation.units.values()
                for place in each.placements
                if place.parent is unit
            ]
        return any(day in span for span in self._above[unit.code])

    def _similar(self, text: str) -> str:
        self._guessed += 1
        if self._guessed > GUESSES:
            return ""
        close = difflib.get_close_matches(text, self._by_name, n=1, cutoff=0.6)
        return f"；是不是“{close[0]}”？" if close else ""
