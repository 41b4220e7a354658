"""Writes the closing chapter of every report: what each figure means and which data it is from."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from linghang.foundation.period import day_label
from linghang.reports import definitions, rules
from linghang.reports.composition import Chapter, Paragraph, Piece, Sentence
from linghang.reports.figures import HOSPITAL, Binder, Bound

HEADING = "数据口径与来源"
_PROVISIONAL = "标注“暂定”的数据，观察期尚未届满，期满后可能变化。"
_UNEVEN = "各院区占比经四舍五入，合计与总数略有出入。"


def chapter(report: definitions.Report, binder: Binder, *, first_sentence: int) -> Chapter:
    """One paragraph per indicator, then the data behind them. Sentences go on counting."""
    paragraphs: list[Paragraph] = []
    for number, code in enumerate(report.indicators(), start=first_sentence):
        paragraphs.append((_indicator(code, binder, sentence=number),))
    paragraphs.append(tuple((Piece(text),) for text in _data(binder)))
    return Chapter(heading=HEADING, paragraphs=tuple(paragraphs))


def _indicator(code: str, binder: Binder, *, sentence: int) -> Sentence:
    """平均住院日：口径。2025年6月，全院…为39172床日，…为4986人次。口径版本1a2b3c4d。"""
    indicator = binder.source.indicator(code)
    meaning = indicator.meaning.rstrip("。")
    start = f"{indicator.name}：{meaning}。{binder.period.label}，{rules.WHOLE_HOSPITAL}"
    end = Piece(f"。口径版本{indicator.definition_hash[:8]}。")
    numerator = _part(code, "numerator", binder, sentence=sentence)
    if indicator.is_count:
        return (Piece(f"{start}为"), numerator, end)
    denominator = _part(code, "denominator", binder, sentence=sentence)
    return (
        Piece(f"{start}{indicator.numerator}为"),
        numerator,
        Piece(f"，{indicator.denominator}为"),
        denominator,
        end,
    )


def _part(code: str, show: str, binder: Binder, *, sentence: int) -> Piece:
    figure = definitions.Figure.model_validate(
        {"name": show, "indicator": code, "show": show}, strict=True
    )
    return binder.bind(figure, HOSPITAL, sentence=sentence, is_marked=False)


def _data(binder: Binder) -> Iterator[str]:
    readings = [one.reading for one in binder.bound]
    manifest = readings[0].manifest_id
    computed = max(reading.computed_at for reading in readings)
    through = binder.source.data_through
    yield (
        f"以上数据取自第{manifest}号病案首页数据清单"
        f"，数据截至{day_label(through) if through else '—'}"
        f"，计算时间为{day_label(computed.date())}{computed.hour}时{computed.minute:02}分。"
    )
    if not binder.is_complete:
        yield f"{binder.period.label}的数据尚未满期，同比、环比不作比较。"
    if any(one.provisional for one in binder.bound):
        yield _PROVISIONAL
    if rules.shares_look_uneven(_campus_shares(binder.bound)):
        yield _UNEVEN


def _campus_shares(bound: list[Bound]) -> list[Decimal]:
    return [
        one.value
        for one in bound
        if one.show == "share" and one.scope.campus and one.value is not None
    ]
