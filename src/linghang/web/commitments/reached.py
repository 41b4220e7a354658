"""Which programme or commitment a page is about; what is not one's own is not there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.http import Http404
from django.urls import reverse

from linghang.commitments import reach
from linghang.commitments.counting.queries import Asked
from linghang.commitments.definitions import Level, ProgrammeKind, Role
from linghang.commitments.models import Commitment, CommitmentQuerySet, Programme
from linghang.commitments.progress.rules import Words
from linghang.foundation import clock
from linghang.foundation.parameters import queries as parameters
from linghang.procedures.days import Day
from linghang.procedures.terms import rules as terms
from linghang.web import addresses
from linghang.web.requests import Request


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A programme as a post opens it: what of it the post sees, and what it may do with it."""

    programme: Programme
    request: Request

    @cached_property
    def kind(self) -> ProgrammeKind:
        """The version of its kind that it is bound to."""
        return self.programme.definition

    @cached_property
    def words(self) -> Words:
        """How its figures and lists are told to others."""
        return self.kind.telling(self.programme.words)

    @cached_property
    def day(self) -> Day:
        """The organisation as it stands, read once."""
        return Day(self.request.today)

    @cached_property
    def sees_all(self) -> bool:
        """Whether the post sees every commitment of it: by its seat, as its leader, or as one of
        the leading group."""
        rights, today = self.request.rights, self.request.today
        if reach.sees_all(self.kind, rights, today):
            return True
        led = reach.led_in_person(rights, today) if reach.is_asked(rights) else None
        return led is not None and led.filter(pk=self.programme.pk).exists()

    def rows(self) -> CommitmentQuerySet:
        """Its commitments as far as the post sees them, in the order of the tree."""
        if self.sees_all:
            return Commitment.objects.filter(programme=self.programme)
        return self._seen.all()

    @cached_property
    def _seen(self) -> CommitmentQuerySet:
        """What the post sees of it; asked once for a page."""
        rights, today = self.request.rights, self.request.today
        return reach.visible_to(rights, today, within=[self.programme.pk])

    def asked(self, *, known: date | None = None, role: Role | None = None) -> Asked:
        """The same scope for figures; role: of this one, on the level that it is counted on."""
        within = None if self.sees_all else self.rows()
        level = self.kind.counted_level(role) if role else ""
        if role is Role.HEADING and (top := self.level_of(role)):
            level = top.code
        return Asked(programmes=[self.programme.pk], within=within, known=known, level=level)

    @cached_property
    def leads(self) -> bool:
        """Whether the post may change it now."""
        over = (Programme.Standing.ENDED, Programme.Standing.VOIDED)
        place, rights = self.programme.unit_id, self.request.rights
        return self.programme.standing not in over and bool(
            reach.may_lead(self.kind, rights, place, self.day)
        )

    @cached_property
    def approves(self) -> bool:
        """Whether the post approves it."""
        place, rights = self.programme.unit_id, self.request.rights
        return bool(reach.may_approve(self.kind, rights, place, self.day))

    @cached_property
    def amber_days(self) -> int:
        """So many days before its day a task turns amber."""
        if not isinstance(self.kind.lights.days, str):
            return self.kind.lights.days
        return terms.bound(self.kind.lights.days, parameters.in_force(self.request.today))

    @property
    def task_level(self) -> Level:
        """What somebody does: the level of tasks that is always there, else the last one."""
        return self.level_of(Role.TASK) or self.kind.levels[-1]

    def level_of(self, role: Role) -> Level | None:
        """The first level of the role, rather one that is always there."""
        found = [one for one in self.kind.levels if one.role is role]
        return next((one for one in found if not one.optional), found[0] if found else None)

    @property
    def dashboard(self) -> str:
        """What its figures are called: a plan rectifies nothing."""
        return "整改看板" if self.kind.finds else "进度看板"

    def url(self, name: str = "commitment-board", *args: Any) -> str:
        """An address of it."""
        return reverse(name, args=[self.programme.pk, *args])

    @property
    def above(self) -> list[tuple[str, str]]:
        """What its pages stand under."""
        return [("任务与整改", reverse("commitment-overview")), (self.programme.title, self.url())]


def plan(request: Request, pk: int) -> Plan:
    """The programme, if the post sees anything of it; else 404."""
    seen = reach.programmes(request.rights, request.today, within=[pk])
    row = seen.select_related("unit").first()
    if row is None:
        raise Http404
    return Plan(programme=row, request=request)


def led(request: Request, pk: int) -> Plan:
    """The programme, if the post leads it; else 404."""
    found = plan(request, pk)
    if not found.leads:
        raise Http404
    return found


def one(request: Request, pk: int) -> tuple[Plan, Commitment]:
    """A commitment that the post sees, with its programme; else 404."""
    known = Commitment.objects.filter(pk=pk)
    row = known.select_related("programme__unit", "unit", "parent").first()
    if row is None:
        raise Http404
    of = Plan(programme=row.programme, request=request)
    if not of.rows().filter(pk=pk).exists():
        raise Http404
    return of, row


def story(row: Commitment | int) -> str:
    """Where a commitment is shown."""
    return addresses.of("commitment", row if isinstance(row, int) else row.pk)


def by(request: Request) -> dict[str, Any]:
    """Who does it, and when, as services ask for it."""
    return {"actor": request.actor, "at": clock.now(), "today": request.today}
