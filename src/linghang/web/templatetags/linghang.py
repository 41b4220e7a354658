"""What templates need to show figures, days, hashes, icons and small curves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from django import template
from django.template.context import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_htmx.jinja import htmx_script

from linghang.foundation import quantity
from linghang.foundation.period import day_label
from linghang.reports.models import BoundFigure
from linghang.web.places import query_of

register = template.Library()

SHEETS = ("tokens", "base", "shell", "pages", "parts", "login")
SCRIPTS = ("linghang", "lists", "forms", "search")
SPARK_WIDTH, SPARK_HEIGHT = 104, 32


@register.simple_tag
@lru_cache(maxsize=1)
def head_assets() -> SafeString:
    """The theme (before the first paint), the mark and the style sheets; put together once."""
    sheets = [f'<link rel="stylesheet" href="{static(f"linghang/{name}.css")}">' for name in SHEETS]
    return SafeString(
        "\n  ".join(
            [
                f'<script src="{static("linghang/theme.js")}"></script>',
                f'<link rel="icon" href="{static("linghang/mark.svg")}" type="image/svg+xml">',
                *sheets,
                f'<link rel="stylesheet" href="{static("linghang/print.css")}" media="print">',
            ]
        )
    )


@register.simple_tag
@lru_cache(maxsize=1)
def scripts() -> SafeString:
    """The scripts of every page; put together once."""
    places = [static(f"linghang/{name}.js") for name in SCRIPTS]
    ours = [f'<script src="{one}" defer></script>' for one in places]
    return SafeString("\n  ".join([htmx_script(), *ours]))


@register.simple_tag(takes_context=True)
def frame_above(context: Context) -> SafeString:
    """Bar, menu and all else above the content of a page of somebody who acts."""
    drawn: SafeString = context["shell"].above(str(context["csrf_token"]))
    return drawn


@register.simple_tag(takes_context=True)
def frame_below(context: Context) -> SafeString:
    """The dialogs below it."""
    drawn: SafeString = context["shell"].below()
    return drawn


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """A picture beside words; it says nothing on its own."""
    return format_html('<i class="icon icon-{}" aria-hidden="true"></i>', name)


@register.filter
def grouped(value: Decimal | int | str | None, decimals: int = 0) -> str:
    """4,986; «—» when nothing was counted, or for a fact that is not there (templates say "")."""
    return (
        quantity.NOTHING if isinstance(value, str) else quantity.grouped(value, decimals=decimals)
    )


@register.filter
def plain(value: Decimal | None) -> str:
    """The number for a machine (chart, data attribute); empty when nothing was counted."""
    return "" if value is None else str(value)


@register.filter
def day(value: date | None) -> str:
    """2025年6月3日; «—» without a day."""
    return quantity.NOTHING if value is None else day_label(value)


@register.filter
def minute(value: datetime | None) -> str:
    """2025-06-03 08:15 in the hospital's time; «—» without an instant."""
    return quantity.NOTHING if value is None else f"{timezone.localtime(value):%Y-%m-%d %H:%M}"


@register.filter
def short(value: str) -> str:
    """The first eight characters of a hash or pseudonym."""
    return value[:8]


@register.filter
def yuan(cents: int | None) -> str:
    """12,345.60元 from integer 分; «—» without a sum."""
    if cents is None:
        return quantity.NOTHING
    return f"{quantity.grouped(Decimal(cents) / 100, decimals=2)}元"


@register.filter
def filesize(value: int | None) -> str:
    """320 KB, 41.5 MB, 1 GB; «—» without a size."""
    if value is None:
        return quantity.NOTHING
    for unit, bytes_ in (("GB", 1 << 30), ("MB", 1 << 20)):
        if value >= bytes_:
            return f"{round(value / bytes_, 1):g} {unit}"
    return f"{-(-value // 1024)} KB"


@register.simple_tag
def sparkline(values: Sequence[Decimal | None]) -> SafeString:
    """A curve of the values, without axes; gaps where nothing was counted, a dot on the last.

    Decoration: the same numbers stand in words beside it. Empty below two values.
    """
    points = _scaled(values)
    if len(points) < 2:
        return SafeString("")
    pieces: list[str] = []
    for number, (at, x, y) in enumerate(points):
        follows = number > 0 and points[number - 1][0] == at - 1
        pieces.append(f"{'L' if follows else 'M'}{x:.1f} {y:.1f}")
    _, last_x, last_y = points[-1]
    return format_html(
        '<svg class="spark" width="{w}" height="{h}" viewBox="0 0 {w} {h}" aria-hidden="true">'
        '<path d="{path}"/><circle cx="{x}" cy="{y}" r="2.5"/></svg>',
        w=SPARK_WIDTH,
        h=SPARK_HEIGHT,
        path=" ".join(pieces),
        x=f"{last_x:.1f}",
        y=f"{last_y:.1f}",
    )


def _scaled(values: Sequence[Decimal | None]) -> list[tuple[int, float, float]]:
    """(place in the row, x, y) of each counted value, fitted into the curve's frame."""
    counted = [(at, float(value)) for at, value in enumerate(values) if value is not None]
    if not counted:
        return []
    lowest = min(value for _, value in counted)
    spread = (max(value for _, value in counted) - lowest) or 1.0
    step = (SPARK_WIDTH - 6) / max(1, len(values) - 1)
    height = SPARK_HEIGHT - 6
    return [
        (at, 3 + at * step, 3 + height * (1 - (value - lowest) / spread)) for at, value in counted
    ]


@register.filter
def address(figure: BoundFigure) -> str:
    """What an address says to open the period and place of a report's number."""
    return query_of(figure.period, figure.scope)
