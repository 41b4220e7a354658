"""Indicators over records: value, trend, breakdown and the way to the entries; wrong names."""

from __future__ import annotations

from datetime import date

import pytest

from linghang.foundation.catalog import registry
from linghang.foundation.errors import WrongCatalog
from linghang.foundation.period import Period
from linghang.indicators import catalog, drill, queries
from linghang.indicators.queries import Scope
from linghang.indicators.records import sources
from linghang.meetings.models import Meeting
from linghang.org.models import Person, Unit
from tests.ledgers import hospital
from tests.ledgers.counting import test_replays

INDICATORS = """
- code: served_per_clinic
  name: 每场义诊服务群众
  unit: 人次
  direction: watch
  numerator: ledgers.outreach.served
  denominator: ledgers.outreach.clinics
  decimals: 1
  meaning: 期间内义诊服务群众人次 ÷ 义诊场次，只计已审核的记录。
  source: 医院年度统计口径
  examples: [{numerator: "100", denominator: "3", value: "33.3"}]
"""
YEAR = Period.year(2025)


@pytest.fixture
def clinics(held, tmp_path, settings):
    """An indicator of the hospital's own, and four clinics of January 2025 for 22 people each."""
    system = tmp_path / "ours"
    system.mkdir()
    (system / "indicators.yaml").write_text(INDICATORS, "utf-8")
    settings.CATALOG_OVERRIDES = str(tmp_path)
    each = {"kind": "义诊", "setting": "社区", "place": "东湖社区", "served": 22}
    test_replays.enter("outreach", [each] * 4)


@pytest.fixture
def held(db):
    return hospital.build()


def test_a_value_its_trend_and_its_breakdown_count_records(clinics):
    item = catalog.indicator("served_per_clinic")
    value = queries.value(item.code, period=YEAR, scope=Scope())
    trend = queries.trend(item.code, periods=list(YEAR.months()), scope=Scope())
    months = queries.breakdown(item.code, period=YEAR, by="month", scope=Scope())
    departments = queries.breakdown(item.code, period=YEAR, by="department", scope=Scope())

    assert (value.numerator, value.denominator, value.text) == (88, 4, "22.0人次")
    assert (value.complete, value.provisional) == (True, False)
    assert [(one.numerator, one.denominator) for one in trend[:2]] == [(88, 4), (0, 0)]
    assert [part.value.numerator for part in months] == [one.numerator for one in trend]
    assert [(part.label, part.value.denominator) for part in departments] == [("内科第一党支部", 4)]


def test_a_place_has_its_own_records_and_a_campus_none(clinics):
    def of(**scope):
        return queries.value("served_per_clinic", period=YEAR, scope=Scope(**scope))

    assert of(department="PB1").denominator == 4
    assert (of(department="CARD").denominator, of(department="CARD").value) == (0, None)
    assert of(campus="EAST").numerator is None


def test_it_opens_to_the_records_and_not_to_cases(clinics):
    item = catalog.indicator("served_per_clinic")

    assert drill.steps(item, period=YEAR, scope=Scope()) == []
    (above, at), (below, _) = drill.records(item, period=YEAR, scope=Scope(department="PB1"))
    assert (above.name, above.unit, below.name) == ("服务群众", "人次", "义诊")
    assert (at.address, at.args) == ("ledger-figure", ("outreach", "served"))
    assert dict(at.query) == {"period": "2025", "unit": "PB1", "level": "department"}


def test_what_was_known_on_a_day_is_counted(clinics):
    source = sources.source("ledgers.outreach.clinics")

    assert source.count(YEAR, Scope(), as_of=date(2025, 1, 5)) == 2
    assert source.count(YEAR, Scope()) == 4


def test_a_name_that_is_none_is_refused_with_file_item_and_field(tmp_path, settings):
    system = tmp_path / "ours"
    system.mkdir()
    wrong = INDICATORS.replace("ledgers.outreach.served", "ledgers.outreach.serve")
    (system / "indicators.yaml").write_text(wrong, "utf-8")
    settings.CATALOG_OVERRIDES = str(tmp_path)

    with pytest.raises(WrongCatalog) as refusal:
        catalog.indicators()
    told = str(refusal.value)
    for part in ("indicators.yaml", "served_per_clinic", "numerator", "ledgers.outreach.served"):
        assert part in told, told


def test_meetings_that_were_held_are_counted_by_kind(held):
    person = Person.objects.get(code="P5")
    shared = {"unit": Unit.objects.get(code="PB1"), "kind": "theme_day", "saved_by": person}
    shared |= {"chair": person, "recorder": person, "saved_at": hospital.AT}
    closed = {"state": "closed", "closed_at": hospital.AT}
    Meeting.objects.create(**shared, **closed, day=date(2025, 4, 3))
    Meeting.objects.create(**shared, state="held", day=date(2025, 4, 10))
    Meeting.objects.create(**shared, state="planned", day=date(2025, 4, 20))
    source = sources.source("meetings.theme_day.held")

    assert source.count(YEAR, Scope()) == 2
    assert source.count(YEAR, Scope(department="CARD")) == 0
    assert source.parts(YEAR, Scope(), "department") == {"PB1": 2}
    assert source.parts(Period.quarter(2025, 2), Scope(), "month")["2025-04"] == 2
    assert source.opens(YEAR, "").query[0] == ("kind", "theme_day")


RATE = """
- code: first_passes
  name: 住培首次通过率
  unit: "%"
  direction: up
  rate: ledgers.residency_years.first_pass_rate
  scale: "100"
  decimals: 1
  meaning: 期间内首次参加且合格人数 ÷ 首次参加结业考核人数，只计已审核的记录。
  source: 医院年度统计口径
  examples:
    - {numerator: "14", denominator: "15", value: "93.3"}
    - {numerator: "0", denominator: "0", value: null}
"""


def declare(folder, settings, text):
    system = folder / "ours"
    system.mkdir(exist_ok=True)
    (system / "indicators.yaml").write_text(text, "utf-8")
    settings.CATALOG_OVERRIDES = str(folder)
    registry.forget()


def test_a_rate_of_a_ledger_is_added_up_from_its_parts_and_opens_to_both(held, tmp_path, settings):
    declare(tmp_path, settings, RATE)
    years = [
        {"base": f"JD-2022-0000{n}", "planned": 20, "enrolled": 20, "training": 20, "examined": 20}
        | {"first_takers": takers, "first_passed": passed, "passed": 20}
        for n, (takers, passed) in enumerate([(10, 10), (5, 4), (0, 0)])
    ]
    test_replays.enter("residency_years", years)
    item = catalog.indicator("first_passes")

    value = queries.value(item.code, period=YEAR, scope=Scope())
    (part,) = queries.breakdown(item.code, period=YEAR, by="department", scope=Scope())
    empty = queries.value(item.code, period=Period.year(2024), scope=Scope())
    opened = drill.records(item, period=YEAR, scope=Scope())

    assert (value.numerator, value.denominator, value.text) == (14, 15, "93.3%")
    assert (part.label, part.value.text) == ("内科第一党支部", "93.3%")
    assert (empty.value, empty.text) == (None, "—")
    assert [at.args for _, at in opened] == [
        ("residency_years", "first_passed"),
        ("residency_years", "first_takers"),
    ]


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("first_pass_rate", "first_rate", ("rate", "可用：ledgers.residency_years.first_pass")),
        ('scale: "100"', 'scale: "1"', ("unit", "unit: %、scale: 100")),
        ("direction: up", "direction: up\n  numerator: discharges", ("不能都写或都不写",)),
        ("rate: ledgers", "exclusion: ledgers", ("不能都写或都不写",)),
    ],
)
def test_a_rate_that_is_none_is_refused(tmp_path, settings, right, wrong, says):
    text = RATE.replace(right, wrong)
    if 'scale: "1"' in text:
        text = text.replace('value: "93.3"', 'value: "0.9"')
    declare(tmp_path, settings, text)

    with pytest.raises(WrongCatalog) as refusal:
        catalog.indicators()
    for part in ("indicators.yaml", "first_passes", *says):
        assert part in str(refusal.value)
