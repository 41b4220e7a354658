"""Why a case is grouped as it is: every trial with what was missing, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from linghang.cases.drg import compiled as c
from linghang.cases.drg import hints, phrases
from linghang.cases.drg.compiled import CompiledRules
from linghang.cases.drg.rules import Case, Grouped, Status, standing
from linghang.cases.drg.walking import BlockTrial, LineTrial, Walk

MOST_HINTS = 40
"""For so many codes of a kind others are looked for that may have been meant."""

MOST_CHANGES = 40
"""So many single changes are tried at most; a case with 500 diagnoses is explained, too."""


@dataclass(frozen=True, slots=True)
class CodeNote:
    """A code of the case. used: the code that grouping sees, empty when it can't be mapped.

    idle: a principal diagnosis of a case in no group that no category's entry knows. nearest: codes
    that may have been meant. mapped: the insurance code of one that only clinical coding has.
    """

    code: str
    name: str
    used: str
    known: bool
    idle: bool = False
    nearest: tuple[str, ...] = ()
    mapped: str = ""


@dataclass(frozen=True, slots=True)
class StepNote:
    """A group that was tried; `missing` says in Chinese what it asks and the case lacks."""

    rule: str
    adrg: str
    name: str
    taken: bool
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MdcNote:
    """A category that was looked at; `missing` says why it wasn't entered.

    by_diagnosis: its entry asks for a diagnosis, not only for an operation.
    """

    code: str
    name: str
    by_diagnosis: bool
    entered: bool
    missing: tuple[str, ...]
    steps: tuple[StepNote, ...] = ()


@dataclass(frozen=True, slots=True)
class ComplicationNote:
    """A secondary diagnosis that is an MCC or CC; excluded by the principal one's table or not."""

    code: str
    name: str
    level: str
    excluded: bool
    table: int


@dataclass(frozen=True, slots=True)
class SplitNote:
    """A DRG of the group that took the case, in the order in which they are asked."""

    drg: str
    name: str
    condition: str
    taken: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one thing, and what the case would then be grouped into; grouped, not guessed."""

    what: str
    result: Grouped
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The whole story of one case under one rule set; texts are Chinese.

    trial: what to write beside the result when the edition isn't in force, else empty.
    """

    title: str
    trial: str
    case: Case
    result: Grouped
    name: str
    faults: tuple[str, ...]
    diagnoses: tuple[CodeNote, ...]
    procedures: tuple[CodeNote, ...]
    mdcs: tuple[MdcNote, ...]
    complications: tuple[ComplicationNote, ...]
    splits: tuple[SplitNote, ...]
    changes: tuple[Change, ...]


def explain(
    case: Case,
    rules: CompiledRules,
    *,
    on: date,
    place: str | None = None,
    map_codes: bool = False,
) -> Explanation:
    """Explain how a case is grouped; the result is the one that batches and single cases get.

    on, place: today and the hospital's division code, for telling whether the edition is in force.
    """
    walk = Walk(case, rules, map_codes=map_codes)
    outcome = walk.outcome()
    result = rules.outcomes[outcome]
    story = _Story(walk, result) if outcome not in _UNTRIED else None
    return Explanation(
        title=rules.facts.title,
        trial=standing(rules.facts, place=place, on=on),
        case=case,
        result=result,
        name=rules.drg_names.get(result.drg, ""),
        faults=tuple(walk.faults) if outcome == c.UNCHECKED else (),
        diagnoses=_notes(walk, case.dx or ("",), "dx", ungrouped=outcome == c.UNGROUPED),
        procedures=_notes(walk, case.px, "px", ungrouped=False),
        mdcs=story.mdcs if story else (),
        complications=story.complications if story else (),
        splits=story.splits if story else (),
        changes=tuple(_changes(case, walk, outcome, map_codes=map_codes)) if story else (),
    )


_UNTRIED = frozenset({c.UNCHECKED, c.DX_UNMAPPED, c.PX_UNMAPPED})


def _notes(
    walk: Walk, given: tuple[str, ...], kind: str, *, ungrouped: bool
) -> tuple[CodeNote, ...]:
    codes = getattr(walk.rules.codes, kind)
    known = _Known(walk, kind)
    notes = []
    for place, code in enumerate(given):
        number = codes.number(code)
        used = codes.all[max(0, int(codes.mapped[number]))] if walk.map_codes else code
        principal = place == 0 and kind == "dx"
        idle = ungrouped and principal and number > 0 and not known.opens(codes.number(used))
        mapped = "" if walk.map_codes or known.counts(number) else hints.mapped(number, codes)
        nearest: tuple[str, ...] = ()
        if place < MOST_HINTS and (number == 0 or idle and not mapped):
            nearest = hints.nearest(code, codes, known.opening if principal else known.named)
        name = codes.names[number] or codes.name(used)
        notes.append(CodeNote(code, name, used, bool(number), idle, nearest, mapped))
    return tuple(notes)


class _Known:
    """What the rules know about the codes of a kind; asked by number."""

    def __init__(self, walk: Walk, kind: str) -> None:
        arrays = walk.arrays
        self.map_codes, self.codes = walk.map_codes, getattr(walk.rules.codes, kind)
        self.classes, self.flags = (
            getattr(arrays, f"{kind}_class"),
            getattr(arrays, f"{kind}_flags"),
        )
        self.severity = arrays.severity if kind == "dx" else None

    def opens(self, number: int) -> bool:
        """Whether the code, as the principal one, fits anything."""
        return bool(self.classes[number] != self.classes[0])

    def counts(self, number: int) -> bool:
        """Whether the code is of use anywhere."""
        listed = self.opens(number) or bool((self.flags[number] != self.flags[0]).any())
        return listed or (self.severity is not None and bool(self.severity[number]))

    def named(self, number: int) -> bool:
        """Whether the code can be proposed: it has a name, and can be mapped if it must."""
        return bool(self.codes.names[number]) and self._used(number) > 0

    def opening(self, number: int) -> bool:
        """Whether the code can be proposed as the principal diagnosis."""
        return self.named(number) and self.opens(self._used(number))

    def _used(self, number: int) -> int:
        return int(self.codes.mapped[number]) if self.map_codes else number


class _Story:
    """What happened, block by block, up to the group that took the case."""

    def __init__(self, walk: Walk, result: Grouped) -> None:
        self.walk, self.rules = walk, walk.rules
        self.taken = -1
        self.mdcs = tuple(self._mdcs())
        self.complications = tuple(self._complications())
        self.splits = tuple(self._splits(result)) if self.taken >= 0 else ()

    def _mdcs(self) -> Iterator[MdcNote]:
        """Categories that were entered, or whose diagnosis or procedure would have fitted."""
        for block in range(len(self.rules.arrays.blocks)):
            trial = self.walk.block(block)
            told = self.rules.told["mdcs"][trial.mdc]
            missing = tuple(self._missing_of(trial, told["entry"]))
            steps = tuple(self._steps(trial))
            if trial.entered or block == 0 or self._almost(trial, told["entry"]):
                asked = phrases.asks(told["entry"]).diagnosis
                yield MdcNote(told["code"], told["name"], asked, trial.entered, missing, steps)
            if self.taken >= 0:
                return

    @staticmethod
    def _almost(trial: BlockTrial, entry: str) -> bool:
        asked = phrases.asks(entry)
        return asked.diagnosis and trial.diagnosis_fits and trial.procedure_fits

    def _missing_of(self, trial: BlockTrial, entry: str) -> Iterator[str]:
        asked = phrases.asks(entry)
        has_procedure = bool(self.walk.px)
        if not trial.diagnosis_fits:
            yield "主要诊断不在该类的诊断表内"
        if not trial.procedure_fits:
            yield phrases.missing_procedure(asked, has_procedure=has_procedure, where="该类")
        yield from (self._literal(at, "该类") for at in trial.failed)
        if trial.regions is not None and trial.regions < trial.least_regions:
            yield f"诊断涉及{trial.regions}个身体部位，至少要{trial.least_regions}个"

    def _steps(self, trial: BlockTrial) -> Iterator[StepNote]:
        tried: dict[int, list[LineTrial]] = {}
        for line in trial.lines:
            tried.setdefault(line.step, []).append(line)
        for step, lines in tried.items():
            told = self.rules.told["steps"][step]
            held = any(line.held for line in lines)
            taken = held and self.walk.drg(step) >= 0
            if taken:
                self.taken = step
            missing: tuple[str, ...] = ("没有符合的细分组",) if held and not taken else ()
            if not held:
                nearest = min(lines, key=lambda one: (self._distance(one), one.step))
                missing = tuple(self._missing_in(nearest, told["condition"]))
            yield StepNote(told["rule"], told["adrg"], told["name"], taken, missing)

    @staticmethod
    def _distance(line: LineTrial) -> int:
        return (not line.diagnosis_fits) + (not line.procedure_fits) + len(line.failed)

    def _missing_in(self, line: LineTrial, condition: str) -> Iterator[str]:
        asked = phrases.asks(condition)
        if not line.diagnosis_fits:
            yield "主要诊断不在该组诊断范围内"
        if not line.procedure_fits:
            yield phrases.missing_procedure(asked, has_procedure=bool(self.walk.px), where="该组")
        yield from (self._literal(at, "该组") for at in line.failed)

    def _literal(self, number: int, where: str) -> str:
        return phrases.missing(self.rules.told["literals"][number], where)

    def _complications(self) -> Iterator[ComplicationNote]:
        codes = self.rules.codes.dx
        principal = int(self.rules.arrays.exclusion[self.walk.dx[0]])
        for place, level, excluded in self.walk.complications():
            number = self.walk.dx[place]
            code, name = codes.all[self.walk.dx_given[place]], codes.names[number]
            yield ComplicationNote(
                code, name, level.upper(), excluded, principal if excluded else 0
            )

    def _splits(self, result: Grouped) -> Iterator[SplitNote]:
        if result.status is Status.AMBIGUOUS:
            return
        for drg, condition in self.rules.told["steps"][self.taken]["splits"]:
            taken = drg == result.drg
            name = self.rules.drg_names.get(drg, "")
            yield SplitNote(drg, name, phrases.split(condition), taken)
            if taken:
                return


def _changes(case: Case, walk: Walk, outcome: int, *, map_codes: bool) -> Iterator[Change]:
    """Single changes that lead elsewhere: a complication less, another procedure first."""
    rules = walk.rules
    counted = dict.fromkeys(
        case.dx[place] for place, _, excluded in walk.complications() if not excluded
    )
    tried: list[tuple[str, Case]] = []
    for code in counted:
        fewer = (*case.dx[:1], *(one for one in case.dx[1:] if one != code))
        tried.append((f"没有{phrases.called(code, rules.codes.dx)}", replace(case, dx=fewer)))
    if len(counted) > 1:
        none = (*case.dx[:1], *(one for one in case.dx[1:] if one not in counted))
        tried.append((f"这{len(counted)}项并发症或合并症都没有", replace(case, dx=none)))
    for code in dict.fromkeys(case.px[1:]):
        if code != case.px[0]:
            rest = list(case.px)
            rest.remove(code)
            first = f"首要手术操作是{phrases.called(code, rules.codes.px)}"
            tried.append((first, replace(case, px=(code, *rest))))
    for what, changed in tried[:MOST_CHANGES]:
        other = Walk(changed, rules, map_codes=map_codes).outcome()
        if other != outcome:
            result = rules.outcomes[other]
            yield Change(what, result, rules.drg_names.get(result.drg, ""))
