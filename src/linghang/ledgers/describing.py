"""A ledger in words, as its file declares it: who does what, its fields, checks and figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from linghang.foundation.fields.definitions import KIND_NAMES
from linghang.ledgers import catalog
from linghang.ledgers.counting.definitions import OF_NAMES, Figure, Rate, Span
from linghang.ledgers.definitions import COMMON, SECRECY_NAMES, Ledger, LedgerField
from linghang.ledgers.sheets.rules import condition, explained
from linghang.org import posts
from linghang.procedures.definitions import SCOPE_NAMES, Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSaid:
    """A field in words. must: when it is required, "" for never."""

    code: str
    name: str
    kind: str
    must: str
    is_filter: bool
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSaid:
    """A figure in words. says: how it is counted."""

    code: str
    name: str
    unit: str
    says: str


def seats(ledger: Ledger) -> list[tuple[str, str]]:
    """Who enters, verifies, oversees and reads besides."""
    told = [
        (what, "；".join(_seat(one) for one in several))
        for what, several in (
            ("填报", ledger.enter),
            ("审核", ledger.verify),
            ("监管", ledger.oversee),
        )
    ]
    read = "；".join(_seat(one) for one in ledger.read)
    return [*told, ("另可查看", "全院各岗位" if ledger.everybody_reads else read or "—")]


def about(ledger: Ledger) -> Iterator[tuple[str, str]]:
    """Source, numbers, who may know it, the seats, and in what two entries are perhaps one."""
    yield "来源", ledger.source
    if ledger.part_of:
        base = catalog.catalog()[ledger.part_of]
        yield "属于", f"{base.name}中标有“{tag(base, ledger.tag)}”的记录，不另登记"
        return
    yield "编号", f"{ledger.prefix}-年度-序号"
    yield "查看", SECRECY_NAMES[ledger.secrecy]
    yield from seats(ledger)
    if ledger.alternatives:
        yield "查重", agreeing(ledger)


def agreeing(ledger: Ledger) -> str:
    """In what two entries agree that are perhaps one: 活动日期、地点；或 DOI."""
    labels = ledger.labels.model_dump()
    return "；或".join(
        "、".join(labels[code] if code in COMMON else ledger.by_code[code].name for code in several)
        for several in ledger.alternatives
    )


def fields(ledger: Ledger) -> list[FieldSaid]:
    """Its fields in the order of the file, retired ones too."""
    return [_field(ledger, one) for one in ledger.fields]


def figures(ledger: Ledger) -> list[FigureSaid]:
    """Its figures in the order of the file, then its rates."""
    whole = catalog.whole(ledger.code)
    told = [
        FigureSaid(code=one.code, name=one.name, unit=one.unit, says=_figure(whole, one))
        for one in ledger.figures
    ]
    return told + [
        FigureSaid(code=one.code, name=one.name, unit=one.unit, says=_rate(ledger, one))
        for one in ledger.rates
    ]


def tag(base: Ledger, code: str) -> str:
    """What a tag of a ledger is called."""
    options = base.by_code[base.tags].options
    return next(one.name for one in options if one.code == code)


def _seat(seat: Seat) -> str:
    known = posts.catalog()
    names = "、".join(known[code].name for code in seat.posts)
    return f"{names}（{SCOPE_NAMES[seat.at]}）"


def _field(ledger: Ledger, one: LedgerField) -> FieldSaid:
    options = "、".join(option.name for option in one.options)
    says = explained(ledger, one, beside_kind=True)
    return FieldSaid(
        code=one.code,
        name=one.name,
        kind=KIND_NAMES[one.kind],
        must=("条件成立时" if one.when else "是") if one.required else "",
        is_filter=one.filter,
        says=f"{says}；选项：{options}" if says and options else says or options,
    )


def _figure(whole: Ledger, one: Figure) -> str:
    counted = f"“{whole.by_code[one.field].name}”" if one.field else ""
    said = [f"{counted}{OF_NAMES[one.of]}"]
    if one.where:
        said.append(condition(whole, one.where))
    if one.tag:
        said.append(f"标有“{tag(whole, one.tag)}”")
    if one.party:
        said.append("只计当日的党员")
    if one.span is Span.IN_FORCE:
        said.append("计期末仍在进行的")
    if one.note:
        said.append(one.note)
    return "；".join(said)


def _rate(ledger: Ledger, one: Rate) -> str:
    above, below = (ledger.figures_by_code[code].name for code in (one.numerator, one.denominator))
    said = [f"“{above}”÷“{below}”，合计由两数各自合计后相除，不取各行的平均；分母为0时不计"]
    return "；".join([*said, one.note] if one.note else said)
