"""Whether a declared kind of programme can work: every fault with its field and reason. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from linghang.commitments.closing import rules as closing
from linghang.commitments.definitions import BEGAN, FEEDBACK, Example, ProgrammeKind, Role
from linghang.commitments.progress.rules import Measure, Tally, by_measures, by_problems
from linghang.foundation.fields.definitions import CHOOSING, Field
from linghang.foundation.fields.definitions import Kind as FieldKind
from linghang.procedures.definitions import Procedure


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a kind may name: posts, procedures by code, parameters, other prefixes;
    items: kind of agenda item → the meetings that decide it; meetings: kinds of them."""

    posts: frozenset[str]
    procedures: Mapping[str, Procedure] = field(default_factory=dict)
    parameters: frozenset[str] = frozenset()
    prefixes: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, frozenset[str]] = field(default_factory=dict)
    meetings: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where."""

    field: str
    says: str


def faults(kind: ProgrammeKind, known: Known) -> list[Fault]:
    """Everything that keeps the kind from working; examples come when the rest is right."""
    found = list(_faults(kind, known))
    return found or [
        fault for n, one in enumerate(kind.examples, 1) for fault in _example(one, f"examples.{n}")
    ]


def _faults(kind: ProgrammeKind, known: Known) -> Iterator[Fault]:
    posts = {post for seat in kind.seats.all for post in seat.posts}
    if strange := sorted(posts - known.posts):
        yield Fault("seats", f"岗位目录里没有 {'、'.join(strange)}")
    yield from _closing(kind, known)
    yield from _parameters(kind, known)
    if (twin := known.prefixes.get(kind.prefix, kind.code)) != kind.code:
        yield Fault("prefix", f"编号前缀 {kind.prefix} 已由“{twin}”使用")
    yield from _days(kind)
    yield from _levels(kind)
    yield from _binding(kind, known)
    if kind.revision and (strange := sorted(set(kind.revision.bodies) - known.meetings)):
        yield Fault("revision", f"会议目录里没有 {'、'.join(strange)}")
    yield from _publication(kind)
    yield from _causes(kind)
    if any(one.named for one in kind.yields) and not kind.seats.names:
        yield Fault("yields", "涉及人员姓名的成果，要写哪些岗位看得到（seats.names）")


def _closing(kind: ProgrammeKind, known: Known) -> Iterator[Fault]:
    """Others than who asks pass it, whatever the procedure is made of."""
    if not kind.procedure:
        if len(closing.steps_of(kind)) < 2:
            yield Fault("seats", "销号至少要有一个验收的岗位")
        return
    declared = known.procedures.get(kind.procedure)
    if declared is None or declared.subject != closing.SUBJECT:
        yield Fault("procedure", f"没有办理销号的程序 {kind.procedure}")
        return
    if len(declared.firsts) != 1 or declared.firsts[0].ends is not None:
        yield Fault("procedure", f"程序 {kind.procedure} 要从一个步骤开始：申请销号，其后验收")
        return
    first = declared.firsts[0].key
    others = {one.key for one in declared.steps} - {first}
    apart = {one for each in declared.different for one in each.partners(first)}
    if not others or not others <= apart:
        says = f"程序 {kind.procedure} 要写明申请的人不办其后的步骤（different）"
        yield Fault("procedure", says)


def _binding(kind: ProgrammeKind, known: Known) -> Iterator[Fault]:
    if (one := kind.binding) is None:
        return
    for item in (one.change, one.report):
        if one.body not in known.items.get(item, frozenset()):
            yield Fault("binding", f"议题目录里没有由 {one.body} 议决的 {item}")
    options = {
        option.code
        for level in kind.levels
        for declared in level.fields
        if declared.code == one.field
        for option in declared.options
    }
    if one.value not in options:
        yield Fault("binding", f"字段 {one.field} 没有选项 {one.value}")
    if strange := sorted(set(one.reporters) - known.posts):
        yield Fault("binding", f"岗位目录里没有 {'、'.join(strange)}")
    if isinstance(one.times, str) and one.times not in known.parameters:
        yield Fault("binding", f"规则参数里没有 {one.times}")


def _publication(kind: ProgrammeKind) -> Iterator[Fault]:
    if (one := kind.publication) is None:
        return
    of_problems = {
        f.code for level in kind.levels if level.role is Role.FINDING for f in level.fields
    }
    if strange := sorted({one.withheld, one.outcome} - of_problems):
        yield Fault("publication", f"问题没有 {'、'.join(strange)} 这些项")
    if strange := sorted(set(one.contacts) - {fact.code for fact in kind.facts}):
        yield Fault("publication", f"方案没有 {'、'.join(strange)} 这些项")


def _causes(kind: ProgrammeKind) -> Iterator[Fault]:
    if (one := kind.causes) is None:
        return
    level = kind.by_level.get(one.level)
    if level is None or level.role is not Role.HEADING or one.by not in level.by_code:
        yield Fault("causes", f"没有写着 {one.by} 的分组层级 {one.level}")
    known = kind.of_problems
    if strange := sorted({one.happened, one.paid, *one.split_by} - set(known)):
        yield Fault("causes", f"问题没有 {'、'.join(strange)} 这些项")
    unfit = [code for code in one.split_by if code in known and not _splits(known[code])]
    if unfit:
        says = f"{'、'.join(unfit)} 不能用来分列：只能按单选、多选或单位，且不含个人信息"
        yield Fault("causes.split_by", says)
    if twice := sorted({code for code in one.split_by if one.split_by.count(code) > 1}):
        yield Fault("causes.split_by", f"写了两次：{'、'.join(twice)}")


def _splits(one: Field) -> bool:
    return one.kind in (*CHOOSING, FieldKind.UNIT) and not one.sensitive


def _levels(kind: ProgrammeKind) -> Iterator[Fault]:
    if kind.finds and not any(level.types for level in kind.levels if level.role is Role.TASK):
        yield Fault("levels", "有问题的，任务要写 types（立行立改、限期整改、长期坚持）")
    for level in kind.levels:
        if level.names and level.role is not Role.TASK:
            yield Fault(f"levels.{level.code}", "责任人和责任领导写在任务上（role: task）")


def _parameters(kind: ProgrammeKind, known: Known) -> Iterator[Fault]:
    for where, value in (
        ("extensions", kind.extensions),
        ("keep", kind.keep),
        ("review_after", kind.review_after),
        ("lights.days", kind.lights.days),
        *((f"days.{one.code}", one.n) for one in kind.days),
    ):
        if isinstance(value, str) and value not in known.parameters:
            yield Fault(where, f"规则参数里没有 {value}")


def _days(kind: ProgrammeKind) -> Iterator[Fault]:
    earlier = {BEGAN, FEEDBACK}
    for one in kind.days:
        if one.after and one.after not in earlier:
            yield Fault(f"days.{one.code}", f"只能从排在前面的日期起算，没有 {one.after}")
        earlier.add(one.code)
    if kind.publication and kind.publication.day not in {"", *(one.code for one in kind.days)}:
        yield Fault("publication.day", f"没有 {kind.publication.day} 这个日期")
    if kind.evidence_from not in earlier:
        yield Fault("evidence_from", f"没有 {kind.evidence_from} 这个日期")


def _example(one: Example, where: str) -> Iterator[Fault]:
    problems = [
        [
            Measure(
                kind=each.type,
                is_accepted=each.accepted,
                policies=each.policies,
                reviews=each.reviews,
            )
            for each in measures
        ]
        for measures in one.problems
    ]
    for name, found, wanted in (
        ("by_problem", by_problems(problems), one.by_problem),
        ("by_measure", by_measures(problems), one.by_measure),
    ):
        if _told(found) != wanted:
            yield Fault(f"{where}.{name}", f"应为{list(wanted)}，算得{list(_told(found))}")


def _told(tally: Tally) -> tuple[int, int, int]:
    return (tally.done, tally.stage_done, tally.open)
