"""Read what people write into a field, show a value as it can be read again, mask it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from linghang.foundation.fields import dates, identities, masks, numbers, words
from linghang.foundation.fields.definitions import (
    DATED,
    MEASURED,
    MONEY_UNITS,
    Field,
    Kind,
    Mask,
)
from linghang.foundation.fields.words import Unreadable

__all__ = ["Parsed", "mask", "mask_text", "parse", "show"]


class Parsed(NamedTuple):
    """The value that was read (None: the field is empty), or a complaint and no value.

    complaint: one Chinese sentence without its full stop: what is wrong, and what would be right.
    """

    value: Any
    complaint: str = ""


SAYS_NONE = {
    *(Kind.DATE, Kind.MONTH, Kind.PHONE, Kind.ID_CARD, Kind.LICENCE, Kind.EMAIL),
    *(Kind.PERSON, Kind.UNIT, Kind.POST, Kind.FILE, Kind.RECORD),
    Kind.CHOICES,
}
FREE = {Kind.TEXT, Kind.LONG_TEXT}


def parse(field: Field, raw: object) -> Parsed:
    """What a person typed, or a cell of a spreadsheet held, as a value of the field.

    raw: a text, or the number, day or truth value that a spreadsheet gives. Never raises for
    any of them. Full-width digits, Chinese dates, 是/否, thousands marks and blanks around
    are read; —, - and / stand for an empty cell but in a text.
    """
    try:
        if _is_empty(field, raw):
            return Parsed(None, f"“{field.name}”必须填写" if field.required else "")
        value = _READ[field.kind](field, raw)
        if value is None or value in ("", ()):
            return Parsed(None, f"“{field.name}”必须填写" if field.required else "")
        _within(field, value)
    except Unreadable as fault:
        return Parsed(None, f"“{field.name}”{fault}")
    return Parsed(value)


def _is_empty(field: Field, raw: object) -> bool:
    if isinstance(raw, list | tuple | set | frozenset):
        return not raw
    found = words.text(raw)
    if not found:
        return True
    if field.kind in FREE or _names_an_option(field, found):
        return False
    plain = words.narrow(found)
    return words.is_dash(plain) or (field.kind in SAYS_NONE and words.is_none(plain))


def _names_an_option(field: Field, found: str) -> bool:
    if not field.options:
        return False
    return any(found in {one.code, one.name, *one.also} for one in field.options)


def _text(field: Field, raw: object) -> str:
    return _not_longer(field, words.line(raw))


def _long_text(field: Field, raw: object) -> str:
    return _not_longer(field, words.lines(raw))


def _not_longer(field: Field, found: str) -> str:
    if field.longest is not None and len(found) > field.longest:
        raise Unreadable(f"最多{field.longest}个字，现为{len(found)}个字")
    return found


def _reference(field: Field, raw: object) -> str:
    return _not_longer(field, words.line(words.text(raw)))


# The longer word first: 万元 also ends in 元.
WRITTEN_UNITS = {"亿元": 10**10, "万元": 10**6, "亿": 10**10, "万": 10**6, "元": 100}
MOST_YUAN = 10**15


def _money(field: Field, raw: object) -> int:
    fen = MONEY_UNITS[field.unit]
    unit = field.unit or "元"
    found = words.narrow(raw) if isinstance(raw, str) else ""
    for written, worth in WRITTEN_UNITS.items():
        if found.endswith(written):
            fen, unit = worth, written
            break
    yuan = numbers.number(raw, unit=unit) * fen / 100
    if abs(yuan) >= MOST_YUAN:
        raise Unreadable("金额太大，请核对单位")
    try:
        return int(numbers.exact(yuan, 2, noisy=isinstance(raw, float)) * 100)
    except Unreadable:
        raise Unreadable("金额最多到分") from None


def _choice(field: Field, raw: object) -> str:
    found = _option(field, words.line(raw))
    if found is None:
        names = "、".join(one.name for one in field.options)
        raise Unreadable(f"只能填：{names}")
    return found


def _option(field: Field, found: str) -> str | None:
    plain = words.narrow(found).casefold()
    for one in field.options:
        if found in {one.code, one.name, *one.also}:
            return one.code
    for one in field.options:
        if plain in {words.narrow(word).casefold() for word in (one.code, one.name, *one.also)}:
            return one.code
    return None


_BETWEEN = re.compile(r"[、,，;；|\n]+")


def _choices(field: Field, raw: object) -> tuple[str, ...]:
    if isinstance(raw, list | tuple | set | frozenset):
        given = [words.line(one) for one in raw]
    else:
        whole = words.lines(raw)
        given = [whole] if _option(field, whole) else _BETWEEN.split(whole)
    chosen = {_choice(field, one) for one in given if one.strip()}
    return tuple(one.code for one in field.options if one.code in chosen)


_CELL = re.compile(r"[；;\t|]")
MOST_LINES = 50


def _lines(field: Field, raw: object) -> tuple[tuple[Any, ...], ...]:
    """One line a line, its cells parted by ；, ; or the tabs of a spreadsheet."""
    given = [line for line in words.lines(raw).split("\n") if line.strip("；; \t|")]
    if len(given) > MOST_LINES:
        raise Unreadable(f"最多{MOST_LINES}行，现为{len(given)}行")
    read = (_cells(field, number, line) for number, line in enumerate(given, start=1))
    return tuple(line for line in read if any(cell is not None for cell in line))


def _cells(field: Field, number: int, line: str) -> tuple[Any, ...]:
    cells = [cell.strip() for cell in _CELL.split(line)]
    if len(cells) > len(field.columns):
        names = "；".join(one.name for one in field.columns)
        raise Unreadable(f"第{number}行有{len(cells)}项，每行只填：{names}")
    found = []
    for at, column in enumerate(field.columns):
        read = parse(column, cells[at] if at < len(cells) else "")
        if read.complaint:
            raise Unreadable(f"第{number}行{read.complaint}")
        found.append(read.value)
    return tuple(found)


_READ: dict[Kind, Callable[[Field, object], Any]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _long_text,
    Kind.INTEGER: lambda field, raw: numbers.whole(raw, unit=field.unit),
    Kind.DECIMAL: lambda field, raw: numbers.decimal(raw, decimals=field.decimals, unit=field.unit),
    Kind.MONEY: _money,
    Kind.SHARE: lambda field, raw: numbers.share(raw, decimals=field.decimals),
    Kind.DATE: lambda field, raw: dates.day(raw),
    Kind.MONTH: lambda field, raw: dates.month(raw),
    Kind.BOOLEAN: lambda field, raw: words.truth(raw),
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.PERSON: _reference,
    Kind.UNIT: _reference,
    Kind.POST: _reference,
    Kind.PHONE: lambda field, raw: identities.phone(raw),
    Kind.ID_CARD: lambda field, raw: identities.id_card(raw),
    Kind.LICENCE: lambda field, raw: identities.licence(raw),
    Kind.EMAIL: lambda field, raw: identities.email(raw),
    Kind.FILE: _reference,
    Kind.RECORD: _reference,
    Kind.LINES: _lines,
}


def _within(field: Field, value: Any) -> None:
    if field.kind in DATED:
        _day_within(field, value)
    elif field.kind in MEASURED:
        _number_within(field, value)


def _day_within(field: Field, value: date) -> None:
    if isinstance(field.least, date) and value < field.least:
        raise Unreadable(f"不能早于 {field.least}")
    if isinstance(field.most, date) and value > field.most:
        raise Unreadable(f"不能晚于 {field.most}")


def _number_within(field: Field, value: Decimal | int) -> None:
    found = Decimal(value)
    if field.kind is Kind.MONEY:
        found /= MONEY_UNITS[field.unit]
    for bound, sign, word in ((field.least, 1, "小"), (field.most, -1, "大")):
        if bound is None or isinstance(bound, date):
            continue
        limit = Decimal(str(bound))
        if found * sign < limit * sign:
            shown = _share(field, limit) if field.kind is Kind.SHARE else numbers.plain(limit)
            unit = "" if field.kind is Kind.SHARE else field.unit
            raise Unreadable(f"不能{word}于{shown}{unit}")


def show(field: Field, value: Any) -> str:
    """The value as text, without its unit; "" for an empty one. `parse` reads the same again."""
    if value is None:
        return ""
    return _SHOW.get(field.kind, _as_it_is)(field, value)


def _as_it_is(field: Field, value: Any) -> str:
    return str(value)


def _decimal(field: Field, value: Decimal) -> str:
    if field.decimals is None:
        return numbers.plain(value)
    return f"{value:.{field.decimals}f}"


def _share(field: Field, value: Decimal) -> str:
    percent = value * 100
    if field.decimals is None:
        return f"{numbers.plain(percent)}%"
    return f"{percent:.{field.decimals}f}%"


def _show_money(field: Field, value: int) -> str:
    """1,234.50 in 元; in 万元 and 亿元 all digits that there are, at least two decimals."""
    amount = Decimal(value) / MONEY_UNITS[field.unit]
    whole, _, places = numbers.plain(amount).partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(digits):,}.{places.ljust(2, '0')}"


def _name_of(field: Field, code: str) -> str:
    return next((one.name for one in field.options if one.code == code), code)


def _show_lines(field: Field, value: tuple[tuple[Any, ...], ...]) -> str:
    return "\n".join(
        "；".join(show(column, cell) for column, cell in zip(field.columns, line, strict=True))
        for line in value
    )


_SHOW: dict[Kind, Callable[[Field, Any], str]] = {
    Kind.DECIMAL: _decimal,
    Kind.SHARE: _share,
    Kind.MONEY: _show_money,
    Kind.DATE: lambda field, value: value.isoformat(),
    Kind.MONTH: lambda field, value: f"{value:%Y-%m}",
    Kind.BOOLEAN: lambda field, value: "是" if value else "否",
    Kind.CHOICE: _name_of,
    Kind.CHOICES: lambda field, value: "、".join(_name_of(field, one) for one in value),
    Kind.LINES: _show_lines,
}


def mask(field: Field, value: Any) -> str:
    """What may be shown of a personal value: 张*, 110***********1234, 138****5678; "" for none."""
    return masks.apply(masks.of(field), show(field, value))


def mask_text(kind: Mask, text: str) -> str:
    """The same for a text of which no field is at hand."""
    return masks.apply(kind, text)
