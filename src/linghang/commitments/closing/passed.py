"""Who passed a closing: the one under way, or the one that a commitment stands closed by."""

from __future__ import annotations

from datetime import date

from linghang.commitments import reach
from linghang.commitments.deeds import What
from linghang.commitments.models import Commitment
from linghang.procedures.days import Day
from linghang.procedures.models import Act, Proceeding
from linghang.procedures.progress.rules import Verb


def passed(row: Commitment) -> set[str]:
    """Persons who passed a step since it was last asked for, and those in whose name they did.

    Of a closing that was taken over: who decided it.
    """
    if row.proceeding is None:
        last = row.steps.filter(what=What.CLOSED.value).order_by("-pk").first()
        return {last.person} if last and not last.about_id else set()
    firsts = {one.key for one in Proceeding.objects.get(pk=row.proceeding).definition.firsts}
    found: set[str] = set()
    acts = Act.objects.filter(proceeding=row.proceeding, verb=Verb.APPROVE.value)
    told = acts.order_by("number").values_list("step", "person", "on_behalf_of")
    for step, person, on_behalf_of in told:
        found = set() if step in firsts else found | {person, on_behalf_of}
    return found - {""}


def doers_among(row: Commitment, today: date) -> bool:
    """Whether anybody who passed it answers for it, reported on it or brought what it rests on."""
    place = Day(today).place(row.unit_id or row.programme.unit_id)
    return not place.people(reach.doers(row)).isdisjoint(place.people(passed(row)))


def is_by(row: Commitment, person: str, today: date) -> bool:
    """Whether the person passed its closing, under whatever number."""
    place = Day(today).place(row.unit_id or row.programme.unit_id)
    return bool(person) and not place.people({person}).isdisjoint(place.people(passed(row)))
