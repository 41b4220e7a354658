"""Duties as the workbench writes them: where they lead, and how near their day is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from linghang.foundation.period import day_label
from linghang.notices.duties import SECTION_NAMES, Duty, Section
from linghang.web import subjects

NEAR = 3  # days before which a line is marked
ICONS: dict[Section, str] = {"owe": "desk", "waits": "waits", "watch": "eye", "soon": "due"}
NOTHING: dict[Section, str] = {
    "owe": "没有要您办的事。有人交办、有通知要确认、有导入待入库时，会列在这里。",
    "waits": "没有等您决定的事。有草案要您批准时，会列在这里。",
    "watch": "没有需要留意的变化。",
    "soon": "30日内没有到期的事项。",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing to know of. tone: of the mark that tells the day: failed once it is past. confirms:
    addresses of notices about it that wait to be confirmed."""

    title: str
    why: str
    url: str
    due: date | None
    due_says: str
    tone: str
    confirms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A section of the workbench. nothing: what stands there when it is empty."""

    code: Section
    title: str
    icon: str
    lines: tuple[Line, ...]
    nothing: str

    @property
    def late(self) -> int:
        """How many lines are past their day."""
        return sum(line.tone == "failed" for line in self.lines)


def groups(duties: Iterable[Duty], today: date) -> list[Group]:
    """The four sections in their order, each with its lines."""
    found: dict[Section, list[Line]] = {section: [] for section in SECTION_NAMES}
    for duty in duties:
        found[duty.section].append(_line(duty, today))
    return [
        Group(
            code=section,
            title=SECTION_NAMES[section],
            icon=ICONS[section],
            lines=tuple(lines),
            nothing=NOTHING[section],
        )
        for section, lines in found.items()
    ]


def _line(duty: Duty, today: date) -> Line:
    says, tone = _due(duty.due, today)
    return Line(
        title=duty.title,
        why=duty.why,
        url=subjects.address(*duty.subject),
        due=duty.due,
        due_says=says,
        tone=tone,
        confirms=tuple(subjects.address(*one) for one in duty.confirms),
    )


def _due(due: date | None, today: date) -> tuple[str, str]:
    """How near the day is, in words, and the tone of the mark."""
    if due is None:
        return "", ""
    left = (due - today).days
    if left < 0:
        return f"已逾期{-left}天", "failed"
    if left == 0:
        return "今天到期", "warning"
    if left <= NEAR:
        return f"还有{left}天", "warning"
    return f"{day_label(due)}前", ""
