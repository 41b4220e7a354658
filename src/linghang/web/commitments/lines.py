"""Commitments as boards write them: marks, lights with their reason, names, the last report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.safestring import SafeString

from linghang.commitments.definitions import RHYTHM_NAMES, Level, ProgrammeKind, Rhythm, Role
from linghang.commitments.due import rules as due
from linghang.commitments.due.rules import LIGHT_NAMES, DueRule, Light
from linghang.commitments.models import Answer, Commitment, Help, Note, Paper, Programme
from linghang.commitments.progress.rules import KIND_NAMES, Kind
from linghang.commitments.spells.rules import STANDING_NAMES, Standing, state_of
from linghang.commitments.targets import rules as targets
from linghang.commitments.writing.rules import shown_facts, units_in
from linghang.foundation.fields.definitions import Field
from linghang.foundation.fields.definitions import Kind as FieldKind
from linghang.foundation.period import day_label
from linghang.ledgers import directory
from linghang.web.commitments.reached import Plan, story
from linghang.web.lists import Mark, Words, cells
from linghang.web.lists.cells import Value

TONES: Mapping[Standing, str] = {
    Standing.OPEN: "going",
    Standing.CLOSING: "warning",
    Standing.DONE: "done",
    Standing.STAGE_DONE: "done",
    Standing.REOPENED: "failed",
}
LIGHT_TONES = {Light.RED: "failed", Light.AMBER: "warning", Light.GREEN: "done"}
MORE = (Standing.CLOSING, Standing.REOPENED)  # what an outward word does not tell
PROGRAMME_TONES = {"in_force": "going", "ended": "done"}
NUMBERS = {FieldKind.INTEGER, FieldKind.DECIMAL, FieldKind.MONEY}
TARGET_TONES = {
    targets.State.REACHED: "done",
    targets.State.ON_THE_WAY: "going",
    targets.State.MISSED: "failed",
}


def rule_says(kind: ProgrammeKind, rule: DueRule) -> str:
    """From which day a day due is counted, in words."""
    names = {"began": "开始", "feedback": "反馈", **{one.code: one.name for one in kind.days}}
    return rule.says(names.get(rule.anchor, rule.anchor))


def standing(code: str) -> Mark:
    """How a commitment stands."""
    one = Standing(code)
    return Mark(STANDING_NAMES[one], TONES.get(one, ""))


def outward(plan: Plan, code: str, *, here: bool = False) -> str:
    """How it stands as the programme tells others (已完成、正在推进); in our own word what counts
    nowhere. here: on a page of ours, where it also says what of 正在推进 waits for something."""
    one = Standing(code)
    state = state_of(one)
    if state is None:
        return STANDING_NAMES[one]
    more = f"（{STANDING_NAMES[one]}）" if here and one in MORE else ""
    return f"{plan.words.states[state]}{more}"


def of_programme(row: Programme) -> Mark:
    """How a programme stands."""
    return Mark(row.get_standing_display(), PROGRAMME_TONES.get(row.standing, ""))


def light_of(plan: Plan, row: Commitment) -> Light:
    """Red, amber, green, or none for what is not under way or is no task."""
    return due.light(
        is_under_way=row.is_under_way and row.role == Role.TASK.value,
        due=row.due,
        since=row.begun_on or row.since,
        percent=row.percent,
        today=plan.request.today,
        days=plan.amber_days,
        behind=plan.kind.lights.behind,
    )


def why(plan: Plan, row: Commitment, light: Light) -> str:
    """The reason of a light, in words."""
    today = plan.request.today
    if light is Light.RED and row.due:
        return f"逾期{(today - row.due).days}天"
    if light is Light.AMBER and row.due:
        left = (row.due - today).days
        if left <= plan.amber_days:
            return "今天到期" if left == 0 else f"还有{left}天"
        start = row.begun_on or row.since
        share = 100 * (today - start).days // max((row.due - start).days, 1)
        return f"滞后：进度{row.percent}%，时间{share}%"
    return LIGHT_NAMES[light]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A commitment with what its columns read. names: of people and units, by code."""

    row: Commitment
    plan: Plan
    names: Mapping[str, str]
    helps: Sequence[str] = ()
    answers: Sequence[Commitment] = ()
    measures: Sequence[Commitment] = ()
    note: Note | None = None
    papers: int = 0
    heading: str = ""

    @property
    def pk(self) -> int:
        """Of the commitment."""
        return self.row.pk

    @property
    def url(self) -> str:
        """Of its story."""
        return story(self.row.pk)

    @property
    def light(self) -> Light:
        """Red, amber, green, or none."""
        return light_of(self.plan, self.row)

    @property
    def light_mark(self) -> Value:
        """The light with its reason; never colour alone."""
        light = self.light
        return Mark(why(self.plan, self.row, light), LIGHT_TONES[light]) if light else None

    @property
    def standing(self) -> Mark:
        """How it stands; a target by its figure."""
        if self.row.target_state and self.row.role == Role.GOAL.value:
            state = targets.State(self.row.target_state)
            return Mark(targets.STATE_NAMES[state], TARGET_TONES.get(state, ""))
        return standing(self.row.standing)

    @property
    def told(self) -> Mark:
        """How it stands, in the words of the programme for others; a target by its figure."""
        if self.row.target_state and self.row.role == Role.GOAL.value:
            return self.standing
        return Mark(outward(self.plan, self.row.standing), self.standing.tone)

    @property
    def told_here(self) -> Value:
        """The same on a page of ours, where what waits for something says so below."""
        told = cells.html(self.told)
        if Standing(self.row.standing) in MORE:
            told += f"<br>{cells.html(Words('', self.standing.text))}"
        return SafeString(told)

    @property
    def stands(self) -> Value:
        """The same; a heading only groups, and stands in no way."""
        return None if self.row.role == Role.HEADING.value else self.standing

    @property
    def level(self) -> str:
        """The name of its level."""
        return self.row_level.name

    @property
    def row_level(self) -> Level:
        """Its level as the kind declares it."""
        return self.plan.kind.by_level[self.row.level]

    @property
    def unit(self) -> str:
        """The department that answers for it."""
        return self.names.get(self.row.unit_id or "", "")

    @property
    def owner(self) -> str:
        """Who answers for it."""
        return self.names.get(self.row.owner, self.row.owner)

    @property
    def leader(self) -> str:
        """The leader responsible."""
        return self.names.get(self.row.leader, self.row.leader)

    @property
    def helping(self) -> str:
        """The departments that help."""
        return "、".join(self.names.get(code, code) for code in self.helps)

    @property
    def type(self) -> str:
        """立行立改、限期整改、长期坚持."""
        return KIND_NAMES[Kind(self.row.type)] if self.row.type else ""

    @property
    def first_due(self) -> Value:
        """The day first promised, or the rule from which it will follow."""
        return self.row.first_due or self._rule()

    @property
    def due(self) -> Value:
        """The day in force."""
        if self.row.due is None:
            return self._rule()
        if self.row.is_extended:
            return Words(str(self.row.due), f"原定{self.row.first_due}")
        return self.row.due

    @property
    def due_says(self) -> str:
        """完成时限 in words, with the first day where it was extended."""
        if self.row.due is None:
            return self._rule() or ("长期坚持" if self.row.type == Kind.CONTINUOUS else "")
        extended = self.row.is_extended and self.row.first_due
        first = f"（原定{day_label(extended)}）" if extended else ""
        return f"{day_label(self.row.due)}{first}"

    def _rule(self) -> str:
        rule = self.row.rule()
        if rule is None:
            return "长期坚持" if self.row.type == Kind.CONTINUOUS else ""
        return rule_says(self.plan.kind, rule)

    @property
    def target(self) -> str:
        """What is aimed at, and the figure of today."""
        aim = targets.target(self.row.target)
        return "" if aim is None else f"{aim.says}；现值{self.row.target_shown or '—'}"

    @property
    def rhythm(self) -> str:
        """How often it is reported."""
        return RHYTHM_NAMES[Rhythm(self.row.rhythm)]

    @property
    def percent(self) -> str:
        """The progress as last reported."""
        return "" if self.row.percent is None else f"{self.row.percent}%"

    @property
    def progress(self) -> str:
        """What the last report says was done."""
        return f"{self.note.day}：{self.note.done}" if self.note else ""

    @property
    def difficulties(self) -> str:
        """What the last report says stands in the way."""
        return self.note.difficulties if self.note else ""

    @property
    def progress_told(self) -> str:
        """Both, one below the other."""
        difficult = f"困难：{self.difficulties}" if self.difficulties else ""
        return "\n".join(text for text in (self.progress, difficult) if text)

    @property
    def problem_numbers(self) -> str:
        """The problems that it answers, by number."""
        return "、".join(one.number for one in self.answers)

    @property
    def measure_numbers(self) -> str:
        """The measures that answer it, by number."""
        return "、".join(one.number for one in self.measures)

    @property
    def problems(self) -> str:
        """The problems that it answers."""
        return "；".join(f"{one.number} {one.title}" for one in self.answers)

    @property
    def answered(self) -> str:
        """The measures that answer it."""
        return "；".join(f"{one.number} {one.title}" for one in self.measures)

    def of_measures(self, name: str) -> str:
        """Leaders or departments of the measures that answer it, each once."""
        codes = dict.fromkeys(getattr(one, name) or "" for one in self.measures)
        return "、".join(self.names.get(code, code) for code in codes if code)


def lines(
    plan: Plan, rows: Sequence[Commitment], *, reports: bool = False, answered: bool = True
) -> list[Line]:
    """Rows of one programme as lines: a few queries for all. reports: with the last report of
    each, and how many files stand behind it. answered: with the problems that measures answer, and
    the measures that answer problems."""
    pks = [row.pk for row in rows]
    helps: defaultdict[int, list[str]] = defaultdict(list)
    for one in Help.objects.filter(commitment__in=pks):
        helps[one.commitment_id].append(one.unit_id)
    answers, measures = _answers(rows) if answered else ({}, {})
    notes, papers = _reported(pks) if reports else ({}, {})
    everyone = [*rows, *(one for found in measures.values() for one in found)]
    codes = {code for row in everyone for code in (row.unit_id or "", row.owner, row.leader)}
    levels = plan.kind.by_level
    codes |= {code for row in rows for code in units_in(levels[row.level].fields, row.facts)}
    names = directory.names(codes | {code for found in helps.values() for code in found})
    tops = _headings(plan, rows)
    return [
        Line(
            row=row,
            plan=plan,
            names=names,
            helps=helps[row.pk],
            answers=answers.get(row.pk, ()),
            measures=measures.get(row.pk, ()),
            note=notes.get(row.pk),
            papers=papers.get(row.pk, 0),
            heading=tops.get(row.path[:5], ""),
        )
        for row in rows
    ]


def _headings(plan: Plan, rows: Iterable[Commitment]) -> dict[str, str]:
    paths = {row.path[:5] for row in rows}
    found = Commitment.objects.filter(
        programme=plan.programme, path__in=paths, role=Role.HEADING.value
    )
    return dict(found.order_by().values_list("path", "title")) if paths else {}


def _answers(
    rows: Sequence[Commitment],
) -> tuple[dict[int, list[Commitment]], dict[int, list[Commitment]]]:
    """Measure → problems, problem → measures; a query for each side that is there."""
    tasks = [row.pk for row in rows if row.role == Role.TASK.value]
    problems = [row.pk for row in rows if row.role == Role.FINDING.value]
    answers: defaultdict[int, list[Commitment]] = defaultdict(list)
    measures: defaultdict[int, list[Commitment]] = defaultdict(list)
    if tasks:
        found = Answer.objects.filter(measure__in=tasks).select_related("problem")
        for one in found.order_by("problem__path"):
            answers[one.measure_id].append(one.problem)
    if problems:
        found = Answer.objects.filter(problem__in=problems).select_related("measure")
        for one in found.exclude(measure__standing="voided").order_by("measure__path"):
            measures[one.problem_id].append(one.measure)
    return answers, measures


def _reported(pks: Sequence[int]) -> tuple[dict[int, Note], dict[int, int]]:
    """The last report of each that was not corrected, and how many files; three queries."""
    told = Note.objects.filter(commitment__in=pks, corrected_by=None).order_by("day", "pk")
    last = dict(told.values_list("commitment", "pk"))
    notes = Note.objects.filter(pk__in=last.values()).order_by()
    papers: defaultdict[int, int] = defaultdict(int)
    kept = Paper.objects.filter(commitment__in=pks, removed_on=None)
    for pk in kept.order_by().values_list("commitment", flat=True):
        papers[pk] += 1
    return {one.commitment_id: one for one in notes}, papers


def share_says(row: Commitment, share: Fraction | None) -> str:
    """已验收68%: by the weights of what it consists of; a task that is closed says so itself."""
    is_closed = row.role == Role.TASK.value and not row.is_under_way
    return "" if share is None or is_closed else f"已验收{float(share):.0%}"


def weight_says(weight: Decimal) -> str:
    """30%; 12.5%."""
    return f"{weight.normalize():f}%"


def told_facts(
    declared: Sequence[Field], facts: Mapping[str, Any], names: Mapping[str, str] | None = None
) -> list[tuple[str, Value]]:
    """What is told besides, as prose: days in words, numbers with their unit. names: of units."""
    days = {
        one.code: day_label(date.fromisoformat(facts[one.code]))
        for one in declared
        if one.kind is FieldKind.DATE and facts.get(one.code)
    }
    return [
        (one.name, days.get(one.code) or f"{text}{one.unit if one.kind in NUMBERS else ''}")
        for one in declared
        for _, text in shown_facts([one], facts, names)
    ]
