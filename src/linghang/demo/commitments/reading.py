"""Reads the texts of this folder: one line for each commitment, cells divided by |.

`@level|title|name=value…` is a heading, a problem or a goal; a task is
`level:type|unit|units that help|day due|fate|title|standard|name=value…`. A line stands under the
last one of a level above its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

MAXIMUM = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One commitment as it is written down. due: a day, `opening+3y`, or "" for none.

    fate: what became of it (see fates). more: everything that is named.
    """

    level: str
    title: str
    type: str = ""
    unit: str = ""
    helps: tuple[str, ...] = ()
    due: str = ""
    fate: str = ""
    standard: str = ""
    more: Mapping[str, str]


def lines(name: str) -> list[Line]:
    """The lines of a text, in order."""
    text = (resources.files(__package__) / "texts" / f"{name}.csv").read_text("utf-8")
    return [_line(row.split("|")) for row in text.splitlines() if row]


def _line(cells: list[str]) -> Line:
    if cells[0].startswith("@"):
        more = _named(cells[2:])
        return Line(
            level=cells[0][1:],
            title=cells[1],
            unit=more.pop("unit", ""),
            due=more.pop("due", ""),
            more=more,
        )
    level, _, type = cells[0].partition(":")
    unit, helps, due, fate, title, standard = cells[1:MAXIMUM]
    return Line(
        level=level,
        type=type,
        unit=unit,
        helps=tuple(one for one in helps.split("、") if one),
        due=due,
        fate=fate,
        title=title,
        standard=standard,
        more=_named(cells[MAXIMUM:]),
    )


def _named(cells: list[str]) -> dict[str, str]:
    pairs = (cell.partition("=") for cell in cells if cell)
    return {name: value for name, _, value in pairs}
