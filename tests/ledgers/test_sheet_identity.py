"""What is written into a sheet is read again as the same facts, for every kind of field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from linghang.foundation.catalog import registry
from linghang.foundation.fields.definitions import Kind
from linghang.foundation.intake.definitions import Upload
from linghang.ledgers import catalog
from linghang.ledgers.definitions import Ledger, LedgerField
from linghang.ledgers.directory import Directory
from linghang.ledgers.entering import rows
from linghang.ledgers.facts import rules as facts
from linghang.ledgers.facts.rules import Common, Named
from linghang.ledgers.models import Entry, Mention
from linghang.ledgers.sheets import exporting, rules
from linghang.org.models import Appointment
from tests.ledgers.hospital import AT, EVERYTHING, TODAY, override
from tests.ledgers.test_sheets import check, commit
from tests.ledgers.test_sheets import told as complained

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

DAY = date(2025, 5, 6)
PEOPLE = {"P1": "王一", "P2": "王一", "P3": "李，三", "P4": "P1", "P5": "赵五", "N1": "职工N1"}
UNITS = {"U1": "党委办公室、宣传部", "U2": "内科", "U3": "外科", "U4": "外科"}
OUTSIDE = ("赵五", "王一", "某协会", "志愿者甲（院外）", "P5")
LETTERS = "义诊 A1,，、;-/=@“”'是否—0.5%"


def ledger() -> Ledger:
    (raw,) = yaml.safe_load(EVERYTHING.read_text("utf-8"))
    for key in ("checks", "examples", "figures"):
        raw.pop(key)
    return Ledger.model_validate_json(json.dumps(raw, default=str))


def named(one: LedgerField, random: Random) -> Named:
    codes = PEOPLE if one.kind is Kind.PERSON else UNITS
    if one.outside and random.random() < 0.4:
        return Named("", random.choice(OUTSIDE))
    return Named(random.choice(sorted(codes)))


def text(random: Random, longest: int = 12) -> str:
    found = "".join(random.choice(LETTERS) for _ in range(random.randint(1, longest)))
    return " ".join(found.split()) or "文字"


def value(one: LedgerField, random: Random) -> Any:
    """Something that a field of the kind can hold."""
    if one.kind in (Kind.PERSON, Kind.UNIT):
        several = {one_.key: one_ for one_ in (named(one, random) for _ in range(3))}
        return tuple(several.values()) if one.many else named(one, random)
    return {
        Kind.TEXT: lambda: text(random),
        Kind.LONG_TEXT: lambda: "\n".join(text(random) for _ in range(3)),
        Kind.INTEGER: lambda: random.randrange(10**7),
        Kind.DECIMAL: lambda: Decimal(random.randrange(10**6)) / 10,
        Kind.MONEY: lambda: random.randrange(10**10),
        Kind.SHARE: lambda: Decimal(random.randrange(1001)) / 1000,
        Kind.DATE: lambda: DAY - timedelta(days=random.randrange(9000)),
        Kind.MONTH: lambda: date(2000 + random.randrange(25), 1 + random.randrange(12), 1),
        Kind.BOOLEAN: lambda: random.random() < 0.5,
        Kind.CHOICE: lambda: random.choice(one.options).code,
        Kind.CHOICES: lambda: (
            tuple(each.code for each in one.options if random.random() < 0.6)
            or (one.options[0].code,)
        ),
        Kind.POST: lambda: Named("branch_secretary"),
        Kind.PHONE: lambda: f"138{random.randrange(10**8):08d}",
        Kind.ID_CARD: lambda: "11010119900307002X",
        Kind.LICENCE: lambda: f"A-{random.randrange(10**15):015d}",
        Kind.EMAIL: lambda: f"a{random.randrange(99)}@example.cn",
        Kind.RECORD: lambda: f"YZ-2025-{random.randrange(10**5):05d}",
    }[one.kind]()


def filled(declared: Ledger, random: Random) -> dict[str, Any]:
    found: dict[str, Any] = {one.code: None for one in declared.fields if one.kind != "file"}
    for one in declared.fields:
        if one.kind is not Kind.FILE and (one.required or random.random() < 0.7):
            found[one.code] = value(one, random)
    found["address"] = text(random) if found["outside"] else None
    return found


def directory() -> Directory:
    made = Directory()
    for kind, codes in (("_people", PEOPLE), ("_units", UNITS)):
        words: dict[str, list[str]] = {}
        for code, name in codes.items():
            words.setdefault(code, []).append(code)
            words.setdefault(name, []).append(code)
        made.__dict__[kind] = words
    return made


def test_facts_written_as_text_are_read_as_the_same_facts() -> None:
    declared, known = ledger(), directory()
    names = {Kind.PERSON: rules.speaking(PEOPLE), Kind.UNIT: rules.speaking(UNITS)}

    def is_taken(kind: Kind, word: str) -> bool:
        found = known.find(kind, word)
        return isinstance(found, Named) or "，请改填" in found

    for seed in range(150):
        told = filled(declared, Random(seed))
        typed = {
            one.code: rules.written(one, told[one.code], names.get(one.kind, {}), is_taken)
            for one in declared.fields
            if one.code in told
        }
        common = Common(title="示例", day=DAY, unit="U2")
        again = facts.read(declared, common, typed, find=known.find, unfinished=True)
        assert again.complaints == [], seed
        assert again.facts == told, seed


@pytest.fixture
def every_kind(tmp_path: Path, settings: SettingsWrapper) -> Iterator[None]:
    settings.CATALOG_OVERRIDES = override(tmp_path / "own")
    yield
    registry.forget()


def test_a_sheet_that_comes_back_brings_nothing_new_and_elsewhere_the_same(
    held: dict[str, Appointment], every_kind: None, tmp_path: Path
) -> None:
    declared, random = catalog.catalog()["everything"], Random(7)
    entries = [made(held, declared, number, random) for number in range(30)]
    path = tmp_path / "导出.xlsx"
    found = Entry.objects.filter(ledger="everything").order_by("pk")
    assert exporting.write(declared, found, path, personal=True) == 30
    chief = held["cardiology_head"]

    again = check(chief, [Upload(path.name, path)], ledger="everything")
    assert (again.state, again.message) == ("refused", "表里的记录都已在台账里，没有要新增的。"), (
        complained(again)
    )

    before = {entry.title: entry.told() for entry in entries}
    Mention.objects.all().delete()
    Entry.objects.all().delete()
    blank = tmp_path / "无编号.xlsx"
    for entry in entries:
        entry.pk, entry.number, entry.standing, entry.effective_on = None, None, "draft", None
    Entry.objects.bulk_create(entries)
    exporting.write(declared, found, blank, personal=True)
    Entry.objects.all().delete()
    commit(chief, check(chief, [Upload(blank.name, blank)], ledger="everything", way="drafts"))
    assert {entry.title: entry.told() for entry in found} == before


def made(held: dict[str, Appointment], declared: Ledger, number: int, random: Random) -> Entry:
    """An entry in force with everything that the hospital's own people and units allow."""
    told = filled(declared, random)
    told["leader"] = Named("M1")
    told["attendees"] = (Named("M1"), Named("", "院外甲"), Named("", "职工M2"))
    told["partner"], told["units"] = Named("", "某协会"), (Named("CARD"), Named("ORTH"))
    told["approved_on"] = None
    entry = Entry(
        ledger=declared.code,
        number=f"QL-2025-{number:05d}",
        definition_hash=catalog.catalog().items[declared.code].hash,
        standing="verified",
        effective_on=TODAY,
        entered_by="P3",
        entered_at=AT,
    )
    rows.fill(entry, declared, Common(title=f"事项{number}", day=DAY, unit="CARD"), told)
    return entry
