"""What a definition may not take back once entries are bound to an earlier one. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from linghang.foundation.fields.definitions import KIND_NAMES, MEASURED, Kind
from linghang.ledgers.definitions import NUMBERS, Ledger, LedgerField, Secrecy
from linghang.ledgers.facts import rules as facts

RETIRE = "已有记录按它填报；不再用就写 retired"


@dataclass(frozen=True, slots=True)
class Broken:
    """What would falsify entries, and where: `fields.weight.kind`. option: only if it was used."""

    field: str
    says: str
    used: tuple[LedgerField, str] | None = None


def broken(was: Ledger, now: Ledger) -> Iterator[Broken]:
    """What entries of the former definition say that they would say no more, or otherwise."""
    if now.part_of:
        yield Broken("part_of", "已有自己的记录，不能改成别的台账的一部分")
        return
    if (was.secrecy is Secrecy.SEALED) != (now.secrecy is Secrecy.SEALED):
        yield Broken("secrecy", "已有记录，不能改为加密保存，也不能改为不加密；另立一本台账")
    for one in was.fields:
        later = now.by_code.get(one.code)
        if later is None:
            yield Broken(f"fields.{one.code}", f"“{one.name}”不能删去：{RETIRE}")
        else:
            yield from _changed(one, later)


def _changed(was: LedgerField, now: LedgerField) -> Iterator[Broken]:
    where = f"fields.{now.code}"
    if was.kind is not now.kind:
        told = f"由{KIND_NAMES[was.kind]}改为{KIND_NAMES[now.kind]}"
        yield Broken(f"{where}.kind", f"“{now.name}”的类型不能{told}：{RETIRE}，另加一项")
        return
    if was.many != now.many:
        yield Broken(f"{where}.many", f"“{now.name}”一个还是多个不能再改：{RETIRE}，另加一项")
    if was.refers != now.refers:
        yield Broken(f"{where}.refers", f"“{now.name}”关联的台账不能再改：{RETIRE}，另加一项")
    if now.kind in MEASURED - {Kind.MONEY} and was.unit != now.unit:
        told = f"由“{was.unit}”改为“{now.unit}”"
        yield Broken(f"{where}.unit", f"“{now.name}”的单位不能{told}：{RETIRE}，另加一项")
    if now.kind is Kind.DECIMAL and facts.scale(now) < facts.scale(was):
        yield Broken(
            f"{where}.decimals", f"“{now.name}”的小数位数只能增加，原为{facts.scale(was)}位"
        )
    kept = {each.code for each in now.options}
    for option in was.options:
        if option.code not in kept:
            says = f"“{now.name}”的选项 {option.code}（{option.name}）已有记录使用，不能删去"
            yield Broken(f"{where}.options", says, (was, option.code))


def layout(ledger: Ledger) -> dict[str, str]:
    """Field → where its value stands in the table of entries and how it is scaled: n1.2, t3; ""
    for one that is read from the facts alone."""
    return {one.code: _place(ledger, one) for one in ledger.fields}


def _place(ledger: Ledger, one: LedgerField) -> str:
    column = ledger.places.get(one.code, "")
    return f"{column}.{facts.scale(one)}" if column and one.kind in NUMBERS else column


def is_moved(was: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Whether columns written by one layout say something else when they are read by the other."""
    return any(place != now.get(code, "") for code, place in was.items())
