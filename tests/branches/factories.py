"""The branch of 31 with a Party office, and proceedings that are walked step by step."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from linghang.foundation.access import Actor
from linghang.foundation.evidence import services as evidence
from linghang.meetings.minutes import services as minutes
from linghang.meetings.recording import services as recording
from linghang.meetings.recording.entries import Line, Record
from linghang.org.models import Appointment, Person, Placement, Unit
from linghang.procedures import services
from linghang.procedures.models import Act
from linghang.procedures.progress.rules import Verb
from tests.meetings import branch as branches
from tests.small_hospital import FROM

BRANCH = branches.BRANCH


def made() -> dict[str, Appointment]:
    """The branch of 31, a second branch, a Party office; A1 belongs to no branch."""
    held = branches.made()
    top = Unit.objects.get(code="PC")
    for code, name, kind, tree, parent in (
        ("PTO", "党委办公室", "office", "administration", Unit.objects.get(code="H")),
        ("PB2", "外科党支部", "party_branch", "party", top),
    ):
        unit = Unit.objects.create(code=code, name=name, kind=kind, tree=tree, active_from=FROM)
        Placement.objects.create(unit=unit, parent=parent, active_from=FROM)
    director = Person.objects.create(code="P20", name="职工P20", active_from=FROM)
    Person.objects.create(code="A1", name="新来的", active_from=FROM)
    held["party_office"] = Appointment.objects.create(
        person=director,
        post="party_office_director",
        unit=Unit.objects.get(code="PTO"),
        active_from=FROM,
    )
    return held


class Walk:
    """A proceeding of the branch; each step is done by whoever may, on `day`."""

    def __init__(
        self,
        held: dict[str, Appointment],
        procedure: str,
        day: date,
        *,
        concerned: tuple[str, ...] = (),
        **filled: str,
    ) -> None:
        self.held, self.day, self.filled = held, day, filled
        self.row = services.start(
            procedure=procedure,
            unit=BRANCH,
            title="要办的事",
            concerned=concerned,
            today=day,
            **self.by("branch_secretary"),  # type: ignore[arg-type]
        )

    def by(self, key: str) -> dict[str, object]:
        one = self.held[key]
        at = datetime.combine(self.day, time(2), UTC)
        return {"actor": Actor(person=one.person.code, appointment=one.pk), "at": at}

    def go(self, *keys: str, **more: object) -> Act:
        """These steps, one after the other, on the same day."""
        return [self._act(key, **more) for key in keys][-1]

    def on(self, day: date) -> Walk:
        self.day = day
        return self

    def _act(self, key: str, **more: object) -> Act:
        step = self.row.definition.by_key[key]
        post = step.who[0].posts[0]
        given = self.by(post if post in ("branch_secretary", "party_secretary") else "party_office")
        papers = [(one.kind, self._paper(one.kind, given)) for one in step.needs.documents]
        asked = {
            "proceeding_id": self.row.pk,
            "step": key,
            "verb": Verb.APPROVE,
            "seen": self.row.acts.count(),
            "today": self.day,
            "fields": {one.code: self.filled[one.code] for one in step.needs.fields},
            "documents": papers,
            **given,
            **more,
        }
        return services.act(**asked)  # type: ignore[arg-type]

    def _paper(self, kind: str, given: dict[str, object]) -> int:
        return evidence.store(
            content=kind.encode(),
            name=f"{kind}.pdf",
            media_type="application/pdf",
            happened_on=self.day,
            **given,  # type: ignore[arg-type]
        ).pk

    def meet(self, kind: str, line: Line) -> None:
        """Hold and close the meeting that decides about it today."""
        given = self.by("branch_secretary")
        record = Record(
            chair="P5", recorder="P5", place="会议室", starts_at=time(17), lines=(line,)
        )
        found = recording.hold(
            unit=BRANCH,
            kinds=[kind],
            day=self.day,
            record=record,
            today=self.day,
            **given,  # type: ignore[arg-type]
        )
        minutes.close(meeting_id=found.meeting.pk, **given)  # type: ignore[arg-type]
