"""Discharges as HTML: lines and choices formatted, escaped and joined in Python, as lists are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from django.utils.safestring import SafeString

from linghang.web.shown_cases import ShownRow


def lines(rows: Iterable[ShownRow]) -> SafeString:
    """One line of a table for each discharge; its name leads to its page."""
    return SafeString("".join(map(_line, rows)))


def _line(row: ShownRow) -> str:
    return (
        f'<tr><th scope="row" class="nowrap"><a href="{row.address}">'
        f"<code>{escape(row.code)}</code></a></th><td>{escape(row.sex)}</td>"
        f'<td class="nowrap">{escape(row.age)}</td>'
        f'<td class="nowrap second">{escape(row.department)}</td>'
        f'<td class="nowrap second">{escape(row.team)}</td>'
        f'<td data-label="入院" class="nowrap third">{row.admission_day}</td>'
        f'<td data-label="出院" class="nowrap third">{row.discharge_day}</td>'
        f'<td data-label="住院日" class="number at-end">{row.stay}</td>'
        f'<td class="fourth"><span>{escape(row.diagnosis_name)} '
        f'<span class="faint">{escape(row.diagnosis)}</span></span></td>'
        f'<td class="long second">{escape(row.disposition)}</td></tr>'
    )


def options(offered: Sequence[tuple[str, str]], chosen: str) -> SafeString:
    """What a field offers, (value, label), with the chosen one marked."""
    return SafeString(
        "".join(
            f'<option value="{escape(value)}"{" selected" * (value == chosen)}>'
            f"{escape(label)}</option>"
            for value, label in offered
        )
    )
