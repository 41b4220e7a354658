"""Read what was typed into an entry, keep it, find it again. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from linghang.foundation.fields import rules as fields
from linghang.foundation.fields.definitions import Kind
from linghang.ledgers.definitions import DAY, NUMBERS, TITLE, UNTIL, Ledger, LedgerField
from linghang.ledgers.facts import persons
from linghang.procedures.progress.conditions.rules import holds

MOST_NAMED = 2000
MOST_FILTERED = 120
SHARE_SCALE, DECIMAL_PLACES = 6, 4
BETWEEN = "、"
# What is named by a code or a name that the organisation knows.
NAMED = frozenset({Kind.PERSON, Kind.UNIT, Kind.POST})
SEPARATORS = ",，;；\n|"
# 张三（P1） 李四（P2）: what stands behind a code is somebody else.
BEHIND_CODE = re.compile(r"）[\s/／]+(?=\S)")
# Written behind the name of somebody from outside who is called like one of the hospital.
FROM_OUTSIDE = "（院外）"


class Named(NamedTuple):
    """A person, unit or post that an entry names: by its code, or by name alone.

    By name alone is who is from outside, and a post of old that was not looked up yet.
    """

    code: str
    name: str = ""

    @property
    def key(self) -> str:
        """What tells it from others: the code, else the name."""
        return self.code or f"={self.name}"


class Complaint(NamedTuple):
    """What is wrong with one field; field: its code, "" for the entry as a whole."""

    field: str
    says: str


# Turns a word (code or name) of the organisation into its code; a text is a complaint.
Find = Callable[[Kind, str], "Named | str"]


def not_found(kind: Kind, word: str) -> Named | str:
    """A directory in which there is nobody, for ledgers without persons and units."""
    return f"没有找到“{word}”"


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """What every entry has. unit: code."""

    title: str
    day: date | None
    unit: str
    until: date | None = None

    def told(self) -> dict[str, Any]:
        """As conditions and checks name it."""
        return {TITLE: self.title, DAY: self.day, UNTIL: self.until, "unit": self.unit}


@dataclass(slots=True)
class Told:
    """Facts by field, None where a field is empty, and what is wrong with them."""

    facts: dict[str, Any] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)


def read(
    ledger: Ledger,
    common: Common,
    typed: Mapping[str, object],
    *,
    find: Find = not_found,
    values: Mapping[str, object] | None = None,
    files: Mapping[str, int] | None = None,
    unfinished: bool = False,
) -> Told:
    """What was typed, as facts with every complaint; one for each field at most.

    values: rule parameters of the day. files: field → how many files there are. unfinished:
    a draft, in which nothing must be filled in yet.
    """
    told = Told()
    asked = ledger.asked(common.day or date.max)
    for one in asked:
        if one.kind is not Kind.FILE:
            told.facts[one.code], complaint = _value(one, typed.get(one.code), find)
            if complaint:
                told.complaints.append(Complaint(one.code, complaint))
    known = {**common.told(), **told.facts}
    wrong = {one.field for one in told.complaints}
    told.complaints += [
        complaint
        for one in asked
        if one.code not in wrong and not _hangs_on(one, wrong)
        for complaint in _asked(one, known, values or {}, files or {}, unfinished)
    ]
    if strange := sorted(set(typed) - set(ledger.by_code)):
        told.complaints.append(Complaint("", f"本台账没有“{'、'.join(strange)}”这些项"))
    told.complaints += _of_common(ledger, common, unfinished)
    told.complaints += _of_checks(ledger, known, {one.field for one in told.complaints})
    return told


def _hangs_on(one: LedgerField, wrong: set[str]) -> bool:
    """Whether it cannot be told if the field applies, as what decides that is wrong itself."""
    return one.when is not None and any(each.field in wrong for each in one.when.conditions)


def _asked(
    one: LedgerField,
    known: Mapping[str, Any],
    values: Mapping[str, object],
    files: Mapping[str, int],
    unfinished: bool,
) -> Iterator[Complaint]:
    is_file = one.kind is Kind.FILE
    given = bool(files.get(one.code)) if is_file else known.get(one.code) is not None
    applies = one.when is None or holds(one.when, known, values) is not False
    if given and not applies:
        yield Complaint(one.code, f"“{one.name}”不适用，不填写")
    elif applies and one.required and not given and not unfinished:
        yield Complaint(one.code, f"“{one.name}”必须{'上传' if is_file else '填写'}")


def _value(one: LedgerField, raw: object, find: Find) -> tuple[Any, str]:
    """(value, complaint); emptiness is asked about later, when conditions are known."""
    if one.kind in NAMED:
        return _named(one, raw, find)
    if one.many:
        return _several(one, raw)
    parsed = fields.parse(one.model_copy(update={"required": False}) if one.required else one, raw)
    if one.floor is not None and parsed.value is not None:
        return _floored(parsed.value, Decimal(str(one.floor))), parsed.complaint
    return parsed.value, parsed.complaint


def _floored(value: Decimal, step: Decimal) -> Decimal:
    return value - value % step


def words_of(raw: object) -> list[str]:
    """What was typed into a field of several values, one by one: 甲、乙 or a line for each."""
    if raw is None:
        return []
    if isinstance(raw, list | tuple):
        return [str(one).strip() for one in raw if str(one).strip()]
    found = BEHIND_CODE.sub(f"）{BETWEEN}", str(raw))
    for sign in SEPARATORS:
        found = found.replace(sign, BETWEEN)
    return [one.strip() for one in found.split(BETWEEN) if one.strip()]


def _several(one: LedgerField, raw: object) -> tuple[Any, str]:
    found = tuple(dict.fromkeys(words_of(raw)))
    return (found or None), ""


def _named(one: LedgerField, raw: object, find: Find) -> tuple[Any, str]:
    if isinstance(raw, Named):
        raw = [raw]
    words: list[Any] = (
        list(raw)
        if isinstance(raw, list | tuple) and all(isinstance(each, Named) for each in raw)
        else _apart(one, words_of(raw), find)
    )
    if not words:
        return None, ""
    if len(words) > (MOST_NAMED if one.many else 1):
        most = f"最多{MOST_NAMED}个" if one.many else "只能填一个"
        return None, f"“{one.name}”{most}"
    found: dict[str, Named] = {}
    for word in words:
        named = word if isinstance(word, Named) else _who(one, word, find)
        if isinstance(named, str):
            return None, f"“{one.name}”{named}"
        found.setdefault(named.key, named)
    values = tuple(found.values())
    return (values if one.many else values[0]), ""


def _who(one: LedgerField, word: str, find: Find) -> Named | str:
    """Whom a word means; a text is a complaint."""
    if one.outside and word.endswith(FROM_OUTSIDE):
        return Named("", word.removesuffix(FROM_OUTSIDE).strip())
    named = find(one.kind, word)
    if isinstance(named, Named):
        return named
    if one.kind is Kind.PERSON and persons.hides_others(word):
        return f"里的“{word}”没有写出是谁，请逐个写姓名或工号"
    return Named("", word) if one.outside else named


def _apart(one: LedgerField, words: list[str], find: Find) -> list[str]:
    """Words in which several stand with blanks or slashes between them, one by one."""
    is_person = one.kind is Kind.PERSON

    def is_known(word: str) -> bool:
        return isinstance(find(one.kind, word), Named)

    return [
        part
        for word in words
        for part in (
            (word,)
            if word.endswith(FROM_OUTSIDE)
            else persons.apart(word, is_known, persons=is_person)
        )
    ]


def _of_common(ledger: Ledger, common: Common, unfinished: bool) -> Iterator[Complaint]:
    labels = ledger.labels
    if not common.title.strip():
        yield Complaint(TITLE, f"“{labels.title}”必须填写")
    elif len(common.title) > 200:
        yield Complaint(TITLE, f"“{labels.title}”最多200个字")
    if common.day is None and not unfinished:
        yield Complaint(DAY, f"“{labels.day}”必须填写")
    if common.until is not None:
        if not labels.until:
            yield Complaint(UNTIL, "本台账的记录只有一个日期，没有结束日期")
        elif common.day and common.until < common.day:
            yield Complaint(UNTIL, f"“{labels.until}”不能早于“{labels.day}”")


def _of_checks(ledger: Ledger, known: Mapping[str, Any], wrong: set[str]) -> Iterator[Complaint]:
    for check in ledger.checks:
        one, other = known.get(check.field), known.get(check.other)
        if None in (one, other) or check.field in wrong or check.other in wrong:
            continue
        if not _agrees(check.is_, one, other):
            yield Complaint(check.field, check.says)


def _agrees(sign: str, one: Any, other: Any) -> bool:
    if sign == "at_least":
        return bool(one >= other)
    if sign == "at_most":
        return bool(one <= other)
    if sign == "differs":
        return bool(one != other)
    several = other if isinstance(other, tuple) and not isinstance(other, Named) else (other,)
    mine = one if isinstance(one, tuple) and not isinstance(one, Named) else (one,)
    return set(mine) <= set(several)


def plain(ledger: Ledger, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as JSON keeps them; empty ones are left out."""
    return {
        code: _plain(value)
        for code, value in facts.items()
        if value is not None and code in ledger.by_code
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Named):
        return {"code": value.code} if value.code else {"name": value.name}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def typed(ledger: Ledger, kept: Mapping[str, Any]) -> dict[str, Any]:
    """What JSON kept, as facts; the other way of plain()."""
    return {one.code: _typed(one, kept.get(one.code)) for one in ledger.fields}


def _typed(one: LedgerField, value: Any) -> Any:
    if value is None:
        return None
    if one.kind in NAMED:
        several = [_name_kept(each) for each in _list(value)]
        return tuple(several) if one.many else several[0]
    if one.kind is Kind.CHOICES or one.many:
        return tuple(value)
    if one.kind in (Kind.DATE, Kind.MONTH):
        return date.fromisoformat(value)
    if one.kind in (Kind.DECIMAL, Kind.SHARE):
        return Decimal(value)
    return value


def _name_kept(value: Any) -> Named:
    """Posts were once kept as they were typed."""
    if isinstance(value, str):
        return Named("", value)
    return Named(value.get("code", ""), value.get("name", ""))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def scale(one: LedgerField) -> int:
    """How many places of a number are kept before the point in its column of whole numbers."""
    if one.kind is Kind.DECIMAL:
        return DECIMAL_PLACES if one.decimals is None else one.decimals
    return SHARE_SCALE if one.kind is Kind.SHARE else 0


def placed(ledger: Ledger, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Column → what it holds for these facts: texts, whole numbers (see scale()), days."""
    found = {}
    for code, column in ledger.places.items():
        one, value = ledger.by_code[code], facts.get(code)
        if value is not None:
            found[column] = _placed(one, value)
    return found


def _placed(one: LedgerField, value: Any) -> Any:
    if one.kind in NUMBERS:
        return int(Decimal(value).scaleb(scale(one)).to_integral_value())
    if isinstance(value, Named):
        return value.key[:MOST_FILTERED]
    if one.kind is Kind.BOOLEAN:
        return "1" if value else "0"
    return value if isinstance(value, date) else str(value)[:MOST_FILTERED]


def mentioned(ledger: Ledger, facts: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(field, code, name) of every person, unit, record and option that the facts name."""
    for one in ledger.fields:
        value = facts.get(one.code)
        if value is None or not one.is_mentioned:
            continue
        for each in [value] if isinstance(value, Named | str) else value:
            if isinstance(each, Named):
                yield one.code, each.code, each.name
            else:
                yield one.code, str(each), ""


def named(values: Iterable[Any]) -> Iterator[str]:
    """Codes of the people, units and posts among the values of fields."""
    for value in values:
        for each in value if isinstance(value, tuple) and not isinstance(value, Named) else [value]:
            if isinstance(each, Named) and each.code:
                yield each.code


def shown(one: LedgerField, value: Any, names: Mapping[str, str]) -> str:
    """A fact as text, as `read` reads it again. names: code → name of persons, units, posts."""
    if value is None:
        return ""
    if one.kind in NAMED:
        several = [value] if isinstance(value, Named) else value
        return BETWEEN.join(names.get(each.code, each.code) or each.name for each in several)
    if one.many:
        return BETWEEN.join(value)
    return fields.show(one, value)


def words(ledger: Ledger, facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """What full-text search may find: everything but what is personal."""
    told = [
        shown(one, facts.get(one.code), names)
        for one in ledger.fields
        if not one.sensitive and one.kind not in NUMBERS and one.kind is not Kind.FILE
    ]
    return "\n".join(text for text in told if text)
