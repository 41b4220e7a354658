"""Takes the organisation of a day out as a workbook, in the reader's scope, numbers masked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.fields import rules as fields
from linghang.foundation.sheets.writing import Table, Watermark, template, write_xlsx
from linghang.foundation.trail import services as trail
from linghang.foundation.vault.fields import Sealed
from linghang.org import policy, posts
from linghang.org.exchange import trail_actions
from linghang.org.exchange.definitions import HINTS, LIMITS, Layouts, layouts
from linghang.org.memberships.rules import Line
from linghang.org.models import (
    Appointment,
    Beds,
    Charge,
    CodeMap,
    Membership,
    Person,
    Placement,
    Unit,
)
from linghang.org.posts_held.rules import Basis
from linghang.org.rules import Rights
from linghang.org.unmasking import LEAST_REASON

MASKED, IN_FULL = "证件号码和手机号已隐去中间几位", "证件号码和手机号为完整号码"
PIECE = 2_000


class CannotExport(Refused):
    """The export is not given so; the message says what to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for: the day, numbers masked or in full, why, and who is named on it.

    rights: None for the command line, which reads everything.
    """

    on: date
    name: str
    rights: Rights | None = None
    in_full: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Exported:
    """How many rows of each kind went out."""

    units: int
    people: int
    appointments: int


@transaction.atomic
def export(*, target: Path | IO[bytes], wanted: Wanted, actor: Actor, at: datetime) -> Exported:
    """Write 单位, 人员, 任职, 分管 and 编码对应 as of the day, and tell it in the trail.

    Only what the rights may read about. Numbers of people are masked; in full they need the right
    to see them of the whole hospital. The reason stands in the trail. Raises CannotExport.
    """
    _refuse(wanted)
    reader = _Reader(wanted)
    counts = reader.counts()
    if max(counts.units, counts.people, counts.appointments) >= LIMITS.rows:
        raise CannotExport(
            f"一次最多导出 {LIMITS.rows - 1} 行，现有人员 {counts.people} 名、"
            f"任职 {counts.appointments} 项，请换一个范围较小的岗位导出。"
        )
    told, reason = IN_FULL if wanted.in_full else MASKED, wanted.reason.strip()
    numbers = f"{told}（理由：{reason}）" if reason else told
    instant = f"{timezone.localtime(at):%Y年%m月%d日 %H:%M}"
    watermark = Watermark(
        line=f"{wanted.name} {instant} 导出，内部资料，请勿外传",
        facts=(
            ("截至", wanted.on.isoformat()),
            ("单位", f"{counts.units} 个"),
            ("人员", f"{counts.people} 名"),
            ("任职", f"{counts.appointments} 项"),
            ("个人信息", numbers),
        ),
    )
    write_xlsx(target, reader.tables(), watermark=watermark)
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.EXPORTED,
        subject=("exchange.export", wanted.on.isoformat()),
        facts={
            "on": wanted.on.isoformat(),
            "units": counts.units,
            "people": counts.people,
            "appointments": counts.appointments,
            "numbers": numbers,
        },
    )
    return counts


def people_in(wanted: Wanted) -> int:
    """How many people the export would hold."""
    return _Reader(wanted).people.count()


def write_template(target: Path | IO[bytes]) -> None:
    """An empty workbook to fill in, with lists to choose from and how to fill it in."""
    template(target, _layouts().all, hints=HINTS)


def _layouts() -> Layouts:
    return layouts({code: loaded.item for code, loaded in posts.catalog().items.items()})


def _refuse(wanted: Wanted) -> None:
    if wanted.rights is None:
        return
    reasons = []
    if len("".join(wanted.reason.split())) < LEAST_REASON:
        reasons.append(f"要写明导出理由（不少于{LEAST_REASON}个字）")
    decision = policy.may_unmask(wanted.rights, ())
    if wanted.in_full and not decision:
        reasons.append(f"{decision.reason}，可由{decision.who_can}办理")
    if reasons:
        raise CannotExport(f"不能导出：{'；'.join(reasons)}。")


class _Reader:
    """The rows of a day, read once, told by the codes of the columns."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted, self.on = wanted, wanted.on
        self.layouts = _layouts()
        self.units = Unit.objects.on(self.on).order_by("code")
        self.people = Person.objects.on(self.on).order_by("code")
        self.appointments = (
            Appointment.objects.on(self.on)
            .exclude(basis=Basis.DELEGATED.value)
            .filter(person__in=Person.objects.on(self.on))
            .order_by("person__code", "active_from", "post")
        )
        if wanted.rights is not None:
            self.units = self.units.visible_to(wanted.rights)
            self.people = self.people.visible_to(wanted.rights, self.on)
            self.appointments = self.appointments.visible_to(wanted.rights)
        self.names = _names(self.on)

    def counts(self) -> Exported:
        return Exported(self.units.count(), self.people.count(), self.appointments.count())

    def tables(self) -> list[Table]:
        return [
            Table(layout=self.layouts.units, rows=self._units()),
            Table(layout=self.layouts.people, rows=self._people()),
            Table(layout=self.layouts.appointments, rows=self._appointments()),
            Table(layout=self.layouts.charges, rows=self._charges()),
            Table(layout=self.layouts.code_maps, rows=self._code_maps()),
        ]

    def _units(self) -> Iterator[dict[str, Any]]:
        places = {
            unit: (parent, campus)
            for unit, parent, campus in Placement.objects.on(self.on).values_list(
                "unit__code", "parent__code", "campus__code"
            )
        }
        beds = dict(Beds.objects.on(self.on).values_list("unit__code", "beds"))
        for unit in self.units.prefetch_related("namings"):
            parent, campus = places.get(unit.code, (None, None))
            named = [one.name for one in unit.namings.all() if self.on in one.span]
            yield {
                "code": unit.code,
                "name": named[0] if named else unit.name,
                "kind": unit.kind,
                "parent": self.names.get(parent),
                "campus": self.names.get(campus),
                "beds": beds.get(unit.code),
                "active_from": unit.active_from,
                "active_to": unit.active_to,
            }

    def _people(self) -> Iterator[dict[str, Any]]:
        belongs: dict[Line, dict[int, tuple[str, date]]] = {Line.HOME: {}, Line.TEAM: {}}
        rows = Membership.objects.on(self.on).filter(line__in=list(belongs))
        for member, line, unit, start in rows.values_list(
            "person", "line", "unit__code", "active_from"
        ):
            belongs[Line(line)][member] = (self.names.get(unit, unit), start)
        for person in self.people.iterator(chunk_size=PIECE):
            home = belongs[Line.HOME].get(person.pk)
            team = belongs[Line.TEAM].get(person.pk)
            yield {
                "code": person.code,
                "name": person.name,
                "id_card": self._number("id_card", person.id_card),
                "mobile": self._number("mobile", person.mobile),
                "licence": person.licence,
                "home": home[0] if home else None,
                "home_from": home[1] if home else None,
                "team": team[0] if team else None,
                "active_from": person.active_from,
                "active_to": person.active_to,
            }

    def _number(self, column: str, number: Sealed | None) -> str:
        if not number:
            return ""
        text = number.open()
        if self.wanted.in_full:
            return text
        return fields.mask(self.layouts.people.column(column).field, text)

    def _appointments(self) -> Iterator[dict[str, Any]]:
        known = posts.catalog().items
        used = Counter(loaded.item.name for loaded in known.values())
        for row in self.appointments.select_related("person", "unit").iterator(chunk_size=PIECE):
            name = known[row.post].item.name if row.post in known else row.post
            yield {
                "person": row.person.code,
                "name": row.person.name,
                "post": name if used[name] == 1 else row.post,
                "unit": self.names.get(row.unit.code, row.unit.code),
                "basis": row.basis,
                "active_from": row.active_from,
                "active_to": row.active_to,
            }

    def _charges(self) -> Iterator[dict[str, Any]]:
        rows = Charge.objects.standing(self.on).filter(unit__in=self.units)
        for row in rows.select_related("appointment__person", "unit").order_by("unit__code"):
            yield {
                "person": row.appointment.person.code,
                "name": row.appointment.person.name,
                "post": row.appointment.post,
                "unit": self.names.get(row.unit.code, row.unit.code),
                "document": row.document,
                "active_from": row.active_from,
                "active_to": row.active_to,
            }

    def _code_maps(self) -> Iterator[dict[str, Any]]:
        rows = CodeMap.objects.on(self.on).filter(unit__in=self.units).order_by("system", "code")
        for row in rows.select_related("unit"):
            yield {
                "system": row.system,
                "code": row.code,
                "unit": self.names.get(row.unit.code, row.unit.code),
                "active_from": row.active_from,
                "active_to": row.active_to,
            }


def _names(on: date) -> dict[str | None, str]:
    """Code → how a sheet calls the unit: by its name of the day, by its code where names repeat."""
    called: dict[str, str] = {}
    codes: defaultdict[str, set[str]] = defaultdict(set)
    standing = Unit.objects.filter(Q(active_to__isnull=True) | Q(active_to__gt=on))
    for unit in standing.prefetch_related("namings"):
        named = [one.name for one in unit.namings.all() if on in one.span]
        called[unit.code] = named[0] if named else unit.name
        codes[called[unit.code]].add(unit.code)
    every = set(called)
    return {
        code: name if len(codes[name]) == 1 and name not in every else code
        for code, name in called.items()
    }
