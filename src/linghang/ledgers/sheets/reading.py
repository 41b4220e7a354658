"""A sheet of a ledger, read: each row as facts, every complaint with its cell, what is known."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from linghang.foundation.fields import rules as fields
from linghang.foundation.fields.definitions import Kind
from linghang.foundation.fields.rules import Parsed
from linghang.foundation.intake.definitions import Complaint, Line, Severity, What
from linghang.foundation.parameters import queries as parameters
from linghang.foundation.sensitivity.definitions import LEVEL_NAMES, Level
from linghang.foundation.sheets import columns
from linghang.foundation.sheets import reading as sheets
from linghang.foundation.sheets import rows as cells
from linghang.foundation.sheets.columns import Matched
from linghang.ledgers import catalog, reach
from linghang.ledgers.closing.queries import closed_years
from linghang.ledgers.definitions import DAY, TITLE, UNIT, UNTIL, Ledger
from linghang.ledgers.directory import Directory
from linghang.ledgers.entering import services as entering
from linghang.ledgers.entering.services import Written
from linghang.ledgers.facts import rules as facts
from linghang.ledgers.facts.rules import Common, Named
from linghang.ledgers.filing.rules import Standing
from linghang.ledgers.sheets import naming, rules
from linghang.ledgers.sheets.importing import LIMITS
from linghang.ledgers.sheets.rules import LEVEL, NUMBER
from linghang.org.rules import Rights
from linghang.procedures.days import Day

WHOLE_ROW = "整行"
FILES_LATER = "，表格带不了文件：请选“保存为草稿”，上传后再报送"
COMMON = (TITLE, DAY, UNTIL, UNIT)
Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Fresh:
    """A row that becomes an entry."""

    row: int
    common: Common
    facts: Mapping[str, Any]
    level: str


@dataclass(slots=True)
class Checked:
    """What a sheet comes to. known: rows that stand in the ledger already, as they are there."""

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
        made = hashlib.sha256()
        for one in self.fresh:
            made.update(repr((one.row, one.common, sorted(one.facts.items()), one.level)).encode())
        made.update(str(self.known).encode())
        return made.hexdigest()


def read(
    ledger: Ledger, path: Path, *, name: str, rights: Rights, today: date, as_drafts: bool
) -> Checked:
    """All rows of the file's sheet as of today. Raises CannotRead and CannotMatch.

    as_drafts: nothing must be complete yet, and files may come later.
    """
    workbook = sheets.read(path, name=name, limits=LIMITS)
    layout = rules.layout(ledger, naming.older(ledger))
    (matched, *_), notes = columns.match(workbook, [layout])
    notes = [*workbook.notes, *notes, *(f"{one}没有读取。" for one in matched.unknown)]
    checked = Checked({matched.sheet.name: matched.header}, notes)
    return _Reader(ledger, matched, rights, today, as_drafts, checked).read()


class _Reader:
    """Reads one sheet; what several rows need is asked once."""

    def __init__(
        self,
        ledger: Ledger,
        matched: Matched,
        rights: Rights,
        today: date,
        as_drafts: bool,
        checked: Checked,
    ) -> None:
        self.ledger, self.matched, self.checked = ledger, matched, checked
        self.rights, self.today, self.as_drafts = rights, today, as_drafts
        self.directory, self.now = Directory(), Day(today)
        self.values: dict[date, Mapping[str, object]] = {}
        self.units: dict[str, str] = {}
        self.locked = closed_years(ledger.code)
        self.years: dict[tuple[int, str], str] = {}
        self.numbers: dict[str, int] = {}
        self.seen: dict[Key, int] = {}
        self.columns = {column.code: column for column in matched.layout.columns}
        self.has_parameters = any(
            isinstance(each.at_least, str) or isinstance(each.below, str)
            for one in ledger.fields
            for each in (one.when.conditions if one.when else ())
        )
        self.levels = {name: level.value for level, name in LEVEL_NAMES.items()}
        self.files = frozenset(one.code for one in ledger.fields if one.kind is Kind.FILE)

    def read(self) -> Checked:
        for row in cells.written(self.matched):
            if rules.is_example(row.values):
                continue
            if word := rules.footer(row.values):
                self.checked.notes.append(f"第{row.number}行是“{word}”，没有读取。")
                continue
            self.checked.rows += 1
            self._row(row)
        return self.checked

    def _row(self, row: cells.Row) -> None:
        before = len(self.checked.complaints)
        self.checked.complaints += row.complaints
        faulty = {one.column for one in row.complaints}
        raw = dict(row.values)
        number = str(raw.pop(NUMBER, None) or "").strip()
        common, parsed = self._common(row, raw)
        level = self._level(row, raw.pop(LEVEL, None))
        if not number:
            self._allowed(row, common)
        typed = {code: value for code, value in raw.items() if value is not None}
        written = Written(
            title=common.title,
            unit=common.unit,
            day=common.day,
            until=common.until,
            level=level,
            fields=typed,
        )
        told = entering.judged(
            self.ledger,
            written,
            today=self.today,
            directory=self.directory,
            values=self._values(common.day),
            unfinished=self.as_drafts or bool(number),
        )
        for one in told.complaints:
            if one.field not in parsed and self._label(one.field) not in faulty:
                later = FILES_LATER if one.field in self.files else ""
                self._complain(row, one.field, f"{one.says}{later}")
        if number:
            self._known(row, number, common, told.facts, level)
            return
        if not any(one.severity == "error" for one in self.checked.complaints[before:]):
            self._fresh(row, Fresh(row.number, common, told.facts, level))

    def _common(self, row: cells.Row, raw: dict[str, Any]) -> tuple[Common, set[str]]:
        """What every entry has, and the columns that were complained of here."""
        found: dict[str, Any] = {}
        wrong: set[str] = set()
        for code in COMMON:
            column = self.columns.get(code)
            value = raw.pop(code, None)
            if column is None:
                continue
            parsed = fields.parse(column.field, value)
            if code == UNIT and parsed.value:
                unit = self.directory.find(Kind.UNIT, parsed.value)
                says = "" if isinstance(unit, Named) else f"“{column.name}”{unit}"
                parsed = Parsed(unit.code if isinstance(unit, Named) else None, says)
            found[code] = parsed.value
            if parsed.complaint:
                wrong.add(code)
                self._complain(row, code, parsed.complaint, value)
        common = Common(
            title=found.get(TITLE) or "",
            day=found.get(DAY),
            until=found.get(UNTIL),
            unit=found.get(UNIT) or "",
        )
        return common, wrong

    def _level(self, row: cells.Row, raw: object) -> str:
        text = str(raw or "").strip()
        if not text:
            return self.ledger.level.value
        if text not in self.levels:
            self._complain(row, LEVEL, f"“敏感程度”只能填：{'、'.join(self.levels)}", raw)
        return self.levels.get(text, Level.INTERNAL.value)

    def _allowed(self, row: cells.Row, common: Common) -> None:
        """Asked once for each unit, and for it in each locked year; told in every row."""
        if common.unit and common.unit not in self.units:
            decision = reach.may_enter(self.ledger, self.rights, common.unit, self.now)
            says = "" if decision else f"{decision.reason}，您不能为这个单位填报"
            self.units[common.unit] = says
        if says := self.units.get(common.unit, ""):
            self._complain(row, UNIT, says)
        if common.day is None:
            return
        year = common.day.year
        if year not in self.locked:
            return
        place = (year, common.unit)
        if place not in self.years:
            oversees = reach.may_oversee(self.ledger, self.rights, common.unit, self.now)
            says = f"{year}年已经归档，补录和更正请找{oversees.who_can}"
            self.years[place] = "" if oversees else says
        if says := self.years[place]:
            self._complain(row, DAY, says)

    def _values(self, day: date | None) -> Mapping[str, object]:
        """The rule parameters of the day, where a condition of some field asks for one."""
        if not self.has_parameters:
            return {}
        day = day or self.today
        if day not in self.values:
            self.values[day] = parameters.in_force(day)
        return self.values[day]

    def _known(
        self, row: cells.Row, number: str, common: Common, told: Mapping[str, Any], level: str
    ) -> None:
        """A row with a number: it stands in the ledger already, and is never entered again."""
        if earlier := self.numbers.get(number):
            self._complain(row, NUMBER, f"编号 {number} 与第{earlier}行重复")
            return
        self.numbers[number] = row.number
        kept = self._kept.get(number)
        if kept is None:
            says = f"台账里没有编号 {number}；新记录的编号不填，入库后自动编号"
            self._complain(row, NUMBER, says)
        elif self._same_as(kept, common, told, level):
            self.checked.known += 1
            line = Line(sheet=self.ledger.name, row=row.number, what=What.UNCHANGED, title=number)
            self.checked.lines.append(line)
        else:
            says = f"{number} 已在台账里，内容与这一行不同；要改，请打开这条记录提出更正"
            self._complain(row, NUMBER, says)

    @cached_property
    def _kept(self) -> dict[str, tuple[Any, ...]]:
        """Number → what the entry says, of those that the post may read."""
        rows = reach.visible_to(self.ledger.code, self.rights, self.today).exclude(number=None)
        columns_ = ("number", "level", "title", "day", "until", "unit", "facts", "definition_hash")
        return {row[0]: row[1:] for row in rows.values_list(*columns_).iterator(chunk_size=2000)}

    def _same_as(
        self, kept: tuple[Any, ...], common: Common, told: Mapping[str, Any], level: str
    ) -> bool:
        was_level, *said, plain, hash = kept
        if self._has_level and was_level != level:
            return False
        if tuple(said) != (common.title, common.day, common.until, common.unit):
            return False
        was = facts.typed(catalog.version(self.ledger.code, hash), plain)
        brought = set(self.matched_codes)
        return all(told.get(code) == was.get(code) for code in brought)

    @cached_property
    def _has_level(self) -> bool:
        return any(one.code == LEVEL for one in self.matched.columns.values())

    @cached_property
    def matched_codes(self) -> frozenset[str]:
        """The fields that the sheet has a column for."""
        return frozenset(one.code for one in self.matched.columns.values()) & frozenset(
            self.ledger.by_code
        )

    def _fresh(self, row: cells.Row, one: Fresh) -> None:
        self.checked.fresh.append(one)
        title = f"{one.common.title}（{one.common.day}）"
        line = Line(sheet=self.ledger.name, row=row.number, what=What.NEW, title=title)
        self.checked.lines.append(line)
        keys = self._keys(one.common, one.facts)
        if earlier := next((self.seen[key] for key in keys if key in self.seen), None):
            self._complain(row, "", f"与第{earlier}行可能是同一件事", severity="warning")
        elif like := next((self._like[key] for key in keys if key in self._like), None):
            self._complain(row, "", f"台账里已有相近的记录 {like}", severity="warning")
        for key in keys:
            self.seen.setdefault(key, row.number)

    def _keys(self, common: Common, told: Mapping[str, Any]) -> list[Key]:
        """In what two entries agree that may be one, for each way that has no empty value."""
        placed = facts.placed(self.ledger, told)
        said = {TITLE: common.title, DAY: common.day, UNTIL: common.until, UNIT: common.unit}
        found = [
            (
                way,
                *(
                    said[code] if code in said else placed.get(self.ledger.places[code])
                    for code in codes
                ),
            )
            for way, codes in enumerate(self.ledger.alternatives)
        ]
        return [key for key in found if None not in key]

    @cached_property
    def _like(self) -> dict[Key, str]:
        """Key → number of an entry that the post may read."""
        every = reach.visible_to(self.ledger.code, self.rights, self.today)
        every = every.exclude(standing=Standing.VOIDED.value)
        like: dict[Key, str] = {}
        for way, codes in enumerate(self.ledger.alternatives):
            paths = [self.ledger.places.get(code, code) for code in codes]
            found = every
            if DAY in codes and self.days:
                found = found.filter(day__gte=min(self.days), day__lte=max(self.days))
            for number, *key in found.values_list("number", *paths).iterator(chunk_size=2000):
                if None not in key:
                    like[(way, *key)] = number or "（草稿）"
        return like

    @cached_property
    def days(self) -> list[date]:
        """The days that the sheet names."""
        place = next(at for at, one in self.matched.columns.items() if one.code == DAY)
        column = self.columns[DAY].field
        rows = self.matched.sheet.rows[self.matched.header + 1 :]
        found = {row[place] for row in rows if place < len(row) and row[place] != ""}
        return [day for raw in found if (day := fields.parse(column, raw).value)]

    def _label(self, code: str) -> str:
        if code not in self.columns:
            return WHOLE_ROW
        place = next((at for at, one in self.matched.columns.items() if one.code == code), None)
        return cells.label(self.columns[code], place)

    def _complain(
        self,
        row: cells.Row,
        code: str,
        says: str,
        value: object = None,
        *,
        severity: Severity = "error",
    ) -> None:
        column = self.columns.get(code)
        raw = row.values.get(code) if value is None else value
        self.checked.complaints.append(
            Complaint(
                file=self.matched.sheet.name,
                row=row.number,
                column=self._label(code),
                value=cells.shown(column, raw) if column else "",
                says=says,
                severity=severity,
                rule="ledger",
            )
        )
