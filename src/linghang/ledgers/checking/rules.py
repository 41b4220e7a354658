"""Whether a declared ledger can work: every fault with its field and its reason. Pure."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from linghang.foundation import quantity
from linghang.foundation.fields.definitions import MEASURED, Kind
from linghang.ledgers.counting import rules as counting
from linghang.ledgers.counting.definitions import Example, Figure, Of, Rate
from linghang.ledgers.definitions import (
    COMMON,
    DAY_PLACES,
    NUMBER_PLACES,
    TEXT_PLACES,
    UNTIL,
    Ledger,
    Secrecy,
)
from linghang.ledgers.facts import rules as facts
from linghang.ledgers.facts.rules import Common, Named
from linghang.ledgers.filing.rules import FILING
from linghang.procedures.definitions import Procedure
from linghang.procedures.needs.definitions import Condition, When

PLACES = {
    "t": (TEXT_PLACES, "文字、选项、人员和单位"),
    "n": (NUMBER_PLACES, "数字"),
    "d": (DAY_PLACES, "日期"),
}
COUNTABLE = frozenset({Kind.PERSON, Kind.UNIT, Kind.RECORD, Kind.CHOICES})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a ledger may name: posts, ledgers, kinds of subjects, procedures, parameters, offers."""

    posts: frozenset[str]
    ledgers: Mapping[str, Ledger] = field(default_factory=dict)
    subjects: frozenset[str] = frozenset()
    procedures: Mapping[str, Procedure] = field(default_factory=dict)
    parameters: frozenset[str] = frozenset()
    offers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where: `fields.kind.when`."""

    field: str
    says: str


def faults(ledger: Ledger, known: Known) -> list[Fault]:
    """Everything that keeps the ledger from working; examples come when the rest is right."""
    found = list(_faults(ledger, known))
    if found:
        return found
    return list(_examples(ledger, whole(ledger, known.ledgers)))


def whole(ledger: Ledger, ledgers: Mapping[str, Ledger]) -> Ledger:
    """The ledger that holds the entries: itself, or the one that it is a part of."""
    return ledgers.get(ledger.part_of, ledger) if ledger.part_of else ledger


def _faults(ledger: Ledger, known: Known) -> Iterator[Fault]:
    if ledger.part_of:
        yield from _part(ledger, known)
        return
    posts = {post for seat in ledger.seats for post in seat.posts}
    if strange := sorted(posts - known.posts):
        yield Fault("enter", f"岗位目录里没有 {'、'.join(strange)}")
    yield from (Fault("procedure", says) for says in _procedure(ledger, known))
    if isinstance(ledger.keep, str) and ledger.keep not in known.parameters:
        yield Fault("keep", f"规则参数里没有 {ledger.keep}")
    if strange := sorted(set(ledger.offers) - known.offers):
        told = "、".join(sorted(known.offers))
        yield Fault("offers", f"没有 {'、'.join(strange)} 这个名单；可用 {told}")
    twins = [
        code
        for code, one in known.ledgers.items()
        if code != ledger.code and one.prefix == ledger.prefix and one.prefix
    ]
    if twins:
        yield Fault("prefix", f"编号前缀 {ledger.prefix} 已由台账 {'、'.join(twins)} 使用")
    yield from _fields(ledger, known)
    yield from _references(ledger)
    yield from _figures(ledger, ledger.figures)
    yield from _rates(ledger)


def _procedure(ledger: Ledger, known: Known) -> Iterator[str]:
    """What few may know of is not to come out by the procedure that a catalog declares for it."""
    if not ledger.procedure:
        return
    declared = known.procedures.get(ledger.procedure)
    if declared is None or declared.subject != FILING:
        yield f"没有办理台账报送的程序 {ledger.procedure}"
        return
    if ledger.secrecy is not Secrecy.OPEN and not declared.in_person:
        yield f"本台账只在知悉范围内查看，程序 {declared.code} 要写 in_person: true"
    if ledger.secrecy is Secrecy.SEALED:
        if not declared.sealed:
            yield f"本台账内容加密保存，程序 {declared.code} 要写 sealed: true"
        if any(step.needs.fields or step.needs.documents for step in declared.steps):
            yield f"本台账内容加密保存，程序 {declared.code} 的步骤不能有填写项和材料"


def _part(ledger: Ledger, known: Known) -> Iterator[Fault]:
    base = known.ledgers.get(ledger.part_of)
    if base is None or base.part_of:
        yield Fault("part_of", f"没有台账 {ledger.part_of}，或它本身也是一部分")
        return
    if not base.tags:
        yield Fault("part_of", f"台账“{base.name}”没有写 tags，分不出哪些属于本台账")
    elif ledger.tag not in {one.code for one in base.by_code[base.tags].options}:
        yield Fault("tag", f"“{base.by_code[base.tags].name}”没有选项 {ledger.tag}")
    else:
        yield from _figures(base, ledger.figures)
        yield from _rates(ledger)


def _fields(ledger: Ledger, known: Known) -> Iterator[Fault]:
    for letter, (most, what) in PLACES.items():
        columns = [column for column in ledger.places.values() if column[0] == letter]
        if len(columns) > most:
            yield Fault("fields", f"能筛选（filter）的{what}字段最多{most}个")
    for number, one in enumerate(ledger.fields):
        where = f"fields.{one.code}"
        if one.refers and one.refers not in known.subjects:
            code = one.refers.removeprefix("ledgers.")
            if not one.refers.startswith("ledgers.") or code not in known.ledgers:
                told = "、".join(sorted(known.subjects))
                yield Fault(
                    f"{where}.refers", f"没有 {one.refers} 这类记录；可用 ledgers.台账编码、{told}"
                )
        earlier = {*COMMON, *(each.code for each in ledger.fields[:number])}
        for condition in one.when.conditions if one.when else ():
            if condition.field not in earlier:
                yield Fault(f"{where}.when", f"条件只能用排在前面的字段，没有 {condition.field}")
            else:
                yield from _condition(ledger, condition, f"{where}.when")


def _condition(ledger: Ledger, condition: Condition, where: str) -> Iterator[Fault]:
    one = ledger.by_code.get(condition.field)
    if one is None:
        return
    said = (condition.equals,) if condition.equals is not None else condition.among
    if one.kind is Kind.CHOICE:
        strange = [str(word) for word in said if word not in {each.code for each in one.options}]
        if strange or not said:
            told = "、".join(strange) or "比较大小"
            yield Fault(where, f"“{one.name}”是单选，没有选项 {told}")
    elif one.kind is Kind.BOOLEAN and not isinstance(condition.equals, bool):
        yield Fault(where, f"“{one.name}”只能写 equals: true 或 false")
    elif said and one.kind in MEASURED:
        yield Fault(where, f"“{one.name}”是数字，用 at_least 或 below")
    elif not said and one.kind not in MEASURED:
        yield Fault(where, f"“{one.name}”不是数字，不能比较大小")
    elif one.kind in COUNTABLE or one.many:
        yield Fault(where, f"“{one.name}”可有多个值，不能写进条件")


def _references(ledger: Ledger) -> Iterator[Fault]:
    yield from _checks(ledger)
    for code in dict.fromkeys(code for several in ledger.alternatives for code in several):
        one = ledger.by_code.get(code)
        if code not in COMMON and one is None:
            yield Fault("same", f"没有字段 {code}")
        elif one is not None and code not in ledger.places:
            yield Fault("same", f"查重用的字段“{one.name}”要写 filter: true，且只能有一个值")
    tags = ledger.by_code.get(ledger.tags)
    if ledger.tags and (tags is None or tags.kind is not Kind.CHOICES):
        yield Fault("tags", f"{ledger.tags} 应是本台账的多选字段")


def _checks(ledger: Ledger) -> Iterator[Fault]:
    known = {*COMMON, *ledger.by_code}
    for number, check in enumerate(ledger.checks, start=1):
        if strange := sorted({check.field, check.other} - known):
            yield Fault(f"checks.{number}", f"没有字段 {'、'.join(strange)}")
        elif UNTIL in (check.field, check.other) and not ledger.labels.until:
            yield Fault(f"checks.{number}", "本台账没有结束日期（labels.until）")
        elif _sort(ledger, check.field) != _sort(ledger, check.other):
            yield Fault(f"checks.{number}", "两个字段的类型不同，不能比较")


def _sort(ledger: Ledger, code: str) -> str:
    one = ledger.by_code.get(code)
    if one is None:
        return "date" if code in ("day", "until") else "text"
    if one.kind in (Kind.DATE, Kind.MONTH):
        return "date"
    return one.kind.value


def _figures(ledger: Ledger, figures: tuple[Figure, ...]) -> Iterator[Fault]:
    codes = [one.code for one in figures]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield Fault(f"figures.{code}", "编码写了两次")
    for figure in figures:
        where = f"figures.{figure.code}"
        yield from (Fault(where, says) for says in _uncountable(ledger, figure))
        if figure.tag and (not ledger.tags or figure.tag not in _tags(ledger)):
            yield Fault(where, f"没有标签 {figure.tag}")
        yield from _where(ledger, figure.where, where)
        if figure.estimated and figure.estimated not in ledger.places:
            yield Fault(where, f"没有可筛选的字段 {figure.estimated}")


def _rates(ledger: Ledger) -> Iterator[Fault]:
    figures, codes = ledger.figures_by_code, [one.code for one in ledger.rates]
    for one in ledger.rates:
        where = f"rates.{one.code}"
        if codes.count(one.code) > 1 or one.code in figures:
            yield Fault(where, "编码写了两次，或和统计数的编码相同")
        for part, code in (("numerator", one.numerator), ("denominator", one.denominator)):
            if code not in figures:
                told = "、".join(figures) or "没有统计数"
                yield Fault(f"{where}.{part}", f"没有 {code} 这个统计数；可用 {told}")
        if {one.numerator, one.denominator} <= figures.keys():
            yield from (Fault(where, says) for says in _indivisible(ledger, one))


def _indivisible(ledger: Ledger, one: Rate) -> Iterator[str]:
    above, below = (ledger.figures_by_code[code] for code in (one.numerator, one.denominator))
    if above is below:
        yield "分子和分母是同一个数"
    if above.span is not below.span:
        yield f"“{above.name}”和“{below.name}”一个计期内发生的，一个计期末在册的，不能相除"
    if one.is_share and above.unit != below.unit:
        units = f"分子计{above.unit}，分母计{below.unit}"
        yield f"{units}，不能算成{one.unit}；换成同一单位的数，或写 unit: {above.unit}/{below.unit}"


def _uncountable(ledger: Ledger, figure: Figure) -> Iterator[str]:
    if ledger.secrecy is Secrecy.SEALED and (figure.of is not Of.ENTRIES or figure.where):
        yield "内容加密的台账只能按条数计"
        return
    if not figure.field:
        return
    one = ledger.by_code.get(figure.field)
    if one is None:
        yield f"没有字段 {figure.field}"
        return
    if figure.of is Of.SUM and (one.kind not in MEASURED or one.kind is Kind.SHARE):
        yield f"“{one.name}”不是能相加的数"
    elif figure.of is Of.SUM and not one.filter:
        yield f"要相加的字段“{one.name}”要写 filter: true"
    is_single = figure.of is Of.DISTINCT and one.code in ledger.places
    if figure.of in (Of.TIMES, Of.DISTINCT) and one.kind not in COUNTABLE and not is_single:
        yield f"“{one.name}”不能按个数计；人员、单位、关联记录和多选可以"
    if figure.party and one.kind is not Kind.PERSON:
        yield f"“{one.name}”不是人员，不能只数党员"


def _tags(ledger: Ledger) -> set[str]:
    return {one.code for one in ledger.by_code[ledger.tags].options}


def _where(ledger: Ledger, when: When | None, where: str) -> Iterator[Fault]:
    for condition in when.conditions if when else ():
        one = ledger.by_code.get(condition.field)
        if one is None or condition.field not in ledger.places:
            name = one.name if one else condition.field
            yield Fault(where, f"条件用的字段“{name}”要写 filter: true，且只能有一个值")
        elif isinstance(condition.at_least, str) or isinstance(condition.below, str):
            yield Fault(where, "计数的条件里只能写数，不能写规则参数")
        else:
            yield from _condition(ledger, condition, where)


def _examples(ledger: Ledger, base: Ledger) -> Iterator[Fault]:
    for number, example in enumerate(ledger.examples, start=1):
        where = f"examples.{number}"
        found, wrong = _rows(base, example)
        if wrong:
            yield Fault(where, wrong)
            continue
        count = functools.partial(_count, ledger, base, found, example.on)
        for code, wanted in example.figures.items():
            figure = ledger.figures_by_code.get(code)
            if figure is None:
                yield Fault(where, f"没有 {code} 这个数")
                continue
            got = count(figure)
            if got != Decimal(wanted):
                yield Fault(where, f"“{figure.name}”算得 {got}{figure.unit}，写的是 {wanted}")
        for says in _rated(ledger, base, example, count):
            yield Fault(where, says)


def _rated(
    ledger: Ledger, base: Ledger, example: Example, count: Callable[[Figure], Decimal]
) -> Iterator[str]:
    for code, wanted in example.rates.items():
        rate = ledger.rates_by_code.get(code)
        if rate is None:
            yield f"没有 {code} 这个率"
            continue
        parts = (ledger.figures_by_code[one] for one in (rate.numerator, rate.denominator))
        above, below = (counting.in_unit(base, one, count(one)) for one in parts)
        got = counting.rate(rate, above, below)
        if got != wanted:
            told = quantity.text(got, unit=rate.unit, decimals=rate.decimals)
            said = quantity.NOTHING if wanted is None else wanted
            yield f"“{rate.name}”算得 {told}，写的是 {said}"


def _count(
    ledger: Ledger, base: Ledger, found: Sequence[counting.Row], on: date | None, figure: Figure
) -> Decimal:
    rows = [row for row in found if not ledger.tag or _carries(base, ledger.tag, row.facts)]
    last = on or max(row.day for row in found)
    end = date.fromordinal(last.toordinal() + 1)
    return counting.total(base, figure, rows, start=date(last.year, 1, 1), end=end)


def _carries(base: Ledger, tag: str, told: Mapping[str, Any]) -> bool:
    return tag in (told.get(base.tags) or ())


def _rows(ledger: Ledger, example: Example) -> tuple[list[counting.Row], str]:
    """The entries of an example as counting sees them, and the first complaint about them."""
    rows = []
    for number, one in enumerate(example.entries):
        common = Common(title=one.title, day=one.day, unit=one.unit, until=one.until)
        told = facts.read(
            ledger,
            common,
            one.facts,
            find=lambda kind, word: Named(word),
            files=dict.fromkeys(ledger.by_code, 1),
        )
        if told.complaints:
            return [], f"第 {number + 1} 条：{told.complaints[0].says}"
        rows.append(
            counting.Row(
                key=number,
                day=one.day,
                until=one.until,
                unit=one.unit,
                facts=told.facts,
                members=frozenset(one.party),
            )
        )
    return rows, ""
