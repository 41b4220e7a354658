"""A sheet of a programme, read: the tree that it would make, every complaint with its cell."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from linghang.commitments.definitions import Rhythm, Role
from linghang.commitments.models import Commitment, Programme
from linghang.commitments.sheets import rules
from linghang.commitments.writing import naming
from linghang.commitments.writing import rules as writing
from linghang.commitments.writing.rules import Wanted
from linghang.foundation.fields import rules as fields
from linghang.foundation.intake.definitions import Complaint, Line, What
from linghang.foundation.sheets import columns
from linghang.foundation.sheets import reading as sheets
from linghang.foundation.sheets import rows as cells
from linghang.foundation.sheets.columns import Matched
from linghang.ledgers.directory import Directory

WHOLE_ROW = "整行"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """A row that becomes a commitment. above, answers: numbers, in the sheet or the programme."""

    row: int
    wanted: Wanted
    above: str
    answers: tuple[str, ...] = ()


@dataclass(slots=True)
class Checked:
    """What a sheet comes to. known: rows that stand in the programme already as they are there."""

    headers: dict[str, int]
    notes: list[str]
    rows: int = 0
    fresh: list[Fresh] = field(default_factory=list)
    known: int = 0
    lines: list[Line] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """Equal when the same would be written."""
        return hashlib.sha256(repr((self.fresh, self.known)).encode()).hexdigest()


def read(programme: Programme, path: Path, *, name: str, today: date) -> Checked:
    """All rows of the file's sheet. Raises CannotRead and CannotMatch."""
    workbook = sheets.read(path, name=name, limits=rules.LIMITS)
    layout = rules.layout(programme.definition)
    (matched, *_), notes = columns.match(workbook, [layout])
    notes = [*workbook.notes, *notes, *(f"{one}没有读取。" for one in matched.unknown)]
    checked = Checked({matched.sheet.name: matched.header}, notes)
    return _Reader(programme, matched, checked).read()


class _Reader:
    """Reads one sheet; what is there already is asked once."""

    def __init__(self, programme: Programme, matched: Matched, checked: Checked) -> None:
        self.programme, self.kind = programme, programme.definition
        self.matched, self.checked = matched, checked
        self.directory = Directory()
        self.columns = {column.code: column for column in matched.layout.columns}
        kept = Commitment.objects.filter(programme=programme)
        self.kept = {
            number: (level, title, role)
            for number, level, title, role in kept.values_list("number", "level", "title", "role")
        }
        self.levels = {number: level for number, (level, _, _) in self.kept.items()}
        self.seen: dict[str, int] = {}
        self.told: set[tuple[int, str]] = set()
        self.problems = {n for n, (_, _, role) in self.kept.items() if role == Role.FINDING.value}

    def read(self) -> Checked:
        waiting = []
        for row in cells.written(self.matched):
            if str(row.values.get(rules.NUMBER) or "").startswith(rules.EXAMPLE):
                continue
            self.checked.rows += 1
            self.checked.complaints += row.complaints
            if not row.complaints:
                waiting.append((row, self._parsed(row)))
        for row, values in waiting:
            self._placed(row, values)
        for row, values in waiting:
            self._row(row, values)
        return self.checked

    def _parsed(self, row: cells.Row) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for code, column in self.columns.items():
            parsed = fields.parse(column.field, row.values.get(code))
            found[code] = parsed.value
            if parsed.complaint:
                self._complain(row, code, parsed.complaint)
        return found

    def _placed(self, row: cells.Row, values: Mapping[str, Any]) -> None:
        """What numbers the sheet brings, so that rows may come in any order."""
        number, level = values.get(rules.NUMBER), values.get(rules.LEVEL)
        if not number:
            self._complain(row, rules.NUMBER, "“序号”必须填写")
        elif not level:
            self._complain(row, rules.LEVEL, "“层级”必须填写")
        elif number in self.seen:
            says = f"序号 {number} 与第{self.seen[number]}行重复"
            self._complain(row, rules.NUMBER, says)
        else:
            self.seen[number] = row.number
            self.levels.setdefault(number, level)
            if self.kind.by_level[level].role is Role.FINDING:
                self.problems.add(number)

    def _row(self, row: cells.Row, values: Mapping[str, Any]) -> None:
        number, level = values.get(rules.NUMBER), values.get(rules.LEVEL)
        if not number or not level or self.seen.get(number) != row.number:
            return
        if number in self.kept:
            self._known(row, number, level, values.get(rules.TITLE) or "")
            return
        before = len(self.checked.complaints)
        above = values.get(rules.PARENT) or rules.above(number)
        if above and above not in self.levels:
            self._complain(row, rules.PARENT, f"没有序号是 {above} 的上级")
            return
        wanted, found = naming.named(self._wanted(values).plain, self.kind, self.directory)
        found += writing.complaints(
            self.kind,
            wanted,
            parent_level=self.levels.get(above, ""),
            began=self.programme.began_on,
            sensitive=self.programme.sensitivity,
        )
        for one in found:
            self._complain(row, self._column_of(one.field), one.says)
        answers = _several(values.get(rules.ANSWERS))
        for strange in (one for one in answers if one not in self.problems):
            self._complain(row, rules.ANSWERS, f"没有序号是 {strange} 的问题")
        if len(self.checked.complaints) == before:
            self.checked.fresh.append(
                Fresh(row=row.number, wanted=wanted, above=above, answers=answers)
            )
            self._line(row, What.NEW, f"{number} {wanted.title}")

    def _wanted(self, values: Mapping[str, Any]) -> Wanted:
        level = self.kind.by_level[values[rules.LEVEL]]
        own = {one.code: values.get(rules.OWN + one.code) for one in level.fields}
        weight = values.get(rules.WEIGHT)
        rhythm = values.get(rules.RHYTHM)
        return Wanted(
            level=level.code,
            number=values[rules.NUMBER],
            title=values.get(rules.TITLE) or "",
            text=values.get(rules.TEXT) or "",
            type=values.get(rules.TYPE) or "",
            unit=values.get(rules.UNIT) or "",
            owner=values.get(rules.OWNER) or "",
            leader=values.get(rules.LEADER) or "",
            due=values.get(rules.DUE),
            standard=values.get(rules.STANDARD) or "",
            weight=Decimal(weight) if weight is not None else None,
            rhythm=Rhythm(rhythm) if rhythm else None,
            fields={
                one.code: fields.show(one, own[one.code])
                for one in level.fields
                if own[one.code] is not None
            },
            helps=_several(values.get(rules.HELPS)),
        )

    def _column_of(self, field: str) -> str:
        return field if field in self.columns else rules.OWN + field

    def _known(self, row: cells.Row, number: str, level: str, title: str) -> None:
        kept_level, kept_title, _ = self.kept[number]
        if (kept_level, kept_title) == (level, title):
            self.checked.known += 1
            self._line(row, What.UNCHANGED, f"{number} {title}")
        else:
            says = f"序号 {number} 已在方案里，是“{kept_title}”；要改，请打开这一项修改"
            self._complain(row, rules.NUMBER, says)

    def _line(self, row: cells.Row, what: What, title: str) -> None:
        self.checked.lines.append(
            Line(sheet=self.kind.name, row=row.number, what=what, title=title)
        )

    def _complain(self, row: cells.Row, code: str, says: str) -> None:
        """Once for each cell: what can't be read is not missing besides."""
        if (row.number, code) in self.told:
            return
        self.told.add((row.number, code))
        column = self.columns.get(code)
        places = self.matched.columns.items()
        place = next((at for at, one in places if one.code == code), None)
        self.checked.complaints.append(
            Complaint(
                file=self.matched.sheet.name,
                row=row.number,
                column=cells.label(column, place) if column else WHOLE_ROW,
                value=cells.shown(column, row.values.get(code)) if column else "",
                says=says,
                severity="error",
                rule="commitment",
            )
        )


def _several(raw: object) -> tuple[str, ...]:
    text = str(raw or "")
    for mark in ",，;；\n":
        text = text.replace(mark, rules.BETWEEN)
    return tuple(one.strip() for one in text.split(rules.BETWEEN) if one.strip())


def in_order(fresh: list[Fresh], known: Mapping[str, int]) -> list[Fresh]:
    """Those above before those below; problems before the measures that answer them."""
    placed, left = set(known), list(fresh)
    found: list[Fresh] = []
    while left:
        ready = [
            one
            for one in left
            if (not one.above or one.above in placed) and placed.issuperset(one.answers)
        ]
        if not ready:
            return found + left
        found += ready
        placed |= {one.wanted.number for one in ready}
        left = [one for one in left if one.wanted.number not in placed]
    return found


def with_ids(one: Fresh, known: Mapping[str, int]) -> Wanted:
    """The row as a commitment to be entered, with what it names by number as rows."""
    return replace(
        one.wanted,
        parent=known[one.above] if one.above else None,
        answers=tuple(known[number] for number in one.answers),
    )
