"""The menu: what the acting post may open, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from linghang.org import policy
from linghang.org.rules import Rights


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the menu."""

    section: str
    title: str
    icon: str
    url: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its lines."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A page that the menu may lead to.

    name: of its address. below: names of the addresses that belong to it. allowed: asks the policy.
    """

    section: str
    title: str
    icon: str
    name: str
    below: tuple[str, ...] = ()
    allowed: Callable[[Rights], object]


_PLACES = (
    _Place(
        section="运行",
        title="运行总览",
        icon="overview",
        name="cockpit",
        below=("indicator",),
        allowed=lambda _rights: True,
    ),
    _Place(
        section="运行",
        title="运行报告",
        icon="report",
        name="report-list",
        below=("report",),
        allowed=policy.may_read_reports,
    ),
    _Place(
        section="病案",
        title="病例查询",
        icon="cases",
        name="case-list",
        below=("case",),
        allowed=policy.may_open_cases,
    ),
    _Place(
        section="病案",
        title="病案首页导入",
        icon="import",
        name="import-list",
        below=("import",),
        allowed=policy.may_import_cases,
    ),
    _Place(
        section="组织",
        title="本单位",
        icon="unit",
        name="unit",
        allowed=lambda rights: policy.may_read_unit(rights, rights.unit.code),
    ),
)


def menu(rights: Rights, shown: str) -> list[Section]:
    """Sections with what the post may open. shown: name of the address that is being shown."""
    entries = [
        Entry(
            section=place.section,
            title=place.title,
            icon=place.icon,
            url=_address(place, rights),
            is_current=shown in (place.name, *place.below),
        )
        for place in _PLACES
        if place.allowed(rights)
    ]
    titles = dict.fromkeys(entry.section for entry in entries)
    return [
        Section(title, tuple(entry for entry in entries if entry.section == title))
        for title in titles
    ]


def _address(place: _Place, rights: Rights) -> str:
    """Only units have an address of their own; the menu leads to the acting post's."""
    return reverse(place.name, args=[rights.unit.code] if place.name == "unit" else [])
