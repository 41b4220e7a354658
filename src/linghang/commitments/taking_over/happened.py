"""What happened to commitments that are taken over, as rows: reports, files, extensions, steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from linghang.commitments import keeping
from linghang.commitments.content import rules as content
from linghang.commitments.deeds import What
from linghang.commitments.due import rules as due
from linghang.commitments.models import (
    Commitment,
    Extension,
    Note,
    Observation,
    Paper,
    Produced,
    Programme,
    Review,
    Step,
)
from linghang.commitments.progress.rules import Kind
from linghang.commitments.spells import rules as spells
from linghang.commitments.spells.rules import Standing
from linghang.commitments.taking_over.rules import Brought
from linghang.commitments.writing.services import facet
from linghang.foundation.access import Actor
from linghang.foundation.evidence.models import Evidence
from linghang.foundation.parameters import queries as parameters
from linghang.procedures.terms import rules as terms

BATCH = 500


def settle(programme: Programme, made: Sequence[Commitment], rows: Sequence[Brought]) -> None:
    """What boards show of the reports: the day of the last; the progress since the last rebound."""
    for row, one in zip(made, rows, strict=True):
        row.since = row.begun_on or programme.began_on
        notes = sorted(one.notes, key=lambda note: note.day)
        row.reported_on = notes[-1].day if notes else None
        notes = [note for note in notes if all(note.day > day for day in one.rebounds)]
        row.percent = next((n.percent for n in reversed(notes) if n.percent is not None), None)


def digests_of(rows: Sequence[Brought]) -> dict[int, str]:
    """Stored file → its digest; one query."""
    files = {file.evidence for one in rows for file in one.files}
    return dict(Evidence.objects.filter(pk__in=files).values_list("pk", "sha256"))


def dossier_of(one: Brought, digests: Mapping[int, str]) -> str:
    """As closing.digest.of_dossier, for what was on the table."""
    return content.of_dossier(
        [digests[file.evidence] for file in one.files],
        len(one.notes),
        [f"{each.code}:{each.number}" for each in one.came],
    )


@dataclass
class Journal:
    """Writes the history of one programme. clock: see services.take_over; digests: of files."""

    programme: Programme
    approved: date
    approved_by: str
    actor: Actor
    at: datetime
    today: date
    clock: Callable[[date], datetime] | None
    digests: Mapping[int, str]

    def write(self, written: Sequence[Commitment], rows: Sequence[Brought]) -> None:
        """Everything that stands behind the commitments; then their steps, and what held."""
        pairs = list(zip(written, rows, strict=True))
        Note.objects.bulk_create(
            [note for row, one in pairs for note in self._notes(row, one)], batch_size=BATCH
        )
        Paper.objects.bulk_create(
            [paper for row, one in pairs for paper in self._papers(row, one)], batch_size=BATCH
        )
        Produced.objects.bulk_create([made for row, one in pairs for made in self._came(row, one)])
        Observation.objects.bulk_create([s for row, one in pairs for s in self._seen(row, one)])
        extensions = [(row, one, list(self._extensions(row, one))) for row, one in pairs]
        looks = [list(self._looks(row, one)) for row, one in pairs]
        Extension.objects.bulk_create([e for *_, each in extensions for e in each])
        Review.objects.bulk_create([review for each in looks for review in each])
        steps = [self._approved()]
        for (row, one, asked), looked in zip(extensions, looks, strict=True):
            ordered = sorted(self._steps(row, one, asked, looked), key=lambda step: step.day)
            steps += ordered
        kept_on_their_days = self.clock is not None
        keeping.keep_history(
            self.programme, steps, written, known=None if kept_on_their_days else self.today
        )

    def _approved(self) -> Step:
        """That the programme as a whole was approved, of which its notice tells the day."""
        return Step(
            programme=self.programme,
            what=What.APPROVED.value,
            day=self.approved,
            known_on=self._known(self.approved),
            at=self._at(self.approved),
            person=self.approved_by,
            unit=self.programme.unit_id,
            leader=self.programme.leader,
        )

    def _at(self, day: date) -> datetime:
        return self.clock(day) if self.clock else self.at

    def _known(self, day: date) -> date:
        return day if self.clock else self.today

    def _notes(self, row: Commitment, one: Brought) -> Iterator[Note]:
        for note in one.notes:
            yield Note(
                commitment=row,
                period=due.period_of(row.reports(), note.day),
                day=note.day,
                done=note.done,
                difficulties=note.difficulties,
                next=note.next,
                percent=note.percent,
                person=note.person,
                unit=row.unit_id or "",
                at=self._at(note.day),
            )

    def _papers(self, row: Commitment, one: Brought) -> Iterator[Paper]:
        for file in one.files:
            yield Paper(
                commitment=row,
                evidence_id=file.evidence,
                name=file.name,
                happened_on=file.happened_on,
                added_by=file.person,
                added_at=self._at(file.happened_on),
            )

    def _came(self, row: Commitment, one: Brought) -> Iterator[Produced]:
        for each in one.came:
            yield Produced(
                commitment=row,
                code=each.code,
                day=each.day,
                known_on=self._known(each.day),
                number=each.number,
                title=each.title,
                about_type=each.about[0],
                about_id=each.about[1],
                person=each.person,
                at=self._at(each.day),
            )

    def _seen(self, row: Commitment, one: Brought) -> Iterator[Observation]:
        for each in one.seen:
            yield Observation(
                commitment=row,
                day=each.day,
                known_on=self._known(each.day),
                value=each.value,
                text=each.text,
                person=each.person,
                at=self._at(each.day),
            )

    def _extensions(self, row: Commitment, one: Brought) -> Iterator[Extension]:
        day = row.first_due
        for each in one.extensions:
            assert day is not None, "checked: only what has a day is extended"
            yield Extension(
                commitment=row,
                from_due=day,
                to_due=each.to,
                reason=each.reason,
                asked_by=each.asked_by,
                asked_on=each.asked_on,
                asked_at=self._at(each.asked_on),
                decided_by=each.by,
                decided_on=each.on,
                is_granted=each.granted if each.on else None,
                answer=each.answer,
            )
            if each.on is not None and each.granted:
                day = each.to

    def _looks(self, row: Commitment, one: Brought) -> Iterator[Review]:
        for each in one.looks:
            result = Review.Result.REBOUND if each.rebound else Review.Result.HELD
            yield Review(
                commitment=row,
                planned_on=each.planned_on,
                done_on=each.on,
                result=result.value if each.on else "",
                text=each.text,
                person=each.by,
                at=self._at(each.on) if each.on else None,
            )
        months = self.programme.definition.review_after
        if one.is_accepted and months is not None and all(each.on for each in one.looks):
            number = terms.bound(months, parameters.in_force(self.today))
            looked = [each.on for each in one.looks if each.on is not None]
            last = max([*(each.on for each in one.closings), *looked])
            yield Review(commitment=row, planned_on=terms.add_months(last, number))

    def _steps(
        self, row: Commitment, one: Brought, asked: list[Extension], looks: list[Review]
    ) -> Iterator[Step]:
        begun = row.begun_on or self.approved
        planned = min(begun, max(self.programme.began_on, self.approved))
        person = self.programme.entered_by
        yield self._step(row, What.ADDED, planned, person, facet(row, Standing.PLANNED))
        is_open = {"standing": Standing.OPEN.value}
        yield self._step(row, What.BEGUN, begun, person, is_open, hash=row.content_hash)
        for extension in asked:
            yield from self._extended(row, extension)
        yield from self._closed(row, one)
        for review in looks:
            if review.done_on is None:
                continue
            is_back = review.result == Review.Result.REBOUND.value
            yield self._step(
                row,
                What.REOPENED if is_back else What.REVIEWED,
                review.done_on,
                review.person,
                {"standing": Standing.REOPENED.value} if is_back else {},
                text=review.text,
                about=("commitments.review", str(review.pk)),
            )

    def _extended(self, row: Commitment, one: Extension) -> Iterator[Step]:
        more: dict[str, Any] = {
            "from_due": one.from_due,
            "to_due": one.to_due,
            "about": ("commitments.extension", str(one.pk)),
        }
        asked = (What.EXTENSION_ASKED, one.asked_on, one.asked_by)
        yield self._step(row, *asked, {}, text=one.reason, **more)
        if one.decided_on is None:
            return
        what = What.EXTENDED if one.is_granted else What.EXTENSION_REFUSED
        changes = {"due": one.to_due} if one.is_granted else {}
        yield self._step(
            row, what, one.decided_on, one.decided_by, changes, text=one.answer, **more
        )

    def _closed(self, row: Commitment, one: Brought) -> Iterator[Step]:
        rebounds = one.rebounds
        is_continuous = row.type == Kind.CONTINUOUS
        accepted = Standing.STAGE_DONE if is_continuous else Standing.DONE
        dossier = dossier_of(one, self.digests)
        for each in sorted(one.closings, key=lambda closed: closed.on):
            again = any(day < each.on for day in rebounds)
            before = Standing.REOPENED if again else Standing.OPEN
            waits = {"standing": Standing.CLOSING.value}
            yield self._step(row, What.ASKED, each.asked_on, each.asked_by, waits)
            what = What.CLOSED if each.accepted else What.RETURNED
            now = accepted if each.accepted else before
            yield self._step(
                row,
                what,
                each.on,
                each.by,
                {"standing": now.value},
                text=each.reason,
                hash=content.of_closing(row.content_hash, dossier) if each.accepted else "",
            )

    def _step(
        self,
        row: Commitment,
        what: What,
        day: date,
        person: str,
        changes: dict[str, Any],
        *,
        text: str = "",
        from_due: date | None = None,
        to_due: date | None = None,
        hash: str = "",
        about: tuple[str, str] = ("", ""),
    ) -> Step:
        return Step(
            programme=self.programme,
            commitment=row,
            what=what.value,
            day=day,
            known_on=self._known(day),
            at=self._at(day),
            person=person,
            text=text,
            changes=spells.told(changes),
            unit=row.unit_id or "",
            leader=row.leader,
            from_due=from_due,
            to_due=to_due,
            hash=hash,
            about_type=about[0],
            about_id=about[1],
        )
