"""Build a report: read its figures, set it as a Word document, keep both."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from linghang.cases.models import Manifest
from linghang.foundation.access import Actor
from linghang.foundation.catalog import services as catalog_versions
from linghang.foundation.catalog.registry import Loaded
from linghang.foundation.errors import Refused
from linghang.foundation.evidence import services as evidence
from linghang.foundation.period import Period
from linghang.foundation.trail import services as trail
from linghang.indicators import versions
from linghang.org.founding.queries import hospital_name
from linghang.reports import catalog, definitions, rules, trail_actions, writing
from linghang.reports.figures import Bound
from linghang.reports.gongwen.document import docx
from linghang.reports.models import BoundFigure, Report
from linghang.reports.readings import IndicatorSource
from linghang.reports.writing import Written

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_STORED_DECIMALS = 8


class CannotBuild(Refused):
    """The report cannot be written; the message lists every reason."""


@transaction.atomic
def build(*, report: str, period: Period, actor: Actor, at: datetime, today: date) -> Report:
    """Write the report of this code for the period, dated today, and keep it as evidence.

    Raises CannotBuild (no such report, wrong kind of period, not begun, no data), DataMoved when
    an import was committed meanwhile, and OutdatedCells; none of them leaves anything behind.
    """
    loaded = _loaded(report)
    manifest = Manifest.current()
    reasons = rules.reasons_not_to_build(
        name=loaded.item.name,
        span=loaded.item.span,
        period=period,
        today=today,
        data_through=manifest.data_through if manifest else None,
    )
    if reasons or manifest is None:
        raise CannotBuild(f"不能生成{loaded.item.name}：{'；'.join(reasons)}。")
    written = _write(loaded.item, IndicatorSource(manifest), period, today)
    built = _keep(loaded, written, manifest, period=period, actor=actor, at=at, today=today)
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.BUILT,
        subject=built,
        facts={
            "title": built.title,
            "report": built.code,
            "period": period.code,
            "figures": len(written.figures),
            "manifest": manifest.pk,
            "definition_hash": loaded.hash,
            "sha256": built.evidence.sha256,
        },
    )
    return built


def _loaded(code: str) -> Loaded[definitions.Report]:
    items = catalog.reports().items
    if code not in items:
        known = "、".join(f"{one.item.name}（{key}）" for key, one in items.items())
        raise CannotBuild(f"没有代码为“{code}”的报告，现有：{known}。")
    return items[code]


def _write(
    item: definitions.Report, source: IndicatorSource, period: Period, today: date
) -> Written:
    written = writing.write(
        item, source=source, period=period, hospital=hospital_name(), today=today
    )
    now = [one.reading for one in written.figures if one.period == period]
    if all(reading.is_nothing for reading in now):
        raise CannotBuild(f"不能生成{item.name}：{period.label}没有出院病例。")
    if wrong := rules.contradictions((one.key, one.value) for one in written.figures):
        raise ValueError(f"two values for one figure: {wrong}")
    return written


def _keep(
    loaded: Loaded[definitions.Report],
    written: Written,
    manifest: Manifest,
    *,
    period: Period,
    actor: Actor,
    at: datetime,
    today: date,
) -> Report:
    title = written.composition.head.title
    catalog_versions.keep(
        kind=catalog.KIND, code=loaded.item.code, hash=loaded.hash, body=loaded.body, at=at
    )
    versions.keep_all(at=at)
    document = evidence.store(
        content=docx(written.composition, at=at),
        name=f"{title}.docx",
        media_type=DOCX,
        happened_on=today,
        actor=actor,
        at=at,
    )
    built = Report.objects.create(
        code=loaded.item.code,
        title=title,
        period_start=period.start,
        period_end=period.end,
        built_at=at,
        person=actor.person,
        evidence=document,
        manifest=manifest,
        definition_hash=loaded.hash,
        definition_hashes={one.indicator: one.reading.definition_hash for one in written.figures},
        content=written.composition.as_json(),
    )
    BoundFigure.objects.bulk_create(_rows(built, written.figures))
    return built


def _rows(report: Report, figures: Iterable[Bound]) -> list[BoundFigure]:
    return [
        BoundFigure(
            report=report,
            number=one.number,
            sentence=one.sentence or None,
            table=one.table or None,
            row=one.row or None,
            name=one.name,
            indicator=one.indicator,
            definition_hash=one.reading.definition_hash,
            show=one.show,
            period_start=one.period.start,
            period_end=one.period.end,
            campus=one.scope.campus or "",
            department=one.scope.department or "",
            team=one.scope.team or "",
            numerator=one.reading.numerator,
            denominator=one.reading.denominator,
            base_start=one.base_period.start if one.base_period else None,
            base_end=one.base_period.end if one.base_period else None,
            base_numerator=one.base.numerator if one.base else None,
            base_denominator=one.base.denominator if one.base else None,
            value=_stored(one.value),
            text=one.text,
            provisional=one.provisional,
        )
        for one in figures
    ]


def _stored(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(Decimal(1).scaleb(-_STORED_DECIMALS))
