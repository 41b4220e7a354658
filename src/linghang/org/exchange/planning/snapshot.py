"""Loads the organisation into drafts: one query for each table, whatever its size."""

from __future__ import annotations

from linghang.org.definitions import Kind
from linghang.org.exchange.planning.drafts import (
    AppointmentDraft,
    BedsDraft,
    ChargeDraft,
    CodeMapDraft,
    MembershipDraft,
    NamingDraft,
    Organisation,
    PastDraft,
    PersonDraft,
    PlacementDraft,
    UnitDraft,
)
from linghang.org.memberships.rules import Line
from linghang.org.models import (
    Appointment,
    Beds,
    Charge,
    CodeMap,
    Coverage,
    Membership,
    Naming,
    PastEmployment,
    Person,
    Placement,
    Unit,
)
from linghang.org.trees.rules import Span


def load() -> Organisation:
    """Everything as it is now, closed and past rows too."""
    organisation = Organisation()
    _units(organisation)
    _people(organisation)
    for draft in organisation.all():
        draft.before = draft.values()
    return organisation


def _units(organisation: Organisation) -> None:
    by_pk: dict[int, UnitDraft] = {}
    columns = ("pk", "code", "name", "kind", "active_from", "active_to")
    for pk, code, name, kind, start, end in Unit.objects.values_list(*columns):
        unit = UnitDraft(pk=pk, code=code, name=name, kind=Kind(kind), start=start, end=end)
        organisation.units[code] = by_pk[pk] = unit
    for pk, at, parent, campus, start, end in Placement.objects.order_by("active_from").values_list(
        "pk", "unit", "parent", "campus", "active_from", "active_to"
    ):
        by_pk[at].placements.append(
            PlacementDraft(
                pk=pk,
                unit=by_pk[at],
                parent=by_pk.get(parent),
                campus=by_pk.get(campus),
                start=start,
                end=end,
            )
        )
    for pk, at, name, start, end in Naming.objects.order_by("active_from").values_list(
        "pk", "unit", "name", "active_from", "active_to"
    ):
        by_pk[at].namings.append(
            NamingDraft(pk=pk, unit=by_pk[at], name=name, start=start, end=end)
        )
    for pk, at, beds, start, end in Beds.objects.order_by("active_from").values_list(
        "pk", "unit", "beds", "active_from", "active_to"
    ):
        by_pk[at].beds.append(BedsDraft(pk=pk, unit=by_pk[at], beds=beds, start=start, end=end))
    for pk, system, code, at, start, end in CodeMap.objects.order_by("active_from").values_list(
        "pk", "system", "code", "unit", "active_from", "active_to"
    ):
        organisation.code_maps[system, code].append(
            CodeMapDraft(pk=pk, system=system, code=code, unit=by_pk[at], start=start, end=end)
        )
    coverages = Coverage.objects.values_list("covered", "unit", "active_from", "active_to")
    for covered, at, start, end in coverages:
        covers = organisation.coverages.setdefault(by_pk[covered].code, [])
        covers.append((by_pk[at], Span(start, end)))


def _people(organisation: Organisation) -> None:
    units: dict[int, UnitDraft] = {
        unit.pk: unit for unit in organisation.units.values() if unit.pk is not None
    }
    by_pk: dict[int, PersonDraft] = {}
    columns = (
        "pk",
        "code",
        "name",
        "licence",
        "id_card_print",
        "mobile_print",
        "merged_into__code",
        "active_from",
        "active_to",
    )
    for pk, code, name, licence, id_card, mobile, merged, start, end in Person.objects.values_list(
        *columns
    ):
        person = PersonDraft(
            pk=pk,
            code=code,
            name=name,
            licence=licence,
            id_card_print=id_card,
            mobile_print=mobile,
            merged_into=merged or "",
            start=start,
            end=end,
        )
        organisation.people[code] = by_pk[pk] = person
    for pk, who, start, end in PastEmployment.objects.values_list(
        "pk", "person", "active_from", "active_to"
    ):
        by_pk[who].past.append(PastDraft(pk=pk, person=by_pk[who], start=start, end=end))
    for pk, who, at, line, start, end in Membership.objects.order_by("active_from").values_list(
        "pk", "person", "unit", "line", "active_from", "active_to"
    ):
        by_pk[who].memberships[Line(line)].append(
            MembershipDraft(
                pk=pk,
                person=by_pk[who],
                unit=units[at],
                line=Line(line),
                start=start,
                end=end,
            )
        )
    _appointments(by_pk, units)


def _appointments(people: dict[int, PersonDraft], units: dict[int, UnitDraft]) -> None:
    columns = ("person", "post", "unit", "basis", "ended_reason", "principal", "limited_to")
    rows = Appointment.objects.order_by("active_from").values_list(
        "pk", "active_from", "active_to", *columns
    )
    by_pk: dict[int, AppointmentDraft] = {}
    for pk, start, end, person, post, unit, basis, reason, principal, limited in rows:
        by_pk[pk] = AppointmentDraft(
            pk=pk,
            person=people[person],
            post=post,
            unit=units[unit],
            basis=basis,
            ended_reason=reason,
            principal=principal,
            limited_to=tuple(limited),
            start=start,
            end=end,
        )
        people[person].appointments.append(by_pk[pk])
    for pk, held, unit, document, start, end in Charge.objects.order_by("active_from").values_list(
        "pk", "appointment", "unit", "document", "active_from", "active_to"
    ):
        units[unit].charges.append(
            ChargeDraft(
                pk=pk,
                appointment=by_pk[held],
                unit=units[unit],
                document=document,
                start=start,
                end=end,
            )
        )
