"""Commitments from records of the engines below: as far as the post reads them, and once each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from linghang.commitments.models import Commitment
from linghang.commitments.offering import providers, registry
from linghang.commitments.writing import services as writing
from linghang.foundation.intake.models import Batch
from linghang.indicators import queries as figures
from linghang.indicators.queries import Scope, Value
from linghang.ledgers import catalog
from linghang.ledgers.definitions import Secrecy
from linghang.meetings.models import AgendaItem, FollowUp
from linghang.org.models import Person
from linghang.org.rights import rights_of
from linghang.org.rules import Rights
from tests.commitments.hospital import TODAY, On, inspection
from tests.commitments.test_deciding import meeting
from tests.ledgers import hospital as ledgers

LENGTH = "average_length_of_stay"


def rights(on: On, key: str) -> Rights:
    return rights_of(on.held[key].pk, on.today)


def decision(on: On) -> str:
    named = {"owner": Person.objects.get(code="P3"), "due_date": date(2025, 9, 30)}
    return str(meeting(on, date(2025, 5, 20), title="建设数据中心", **named).pk)


def left(on: On) -> str:
    item = AgendaItem.objects.get(pk=decision(on))
    told = {"title": "报送分工表", "measure": "一周内报送", "owner_id": "P3"}
    return str(FollowUp.objects.create(form=item.form, due_date=TODAY, number=1, **told).pk)


def faults(on: On) -> str:
    at = datetime(2025, 6, 2, tzinfo=UTC)
    counts = [{"column": "C03C", "says": "主要诊断编码缺失", "severity": "error", "count": 7}]
    told = {"received_at": at, "staged_at": at, "committed_at": at, "complaint_counts": counts}
    return str(Batch.objects.create(kind="front_sheet", state="committed", person="P2", **told).pk)


def gap(on: On) -> str:
    return f"{LENGTH}@2025-01..2025-05@"


# Type → how it comes about, who reads it, who does not, what the commitment then says.
CASES: dict[str, tuple[Callable[[On], str], str, str, str, str]] = {
    providers.ITEM: (decision, "party_office", "records", "建设数据中心", "会议议定"),
    providers.LINE: (left, "party_office", "records", "报送分工表", "一周内报送"),
    providers.BATCH: (faults, "records", "party_clerk", "整改病案首页数据质量问题", "编码缺失7处"),
    providers.GAP: (gap, "president", "orthopaedics_head", "改进平均住院日", "上年同期8.00"),
}


@pytest.fixture
def worse(monkeypatch: pytest.MonkeyPatch) -> None:
    """The average stay is 9.1 days this year, and was 8 in the same months of the last."""

    def values(codes: list[str], **asked: object) -> list[Value]:
        is_now = asked["period"].start.year == 2025  # type: ignore[attr-defined]
        told = {LENGTH: Decimal("9.1") if is_now else Decimal(8)}
        return [replace(one, value=told.get(one.indicator.code)) for one in real(codes, **asked)]

    real = figures.values
    monkeypatch.setattr(providers.figures, "values", values)


@pytest.mark.usefixtures("worse")
@pytest.mark.parametrize("type", CASES)
def test_it_is_offered_to_whoever_reads_it_until_it_is_taken_over(on: On, type: str) -> None:
    make, reader, other, title, says = CASES[type]
    id = make(on)
    for_reader = registry.waiting(rights(on, reader), type, on.today)
    (offer,) = [one for one in for_reader if one.source == (type, id)]
    assert offer.title == title
    assert says in offer.text
    assert not registry.waiting(rights(on, other), type, on.today)
    assert registry.find(rights(on, other), (type, id), on.today) is None
    found = registry.find(rights(on, reader), (type, id), on.today)
    assert found is not None
    assert (found.title, found.source, found.owner) == (offer.title, offer.source, offer.owner)
    assert registry.find(rights(on, reader), (type, "0"), on.today) is None

    programme, problems, _ = inspection(on)
    wanted = replace(offer.wanted("measure", problems[0].pk), type="by_date", unit="CARD")
    wanted = replace(wanted, due=wanted.due or date(2025, 9, 30))
    by = on.by("party_clerk")
    row = writing.add(programme_id=programme.pk, wanted=wanted, **by)
    assert (row.title, row.source_type, row.source_id) == (title, type, id)
    waiting = registry.waiting(rights(on, reader), type, on.today)
    assert (type, id) not in [one.source for one in waiting], "it is taken over already"
    writing.void(commitment_id=row.pk, reason="列错了方案", **on.by("party_clerk"))
    waiting = registry.waiting(rights(on, reader), type, on.today)
    assert (type, id) in [one.source for one in waiting], "what was voided is to be done again"


def test_an_entry_that_few_may_know_is_offered_to_nobody(on: On) -> None:
    entry = ledgers.in_force(on.held)
    source = (providers.ENTRY, str(entry.pk))
    offer = registry.find(rights(on, "party_clerk"), source, on.today)
    assert offer is not None
    assert offer.unit == entry.unit_id
    assert registry.find(rights(on, "system_administrator"), source, on.today) is None
    kinds = catalog.catalog().items
    secret = [code for code, one in kinds.items() if one.item.secrecy is not Secrecy.OPEN]
    entry.ledger = secret[0]
    entry.save(update_fields=["ledger"])
    assert registry.find(rights(on, "party_clerk"), source, on.today) is None


def test_what_came_back_is_offered_where_it_was_found(on: On) -> None:
    _, (problem, _), (measure, *_) = inspection(on)
    Commitment.objects.filter(pk=measure.pk).update(standing="reopened")
    found = registry.waiting(rights(on, "party_clerk"), providers.FINDING, on.today)
    assert problem.title in [one.title for one in found]
    assert not registry.waiting(rights(on, "records"), providers.FINDING, on.today)


def test_a_figure_of_a_department_is_read_by_it_alone(on: On) -> None:
    source = (providers.GAP, f"{LENGTH}@2025-05@CARD")
    head = registry.find(rights(on, "cardiology_head"), source, on.today)
    assert head is not None
    assert head.unit == "CARD"
    assert registry.find(rights(on, "orthopaedics_head"), source, on.today) is None
    assert registry.find(rights(on, "president"), source, on.today) is not None
    strange = (providers.GAP, "no_such_indicator@2025-05@")
    assert registry.find(rights(on, "president"), strange, on.today) is None


def test_figures_that_can_not_be_compared_are_no_gap(on: On) -> None:
    (value,) = figures.values([LENGTH], period=providers.Period.year(2025), scope=Scope())
    worse, better = (replace(value, value=Decimal(days)) for days in (9, 8))
    assert providers._is_worse(worse, better)
    assert not providers._is_worse(better, worse)
    assert not providers._is_worse(replace(worse, small=True), better)
    assert not providers._is_worse(worse, replace(better, value=None))
