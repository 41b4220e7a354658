"""Turns the tables of a rule set into integers; see `compiled` for what they mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linghang.cases.drg import compiled as c
from linghang.cases.drg.codes import Codes, CodeTable, extended
from linghang.cases.drg.conditions import (
    FIELDS,
    SIGNS,
    Compare,
    Conjunction,
    InList,
    Literal,
    Severity,
    alternatives,
)
from linghang.cases.drg.rules import Status
from linghang.cases.drg.sources import Drg, Mdc, RuleTables, Step

MOST_BLOCKS = 62
KINDS = {"pdx": c.PDX, "anydx": c.ANYDX, "odx": c.ODX, "pproc": c.PPROC, "anyproc": c.ANYPROC}
Mask = NDArray[np.bool_]


class TooMuch(ValueError):  # noqa: N818
    """The set has more blocks than a word has bits; says so in Chinese."""


def is_procedure_list(name: str) -> bool:
    """Whether a list of adrg_codes.csv holds procedures: px…, slot…; the others hold diagnoses."""
    return name.startswith(("px", "slot"))


def codes_of(tables: RuleTables) -> tuple[set[str], set[str]]:
    """Every diagnosis and every procedure that the set's tables mention."""
    dx = {*tables.mcc, *tables.cc, *tables.exclusion}
    px = set(tables.valid)
    for codes in tables.mdc_codes.values():
        dx |= codes.keys()
    for (_, name), rows in tables.lists.items():
        (px if is_procedure_list(name) else dx).update(rows)
    conditions = [one.entry for one in tables.mdcs]
    conditions += [step.condition for steps in tables.steps.values() for step in steps]
    conditions += [drg.condition for drgs in tables.drgs.values() for drg in drgs]
    for condition in dict.fromkeys(conditions):
        for literals in alternatives(condition) if "{" in condition else ():
            for one in literals:
                if isinstance(one.test, InList):
                    (px if one.test.word.endswith("proc") else dx).update(one.test.codes)
    return dx, px


def members(tables: RuleTables, test: InList, *, mdc: str, rule: str) -> Iterable[str] | None:
    """The codes of a test, None when the list doesn't exist."""
    if not test.name:
        return test.codes
    if test.name == "VALID":
        return tables.valid
    if test.name == "mdc":
        return tables.mdc_codes.get(mdc)
    return tables.lists.get((rule, test.name))


def compile_rules(
    tables: RuleTables, codes: CodeTable, mdc_names: Mapping[str, str], digest: str
) -> c.CompiledRules:
    """Compile checked tables. Raises TooMuch. Codes beyond the table are added after its own."""
    codes = extended(codes, *codes_of(tables))
    build = _Build(tables, codes, mdc_names)
    for mdc in tables.mdcs:
        build.mdc(mdc)
    return c.CompiledRules(tables.facts, digest, codes, build.arrays(), build.told)


class _Build:
    def __init__(self, tables: RuleTables, codes: CodeTable, mdc_names: Mapping[str, str]) -> None:
        self.tables, self.codes, self.mdc_names = tables, codes, mdc_names
        facts = tables.facts
        self.told: dict[str, Any] = {
            "mdcs": [],
            "steps": [],
            "literals": [],
            "splits": [],
            "lines": [],
            "drgs": [],
            "outcomes": [
                (Status.UNGROUPED, *facts.ungrouped, ""),
                (Status.UNCHECKED, *facts.unchecked, ""),
                (Status.DIAGNOSIS_UNMAPPED, *facts.unchecked, ""),
                (Status.PROCEDURE_UNMAPPED, *facts.unchecked, ""),
            ],
        }
        self.known_outcomes: dict[str, int] = {}
        self.masks: dict[tuple[bool, frozenset[str]], Mask] = {}
        self.flagged: dict[bool, dict[bytes, int]] = {True: {}, False: {}}
        self.literals: list[tuple[int, int, int, int, int]] = []
        self.blocks: list[tuple[int, int, int, int, int]] = []
        self.lines: list[tuple[int, int, int]] = []
        self.steps: list[tuple[int, ...]] = []
        self.splits: list[tuple[int, int, int]] = []
        self.regions: list[NDArray[np.uint8]] = [np.zeros(len(codes.dx.all), np.uint8)]
        self.dx_columns: list[tuple[Mask, NDArray[np.uint64]]] = []
        self.px_columns: list[tuple[Mask, NDArray[np.uint64]]] = []

    # ---- one MDC: blocks of at most 64 lines for each alternative of its entry ----------------

    def mdc(self, mdc: Mdc) -> None:
        lines = []
        for step in self.tables.steps.get(mdc.code, []):
            number = self._step(mdc, step)
            lines += [(*one, number) for one in self._merged(step.condition, mdc.code, step.rule)]
        region_row = self._region_row(mdc) if mdc.min_regions else 0
        place = len(self.told["mdcs"])
        name = self.mdc_names.get(mdc.code, "")
        self.told["mdcs"].append({"code": mdc.code, "name": name, "entry": mdc.entry})
        for dx, px, rest in self._merged(mdc.entry, mdc.code, ""):
            span = self._span(rest, mdc.code, "")
            for first in range(0, len(lines), c.LINES):
                self.blocks.append((place, mdc.min_regions, region_row, *span))
                self._block(dx, px, lines[first : first + c.LINES], mdc.code)
        if len(self.blocks) > MOST_BLOCKS:
            raise TooMuch(f"主要诊断大类和入口条件太多，合计不得超过{MOST_BLOCKS}")

    def _block(
        self, dx: Mask, px: Mask, lines: list[tuple[Mask, Mask, Conjunction, int]], mdc: str
    ) -> None:
        dx_bits = np.zeros(len(dx), np.uint64)
        px_bits = np.zeros(len(px), np.uint64)
        for bit, (line_dx, line_px, rest, step) in enumerate(lines):
            value = np.uint64(1 << bit)
            dx_bits[line_dx & dx] |= value
            px_bits[line_px & px] |= value
            span = self._span(rest, mdc, self.told["steps"][step]["rule"])
            self.lines.append((*span, step))
        self.told["lines"].append(len(lines))
        self.lines += [(0, 0, 0)] * (c.LINES - len(lines))
        self.dx_columns.append((dx, dx_bits))
        self.px_columns.append((px, px_bits))

    def _merged(self, condition: str, mdc: str, rule: str) -> list[tuple[Mask, Mask, Conjunction]]:
        """Alternatives as (principal diagnosis, principal procedure, other literals)."""
        merged: dict[tuple[bytes, Conjunction], tuple[Mask, Mask, Conjunction]] = {}
        for literals in alternatives(condition):
            dx = np.ones(len(self.codes.dx.all), bool)
            px = np.ones(len(self.codes.px.all), bool)
            rest: list[Literal] = []
            for one in literals:
                if isinstance(one.test, InList) and one.test.word in {"pdx", "pproc"}:
                    mask = self._mask(one.test, mdc, rule)
                    mask = mask if one.wanted else ~mask
                    if one.test.word == "pdx":
                        dx = dx & mask
                    else:
                        px = px & mask
                else:
                    rest.append(one)
            key = (dx.tobytes(), tuple(rest))
            before = merged.get(key)
            merged[key] = (dx, px | before[1] if before else px, tuple(rest))
        return list(merged.values())

    # ---- codes and literals --------------------------------------------------------------------

    def _mask(self, test: InList, mdc: str, rule: str) -> Mask:
        found = members(self.tables, test, mdc=mdc, rule=rule) or ()
        of_px = test.word.endswith("proc")
        key = (of_px, frozenset(found))
        if key not in self.masks:
            kind: Codes = self.codes.px if of_px else self.codes.dx
            mask = np.zeros(len(kind.all), bool)
            mask[[kind.numbers[code] for code in key[1]]] = True
            self.masks[key] = mask
        return self.masks[key]

    def _span(self, literals: Conjunction, mdc: str, rule: str) -> tuple[int, int]:
        start = len(self.literals)
        for one in literals:
            self.literals.append(self._literal(one, mdc, rule))
            self.told["literals"].append(_told(one))
        return start, len(self.literals)

    def _literal(self, one: Literal, mdc: str, rule: str) -> tuple[int, int, int, int, int]:
        test, wanted = one.test, int(one.wanted)
        if isinstance(test, Compare):
            place = FIELDS.index(test.field), SIGNS.index(test.sign), test.value
            return (c.NUMBER, *place, wanted)
        if not isinstance(test, InList):
            return c.MCC if test.level == "mcc" else c.CC, 0, 0, 0, wanted
        of_px = test.word.endswith("proc")
        flagged = self.flagged[of_px]
        number = flagged.setdefault(self._mask(test, mdc, rule).tobytes(), len(flagged))
        return KINDS[test.word], number, 0, 0, wanted

    def _region_row(self, mdc: Mdc) -> int:
        row = np.zeros(len(self.codes.dx.all), np.uint8)
        numbers: dict[str, int] = {}
        for code, region in self.tables.mdc_codes.get(mdc.code, {}).items():
            if region:
                row[self.codes.dx.numbers[code]] = numbers.setdefault(region, len(numbers) + 1)
        self.regions.append(row)
        return len(self.regions) - 1

    # ---- steps and their DRGs ------------------------------------------------------------------

    def _step(self, mdc: Mdc, step: Step) -> int:
        drgs = [] if step.kind == "qy" else self.tables.drgs.get(step.rule, [])
        self.told["steps"].append(
            {
                "mdc": mdc.code,
                "kind": step.kind,
                "rule": step.rule,
                "adrg": step.adrg,
                "name": step.name,
                "condition": step.condition,
                "splits": [(one.code, one.condition) for one in drgs],
            }
        )
        ambiguous = self._outcome(step.rule, Status.AMBIGUOUS, "") if step.kind == "qy" else -1
        fallback = -1
        if step.kind != "qy" and step.fallback:
            fallback = self._outcome(step.fallback, Status.GROUPED, step.name)
        for one in drgs:
            named = (f"MDC{one.code[:1]}", one.code[:3], one.code, one.name)
            if named not in self.told["drgs"]:  # two rules of one ADRG share their DRGs
                self.told["drgs"].append(named)
        alone, outcomes = self._by_severity(drgs)
        start = len(self.splits)
        for one in () if alone else drgs:
            self._split(one, mdc.code)
        kind = (2 if len(set(outcomes)) == 1 else 1) if alone else 0
        self.steps.append((ambiguous, fallback, kind, *outcomes, start, len(self.splits)))
        return len(self.steps) - 1

    def _by_severity(self, drgs: list[Drg]) -> tuple[bool, tuple[int, int, int, int]]:
        """For neither, cc, mcc, both: the outcome or -1; False when more than severity is asked."""
        found = [-1, -1, -1, -1]
        for one in drgs:
            outcome = self._outcome(one.code, Status.GROUPED, one.name)
            for literals in alternatives(one.condition):
                if any(isinstance(each.test, InList | Compare) for each in literals):
                    return False, (-1, -1, -1, -1)
                for level in range(4):
                    has: dict[object, bool] = {
                        Severity("mcc"): level >= 2,
                        Severity("cc"): level % 2 == 1,
                    }
                    held = all(has.get(each.test) == each.wanted for each in literals)
                    if held and found[level] < 0:
                        found[level] = outcome
        return True, (found[0], found[1], found[2], found[3])

    def _split(self, drg: Drg, mdc: str) -> None:
        outcome = self._outcome(drg.code, Status.GROUPED, drg.name)
        for literals in alternatives(drg.condition):
            self.splits.append((*self._span(literals, mdc, drg.rule), outcome))
            self.told["splits"].append({"drg": drg.code, "condition": drg.condition})

    def _outcome(self, drg: str, status: Status, name: str) -> int:
        if drg not in self.known_outcomes:
            self.known_outcomes[drg] = len(self.told["outcomes"])
            adrg = "QY" if status is Status.AMBIGUOUS else drg[:3]
            name = self.tables.drg_names.get(drg, name)
            self.told["outcomes"].append((status, f"MDC{drg[:1]}", adrg, drg, name))
        return self.known_outcomes[drg]

    # ---- arrays ----------------------------------------------------------------------------------

    def arrays(self) -> c.Arrays:
        dx_class, dx_rows = _classes(self.dx_columns)
        px_class, px_rows = _classes(self.px_columns)
        severity = np.zeros(len(self.codes.dx.all), np.int32)
        exclusion = np.zeros(len(self.codes.dx.all), np.int32)
        numbers = self.codes.dx.numbers
        for code, table in self.tables.cc.items():
            severity[numbers[code]] = -table
        for code, table in self.tables.mcc.items():
            severity[numbers[code]] = table
        for code, table in self.tables.exclusion.items():
            exclusion[numbers[code]] = table
        return c.Arrays(
            dx_class,
            dx_rows,
            px_class,
            px_rows,
            _flags(list(self.flagged[False]), len(numbers) + 1),
            _flags(list(self.flagged[True]), len(self.codes.px.all)),
            severity,
            exclusion,
            np.array(self.regions, np.uint8),
            _table(self.literals, 5),
            _table(self.blocks, 5),
            _table(self.lines, 3),
            _table(self.steps, 9),
            _table(self.splits, 3),
        )


def _classes(
    columns: list[tuple[Mask, NDArray[np.uint64]]],
) -> tuple[NDArray[np.uint16], NDArray[np.uint64]]:
    """Codes with equal rows share one: some hundred rows instead of 37,000."""
    visit = np.zeros_like(columns[0][1])
    entered = np.zeros_like(visit)
    for block, (entry, bits) in enumerate(columns):
        visit[bits != 0] |= np.uint64(1 << block)
        entered[entry] |= np.uint64(1 << block)
    rows = np.column_stack([visit, *(bits for _, bits in columns), entered])
    numbers: dict[bytes, int] = {}
    classes = [numbers.setdefault(row.tobytes(), len(numbers)) for row in rows]
    distinct = np.frombuffer(b"".join(numbers), np.uint64).reshape(len(numbers), -1).copy()
    return np.array(classes, np.uint16), distinct


def _flags(masks: list[bytes], count: int) -> NDArray[np.uint64]:
    flags = np.zeros((count, max(1, -(-len(masks) // 64))), np.uint64)
    for number, mask in enumerate(masks):
        held = np.frombuffer(mask, bool)
        flags[held, number // 64] |= np.uint64(1 << number % 64)
    return flags


def _table(rows: Iterable[tuple[int, ...]], width: int) -> NDArray[np.int32]:
    return np.array(list(rows), np.int32).reshape(-1, width)


def _told(literal: Literal) -> dict[str, Any]:
    test = literal.test
    if isinstance(test, InList):
        return {"word": test.word, "list": test.name, "wanted": literal.wanted}
    if isinstance(test, Compare):
        word = {"word": test.field, "sign": test.sign, "value": test.value}
        return {**word, "wanted": literal.wanted}
    return {"word": test.level, "wanted": literal.wanted}
