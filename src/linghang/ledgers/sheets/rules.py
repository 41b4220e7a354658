"""How a ledger looks as a sheet: its columns, what each cell may hold, an example. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from linghang.foundation.fields import rules as fields
from linghang.foundation.fields.definitions import CHOOSING, KIND_NAMES, MEASURED, Field, Kind
from linghang.foundation.sensitivity.definitions import LEVEL_NAMES
from linghang.foundation.sheets.definitions import Column, Layout
from linghang.ledgers.definitions import DAY, TITLE, UNIT, UNTIL, Ledger, LedgerField
from linghang.ledgers.facts import rules as facts
from linghang.ledgers.facts.rules import BETWEEN, FROM_OUTSIDE, SEPARATORS, Named
from linghang.procedures.needs.definitions import Condition, When

NUMBER, LEVEL = "entry_number", "entry_level"
EXAMPLE = "示例"
HOW = {
    Kind.TEXT: "一行文字",
    Kind.LONG_TEXT: "文字，可以分行",
    Kind.DATE: "如 2026-03-05",
    Kind.MONTH: "如 2026-03",
    Kind.BOOLEAN: "填“是”或“否”",
    Kind.CHOICE: "从下拉列表中选一项",
    Kind.CHOICES: "可以填几项，用顿号隔开",
    Kind.PERSON: "填工号或姓名，同名的填工号",
    Kind.UNIT: "填单位编码或全名",
    Kind.POST: "填岗位编码或名称",
    Kind.PHONE: "手机号或带区号的座机",
    Kind.ID_CARD: "18位，单元格设为文本格式",
    Kind.LICENCE: "字母、数字和短横",
    Kind.RECORD: "填所关联记录的编号",
    Kind.SHARE: "填百分数，如 12.5%",
    Kind.FILE: "在记录里上传",
}
SAID_BY_KIND = frozenset(
    {Kind.TEXT, Kind.LONG_TEXT, Kind.BOOLEAN, Kind.CHOICE, Kind.CHOICES, Kind.DATE, Kind.MONTH}
)
SAMPLES: dict[Kind, str] = {
    Kind.TEXT: "（文字）",
    Kind.LONG_TEXT: "（文字）",
    Kind.INTEGER: "1",
    Kind.DECIMAL: "1",
    Kind.MONEY: "1000.00",
    Kind.SHARE: "50%",
    Kind.DATE: "2026-03-05",
    Kind.MONTH: "2026-03",
    Kind.BOOLEAN: "否",
}


def layout(ledger: Ledger, older: Mapping[str, tuple[str, ...]] | None = None) -> Layout:
    """The columns of a ledger's sheet, in order: number, what every entry has, its fields, level.

    Files come with no sheet. older: field → names that it bore before.
    """
    taken: set[str] = set()
    columns = []
    for column in _columns(ledger, older or {}):
        name = column.name
        while name in taken:  # two columns of one name could not be told apart
            name = f"{name}（又）"
        taken.add(name)
        if name != column.name:
            again = column.field.model_copy(update={"name": name})
            column = Column(field=again, needed=column.needed, width=column.width)  # noqa: PLW2901
        columns.append(column)
    return Layout(code="entries", name=_sheet_name(ledger.name), columns=tuple(columns))


def _sheet_name(name: str) -> str:
    return "".join(" " if one in "[]:*?/\\'" else one for one in name)[:31]


def _columns(ledger: Ledger, older: Mapping[str, tuple[str, ...]]) -> Iterator[Column]:
    labels = ledger.labels
    says = "新记录不填；已在台账里的记录带着编号，导入时认出来，不会重复登记"
    yield Column(field=Field(code=NUMBER, name="台账编号", kind=Kind.TEXT, help=says), width=16)
    yield _common(TITLE, labels.title, Kind.TEXT, "一行文字，最多200个字", longest=200)
    yield _common(DAY, labels.day, Kind.DATE, HOW[Kind.DATE])
    if labels.until:
        says = f"{HOW[Kind.DATE]}，不早于“{labels.day}”；还在进行的不填"
        yield _common(UNTIL, labels.until, Kind.DATE, says, required=False)
    yield _common(UNIT, labels.unit, Kind.UNIT, HOW[Kind.UNIT])
    for one in ledger.fields:
        if one.kind is not Kind.FILE and one.retired is None:
            yield _column(ledger, one, older.get(one.code, ()))
    names = tuple(LEVEL_NAMES.values())
    level = Field(code=LEVEL, name="敏感程度", kind=Kind.TEXT, help=f"不填为{_usual(ledger)}")
    yield Column(field=level, offers=names)


def _usual(ledger: Ledger) -> str:
    return LEVEL_NAMES[ledger.level]


def _common(code: str, name: str, kind: Kind, says: str, **more: Any) -> Column:
    required = more.pop("required", True)
    field = Field(code=code, name=name, kind=kind, required=required, help=says, **more)
    return Column(field=field, needed=required)


def _column(ledger: Ledger, one: LedgerField, older: tuple[str, ...]) -> Column:
    must = one.required and one.when is None
    name = f"{one.name}（{one.unit}）" if one.unit else one.name
    shown = one.model_copy(
        update={"name": name, "required": must, "help": explained(ledger, one), "mask": one.mask}
    )
    aliases = tuple(dict.fromkeys((one.name, *one.also, *older)))
    offers = ("是", "否") if one.kind is Kind.BOOLEAN else ()
    return Column(field=shown, aliases=aliases, needed=must, offers=offers)


def explained(ledger: Ledger, one: LedgerField, *, beside_kind: bool = False) -> str:
    """The rule of a field in words: its kind, unit, limits, when it applies, what it is for.

    beside_kind: where its kind and its options are told beside it.
    """
    parts = [one.help, _in_short(one) if beside_kind else _how(one), *_limits(one)]
    if one.many:
        is_file = one.kind is Kind.FILE
        parts.append("可以传几份" if is_file else f"可以填几个，用“{BETWEEN}”隔开")
    if one.outside:
        parts.append(f"院外的直接写名称，与院内同名的后面加“{FROM_OUTSIDE}”")
    if one.when is not None:
        must = "才填，并且必填" if one.required else "才填"
        parts.append(f"{condition(ledger, one.when)}{must}")
    return "；".join(part for part in parts if part)


def _in_short(one: LedgerField) -> str:
    """What its kind alone does not tell."""
    if one.kind in MEASURED and one.kind is not Kind.SHARE:
        return f"单位：{one.unit}" if one.unit else ""
    return "" if one.kind in SAID_BY_KIND else HOW.get(one.kind, "")


def _how(one: LedgerField) -> str:
    if one.kind in MEASURED and one.kind is not Kind.SHARE:
        return f"{KIND_NAMES[one.kind]}{f'，单位：{one.unit}，只填数' if one.unit else ''}"
    return HOW.get(one.kind, "")


def _limits(one: LedgerField) -> Iterator[str]:
    if one.decimals is not None:
        yield f"小数{one.decimals}位"
    if one.longest is not None:
        yield f"最多{one.longest}个字"
    for bound, says in ((one.least, "不小于"), (one.most, "不大于")):
        if bound is not None:
            is_share = one.kind is Kind.SHARE
            yield f"{says}{f'{Decimal(str(bound)) * 100:g}%' if is_share else bound}"


def condition(ledger: Ledger, when: When) -> str:
    """“活动类别”为义诊时; several joined by 且 or 或."""
    joined = "，且" if when.all else "，或"
    return joined.join(_condition(ledger, one) for one in when.conditions) + "时"


def _condition(ledger: Ledger, one: Condition) -> str:
    field = ledger.by_code.get(one.field)
    name = field.name if field else getattr(ledger.labels, one.field, one.field)
    options = {option.code: option.name for option in field.options} if field else {}
    if isinstance(one.equals, bool):
        return f"“{name}”为{'是' if one.equals else '否'}"
    if one.equals is not None or one.among:
        wanted = one.among or (str(one.equals),)
        return f"“{name}”为{BETWEEN.join(options.get(code, code) for code in wanted)}"
    if one.at_least == 0:
        return f"填写了“{name}”"
    word, bound = ("不低于", one.at_least) if one.at_least is not None else ("低于", one.below)
    if field and field.kind is Kind.MONEY and isinstance(bound, int):
        return f"“{name}”{word}{Decimal(bound) / 100:f}元"
    return f"“{name}”{word}{bound}{field.unit if field else ''}"


def example(ledger: Ledger) -> dict[str, str]:
    """A row that shows how the sheet is filled in; its number marks it, so that it is not read."""
    told: dict[str, Any] = {}
    row = {NUMBER: EXAMPLE, TITLE: f"（{EXAMPLE}）", DAY: "2026-03-05", UNIT: "（单位全名）"}
    if ledger.examples:
        first = ledger.examples[0].entries[0]
        told = dict(first.facts)
        row |= {DAY: first.day.isoformat()}
        if first.until and ledger.labels.until:
            row[UNTIL] = first.until.isoformat()
    for one in ledger.fields:
        if one.kind is Kind.FILE or one.retired is not None:
            continue
        if one.code in told:
            row[one.code] = _said(one, told[one.code])
        elif one.required and one.when is None:
            row[one.code] = one.options[0].name if one.options else SAMPLES.get(one.kind, "")
    return row


def _said(one: LedgerField, raw: Any) -> str:
    if one.kind in facts.NAMED or one.many:
        count = len(raw) if isinstance(raw, list | tuple) else 1
        word = {
            Kind.PERSON: "（工号或姓名）",
            Kind.UNIT: "（单位全名）",
            Kind.POST: "（岗位）",
        }.get(one.kind, "（编号）")
        return BETWEEN.join([word] * min(count, 2))
    found = fields.parse(one.model_copy(update={"required": False}), raw)
    return fields.show(one, found.value)


def is_example(values: Mapping[str, Any]) -> bool:
    """Whether a row is the one that the template shows."""
    return str(values.get(NUMBER) or "").strip().startswith(EXAMPLE)


SUMS = frozenset({"合计", "小计", "总计", "共计", "累计"})
CLOSINGS = (
    "填表人",
    "填报人",
    "制表",
    "审核人",
    "负责人",
    "签字",
    "签名",
    "注：",
    "备注：",
    "说明：",
)
FEW = 3  # cells that a line below the table has


def footer(values: Mapping[str, Any]) -> str:
    """The word by which a row is a sum or a line of signatures; "" for a row of data."""
    filled = [str(value) for value in values.values() if value not in (None, "")]
    first = "".join(filled[0].split()) if filled else ""
    if first.rstrip("：:") in SUMS:
        return first.rstrip("：:")
    if len(filled) <= FEW and first.startswith(CLOSINGS):
        return first[:6]
    return ""


def written(
    one: LedgerField, value: Any, names: Mapping[str, str], is_taken: Callable[[Kind, str], bool]
) -> str:
    """A fact as text that is read again as the same fact.

    names: code → a name that means nobody else, and holds no separator; others are written by
    their code. is_taken: whether a word means somebody of the hospital.
    """
    if value is None:
        return ""
    if one.kind in facts.NAMED:
        several = [value] if isinstance(value, Named) else value
        return BETWEEN.join(_named(one, each, names, is_taken) for each in several)
    if one.kind in CHOOSING and any(_splits(option.name) for option in one.options):
        return value if isinstance(value, str) else BETWEEN.join(value)
    return facts.shown(one, value, names)


def _named(
    one: LedgerField,
    named: Named,
    names: Mapping[str, str],
    is_taken: Callable[[Kind, str], bool],
) -> str:
    if named.code:
        return names.get(named.code, named.code)
    is_plain = not is_taken(one.kind, named.name) and not named.name.endswith(FROM_OUTSIDE)
    return named.name if is_plain else f"{named.name}{FROM_OUTSIDE}"


def _splits(word: str) -> bool:
    return any(sign in word for sign in BETWEEN + SEPARATORS)


def speaking(names: Mapping[str, str]) -> dict[str, str]:
    """Of code → name, those names that can stand for their code in a sheet."""
    by_name: dict[str, int] = {}
    for name in names.values():
        by_name[name] = by_name.get(name, 0) + 1
    return {
        code: name
        for code, name in names.items()
        if by_name[name] == 1 and not _splits(name) and name not in names
    }
