"""A procedure in Chinese sentences: what an office hangs on the wall beside its chart. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from linghang.foundation.parameters.kinds import money
from linghang.procedures.alternatives.rules import numbers, titles
from linghang.procedures.definitions import (
    BY_NAMES,
    OUTCOME_NAMES,
    By,
    Interval,
    Join,
    Late,
    Mode,
    Outcome,
    Procedure,
    Seat,
    Step,
)
from linghang.procedures.needs.definitions import Condition, Paper, Unmet, When
from linghang.procedures.seats.rules import partners, said
from linghang.procedures.terms.rules import amount, origin

Tell = Callable[[Procedure, Mapping[str, str], Mapping[str, str]], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What codes are called. values: rule parameters in force. providers: code → name.

    tellers: code → what says a requirement with its params. shown: rule parameter → its value in
    Chinese.
    """

    posts: Mapping[str, str]
    values: Mapping[str, object]
    providers: Mapping[str, str]
    tellers: Mapping[str, Tell] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One step. number: as the chart counts it, "" beside the counted ones. told: sentences."""

    number: str
    key: str
    title: str
    stage: str
    told: tuple[str, ...]


def paragraphs(definition: Procedure, names: Names) -> tuple[Paragraph, ...]:
    """Every step of the procedure in words."""
    counted = numbers(definition)
    return tuple(
        Paragraph(
            number=counted[step.key],
            key=step.key,
            title=step.title,
            stage=step.stage,
            told=tuple(_step(definition, step, names)),
        )
        for step in definition.steps
    )


def opening(definition: Procedure, names: Names) -> tuple[str, ...]:
    """What holds for the whole procedure."""
    first = tuple(seat for step in definition.firsts for seat in step.who)
    told = [definition.purpose] if definition.purpose else []
    told.append(f"由{_who(definition.starters or first, names)}发起。")
    told.append(
        f"办错的由{_who(definition.overseers, names)}写明理由后作废，原记录保留；"
        "程序修订后，正在办理的按原来的版本办完，改用新版也由其写明理由办理。"
    )
    if definition.watchers:
        told.append(f"{_who(definition.watchers, names)}可以查看全部经过和材料，不因此办理。")
    return tuple(told)


def _who(seats: tuple[Seat, ...], names: Names) -> str:
    return said(seats, names.posts)


def _step(definition: Procedure, step: Step, names: Names) -> Iterator[str]:
    if step.note:
        yield step.note if step.note.endswith("。") else f"{step.note}。"
    yield f"{_actors(step, names)}。"
    yield from _order(definition, step)
    if step.when:
        yield f"只在这种情况下办理：{condition(definition, step.when, names)}。"
    if step.optional:
        yield "可以不办，直接进入下一步。"
    yield from _needs(definition, step, names)
    yield from _entries(definition, step, names)
    yield from (f"{term(definition, one, names)}。" for one in _intervals(definition, step))
    yield from _kept_apart(definition, step)
    yield from _ways_out(definition, step)


def _kept_apart(definition: Procedure, step: Step) -> Iterator[str]:
    """Each step once, by the stricter of what keeps it apart: another department is another
    person, too."""
    strictest: dict[str, By] = {}
    for separation, other in partners(definition, step.key):
        if separation.by is By.DEPARTMENT or other not in strictest:
            strictest[other] = separation.by
    for by in (By.DEPARTMENT, By.PERSON):
        others = [other for other, found in strictest.items() if found is by]
        if others:
            told = "".join(f"“{title}”" for title in titles(definition, others))
            yield f"与{told}必须由{BY_NAMES[by]}办理。"


def _actors(step: Step, names: Names) -> str:
    if step.mode is Mode.ALL:
        told = f"{_who(step.who, names)}会签，逐方同意"
    elif step.mode is Mode.SEQUENCE:
        told = f"{_who(step.who, names)}按此顺序依次签批"
    elif step.mode is Mode.N_OF_M:
        told = f"{_who(step.who, names)}，{step.of}人中{step.count}人同意"
    else:
        told = f"由{_who(step.who, names)}办理"
    return told if step.substitutes else f"{told}，不能代办"


def _order(definition: Procedure, step: Step) -> Iterator[str]:
    titles = "、".join(f"“{definition.by_key[key].title}”" for key in step.after)
    if len(step.after) > 1:
        joined = "都办完后" if step.join is Join.ALL else "有一项办完后"
        yield f"{titles}{joined}办理。"
    if step.may_precede:
        late = "、".join(f"“{definition.by_key[key].title}”" for key in step.may_precede)
        yield f"可以先于{late}办理，{late}仍须补办。"
    if step.backdated:
        yield f"办理之日起{step.backdated}日内登记。"


def _needs(definition: Procedure, step: Step, names: Names) -> Iterator[str]:
    def only(when: When | None) -> str:
        return f"（{condition(definition, when, names)}时）" if when else ""

    if step.needs.fields:
        yield f"填写：{'、'.join(f'{one.name}{only(one.when)}' for one in step.needs.fields)}。"
    if step.needs.documents:
        papers = "、".join(f"{_paper(one)}{only(one.when)}" for one in step.needs.documents)
        yield f"材料：{papers}。"
    for one in step.needs.requirements:
        tell = names.tellers.get(one.provider)
        told = (
            tell(definition, one.params, names.shown)
            if tell
            else names.providers.get(one.provider, one.provider)
        )
        ground = f"（{one.source}）" if one.source else ""
        other = "，不满足的写明说明" if one.if_unmet is Unmet.EXPLAIN else ""
        yield f"前置条件{only(one.when)}：{told}{ground}{other}。"


def _entries(definition: Procedure, step: Step, names: Names) -> Iterator[str]:
    asked = step.entries
    if asked is None:
        return
    bounds = [
        f"{word}{_bound(definition, bound)}"
        for word, bound in (("不少于", asked.least), ("不多于", asked.most))
        if bound not in (None, 0)
    ]
    told = f"（{'、'.join(bounds)}）" if bounds else ""
    each = "".join(_needs(definition, step.entry, names))
    yield f"办完以前逐次登记{asked.name}{told}，每次{each}"


def _bound(definition: Procedure, bound: int | str | None) -> str:
    return f"“{definition.fields[bound].name}”" if isinstance(bound, str) else f"{bound}次"


def _paper(one: Paper) -> str:
    return (
        f"{one.name}（{one.least}份）"
        if one.least > 1
        else one.name + ("" if one.least else "（如有）")
    )


def _intervals(definition: Procedure, step: Step) -> list[Interval]:
    return [one for one in definition.intervals if one.end == step.key]


def term(definition: Procedure, interval: Interval, names: Names) -> str:
    """距“谈话”不少于1年、不超过2年，超过的不再办理."""
    if interval.repeats and interval.most is not None:
        every = amount(interval.most, interval.unit, names.values)
        return f"自“{origin(definition, interval)}”起每{every}至少登记一次"
    parts = []
    if interval.least is not None:
        parts.append(f"不少于{amount(interval.least, interval.unit, names.values)}")
    if interval.most is not None:
        parts.append(f"不超过{amount(interval.most, interval.unit, names.values)}")
    told = f"距“{origin(definition, interval)}”{'、'.join(parts)}"
    is_firm = interval.most is not None and interval.if_late is Late.REFUSE
    return f"{told}，超过的不再办理" if is_firm else told


def short(interval: Interval, names: Names) -> str:
    """≥1年 ≤2年, for a line of the chart."""
    if interval.repeats and interval.most is not None:
        return f"每{amount(interval.most, interval.unit, names.values)}登记"
    parts = []
    if interval.least is not None:
        parts.append(f"≥{amount(interval.least, interval.unit, names.values)}")
    if interval.most is not None:
        parts.append(f"≤{amount(interval.most, interval.unit, names.values)}")
    return " ".join(parts)


def condition(definition: Procedure, when: When | None, names: Names) -> str:
    """金额不低于10000，且采购方式为公开招标; "" for no condition."""
    if when is None:
        return ""
    joined = "，且" if when.all else "，或"
    return joined.join(_condition(definition, one, names) for one in when.conditions)


def _condition(definition: Procedure, one: Condition, names: Names) -> str:
    field = definition.fields[one.field]
    if one.equals is not None or one.among:
        return f"“{field.name}”为{answers(definition, one)}"
    word, bound = ("不低于", one.at_least) if one.at_least is not None else ("低于", one.below)
    value = names.values.get(bound, bound) if isinstance(bound, str) else bound
    if field.kind.value == "money" and isinstance(value, int):
        return f"“{field.name}”{word}{money(value)}"
    return f"“{field.name}”{word}{value}{field.unit}"


def answers(definition: Procedure, one: Condition) -> str:
    """What the condition wants to hear: 药品和试剂；是."""
    if isinstance(one.equals, bool):
        return "是" if one.equals else "否"
    options = {option.code: option.name for option in definition.fields[one.field].options}
    wanted = one.among or (str(one.equals),)
    return "、".join(options.get(code, code) for code in wanted)


def _ways_out(definition: Procedure, step: Step) -> Iterator[str]:
    if step.returns_to:
        titles = "、".join(f"“{definition.by_key[key].title}”" for key in step.returns_to)
        yield f"可以写明理由退回到{titles}，其后办过的重新办理。"
    if step.may_reject:
        yield "不同意的，写明理由，程序终止。"
    if step.ends is Outcome.COMPLETED:
        yield "办完即办结。"
    elif step.ends:
        yield f"办完即结束（{OUTCOME_NAMES[step.ends]}）。"
