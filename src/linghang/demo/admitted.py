"""Writes ways into the Party in bulk, as procedures keep them: acts, papers, what they rest on."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from linghang.demo import half_year_checks, papers
from linghang.demo.applicants import form_of
from linghang.demo.decided import Decision, Records
from linghang.demo.landmarks import COMMITTEE
from linghang.demo.proceeding import Hall, instant
from linghang.foundation.catalog import services as versions
from linghang.foundation.evidence.models import Evidence
from linghang.foundation.fields.definitions import Field, Kind
from linghang.foundation.fields.identities import birthday
from linghang.meetings.models import NoVote
from linghang.org.memberships.rules import Line
from linghang.org.models import Membership, PartyRecord, Person, Unit
from linghang.procedures import catalog, recording, remembering
from linghang.procedures.agenda.rules import PROVIDER, asking
from linghang.procedures.definitions import Outcome, Scope, Step
from linghang.procedures.models import Act, ActDocument, Proceeding
from linghang.procedures.needs.rules import applies
from linghang.procedures.progress import rules as progress
from linghang.procedures.progress.rules import Document, Verb, state_of
from linghang.procedures.reading import dossier_digest
from linghang.procedures.rules import Met

PROCEDURE, SEED = "party_admission", 20250523
ON_PAPER = "（据纸质材料补录）"
KINDS = ("party_branch", "party_group")
# One of them would do.
TRAINED = {"training_days": "3", "training_hours": "24"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How far one person came. days: of the steps that were done, in order."""

    unit: Unit
    person: Person
    days: Mapping[str, date]


def write(ways: Sequence[Way], *, hall: Hall, at: datetime) -> list[Proceeding]:
    """All of them; the proceedings in the same order."""
    return _Writer(hall, at).write(ways)


class _Writer:
    """What all of them share."""

    def __init__(self, hall: Hall, at: datetime) -> None:
        self.hall, self.at, self.chance = hall, at, random.Random(SEED)
        loaded = catalog.catalog().items[PROCEDURE]
        self.definition, self.hash = loaded.item, loaded.hash
        versions.keep(kind=catalog.KIND, code=PROCEDURE, hash=loaded.hash, body=loaded.body, at=at)
        self.papers = papers.stored(self.definition, hall.on, at)
        self.year = date(hall.on.year, 1, 1)
        self.attached: list[ActDocument] = []

    def write(self, ways: Sequence[Way]) -> list[Proceeding]:
        rows = Proceeding.objects.bulk_create([self._opened(one) for one in ways])
        decisions = [one for n, way in enumerate(ways) for one in self._decisions(n, way)]
        rests = Records(self.hall, self.at).write(decisions, rows)
        acts = [
            act
            for number, (way, row) in enumerate(zip(ways, rows, strict=True))
            for act in self._acts(
                way, row, {step: one for (n, step), one in rests.items() if n == number}
            )
        ]
        Act.objects.bulk_create(acts, batch_size=200)
        ActDocument.objects.bulk_create(self.attached, batch_size=500)
        Proceeding.objects.bulk_update(rows, ["outcome", "ended_on"], batch_size=200)
        for row in Proceeding.objects.whole().filter(pk__in=[one.pk for one in rows]):
            way = progress.Way(state_of(self.definition, row.told()))
            remembering.remember(row, way, self.hall.day)
        applied = {way.person.code: way.days["application"] for way in ways}
        records = list(
            PartyRecord.objects.filter(person__code__in=applied).select_related("person")
        )
        for record in records:
            record.applied_on = applied[record.person.code]
        PartyRecord.objects.bulk_update(records, ["applied_on"])
        return rows

    def _opened(self, way: Way) -> Proceeding:
        first = self.definition.steps[0]
        return Proceeding(
            procedure=PROCEDURE,
            definition_hash=self.hash,
            subject_type="matter",
            title=f"发展{way.person.name}入党",
            unit=way.unit,
            concerned=[way.person.code],
            started_by=self.hall.of(first, 0, way.unit.code).person,
            started_at=instant(way.days[first.key]),
        )

    def _decisions(self, number: int, way: Way) -> Iterator[Decision]:
        """What meetings of this year decided about it."""
        for key, day in way.days.items():
            for item, above in self._asked(self.definition.by_key[key]):
                if day >= self.year:
                    yield Decision(
                        number=number,
                        step=key,
                        item=item,
                        unit=COMMITTEE if above else way.unit.code,
                        day=day,
                        person=way.person.code,
                    )

    def _asked(self, step: Step) -> Iterator[tuple[str, bool]]:
        """The item that the step wants decided, and whether by the superior."""
        chosen = {one.code: one.options[0].code for one in step.needs.fields if one.options}
        for one in step.needs.requirements:
            if one.provider == PROVIDER and applies(one.when, chosen, {}):
                wanted = asking(one.params)
                yield wanted.items[0], wanted.at is Scope.ABOVE

    def _acts(self, way: Way, row: Proceeding, rests: Mapping[str, Met]) -> list[Act]:
        done: list[Act] = []
        told: list[progress.Act] = []
        helpers = self._helpers(way)
        for verb, step, day in self._deeds(way):
            act = self._act(row, len(told) + 1, verb, step, day)
            brought: list[tuple[str, Evidence]] = []
            if verb is not Verb.START:
                given = {
                    one.code: self._value(one, day, way, helpers)
                    for one in step.needs.fields
                    if one.required or one.code in TRAINED
                }
                act.fields = recording.plain(step, given)
                brought = list(self._brought(step, day))
            rested = [rests[step.key]] if verb is Verb.APPROVE and step.key in rests else []
            documents = [
                Document(kind=kind, sha256=kept.sha256, name=kept.name, evidence=kept.pk)
                for kind, kept in brought
            ]
            state = state_of(self.definition, told)
            act.dossier = dossier_digest(state, act.fields, documents, rested)
            act.rests_on = [{"says": one.says, "about": list(one.about)} for one in rested]
            self.attached += [
                ActDocument(act=act, kind=kind, name=kept.name, evidence=kept, sha256=kept.sha256)
                for kind, kept in brought
            ]
            done.append(act)
            told.append(_told(act, documents))
        state = state_of(self.definition, told)
        row.outcome = state.outcome.value
        row.ended_on = None if state.outcome is Outcome.RUNNING else done[-1].day
        return done

    def _deeds(self, way: Way) -> Iterator[tuple[Verb, Step, date]]:
        """What was done, in order, each step after its half-yearly checks; with what it began."""
        for key, day in way.days.items():
            step = self.definition.by_key[key]
            if key == self.definition.steps[0].key:
                yield Verb.START, step, day
            for check in half_year_checks.between(self.definition, key, way.days):
                if step.entry:
                    yield Verb.ENTER, step.entry, check
            yield Verb.APPROVE, step, day

    def _brought(self, step: Step, day: date) -> Iterator[tuple[str, Evidence]]:
        """The papers of a step; the minutes of meetings before this year are among them."""
        for one in step.needs.documents:
            yield from [(one.kind, self.papers[one.kind])] * one.least
        if day < self.year and any(self._asked(step)):
            yield papers.MINUTES, self.papers[papers.MINUTES]

    def _act(self, row: Proceeding, number: int, verb: Verb, step: Step, day: date) -> Act:
        by = self.hall.of(step, 0, row.unit.code)
        return Act(
            proceeding=row,
            number=number,
            verb=verb.value,
            step="" if verb is Verb.START else step.key,
            person=by.person,
            appointment=by.appointment,
            held=by.title if day >= self.year else f"{by.title}{ON_PAPER}",
            departments=[self.hall.day.department(by.unit)],
            day=day,
            recorded_on=day,
            recorded_at=instant(day),
            definition_hash=self.hash,
        )

    @cached_property
    def formal(self) -> dict[str, list[str]]:
        """Branch → its formal members, with those of its groups."""
        without = NoVote.objects.values("person__code")
        rows = Membership.objects.on(self.hall.on).filter(line=Line.PARTY, unit__kind__in=KINDS)
        found: defaultdict[str, list[str]] = defaultdict(list)
        for unit, person in (
            rows.exclude(person__code__in=without)
            .order_by("person__code")
            .values_list("unit__code", "person__code")
        ):
            for code in self.hall.day.place(unit).above:
                found[code].append(person)
        return dict(found)

    def _helpers(self, way: Way) -> Iterator[str]:
        """Formal members of the branch, one after the other."""
        known = [one for one in self.formal[way.unit.code] if one != way.person.code]
        return iter(self.chance.sample(known, len(known)))

    def _value(self, field: Field, day: date, way: Way, helpers: Iterator[str]) -> str:
        if field.code == "born_on":
            card = way.person.id_card
            known = birthday(card.open()) if card else None
            return (known or date(day.year - 31, 5, 16)).isoformat()
        if told := (TRAINED | form_of(way.person.code)).get(field.code):
            return told
        if field.kind is Kind.LONG_TEXT:
            return half_year_checks.OPINION
        if field.kind is Kind.DATE:
            return day.isoformat()
        if field.kind is Kind.PERSON:
            return next(helpers)
        if field.options:
            return field.options[0].code
        if field.code == "form_number":
            return f"{day.year}{way.unit.code}{self.chance.randint(1, 40):03}"
        return Person.objects.get(code=next(helpers)).name


def _told(act: Act, documents: Sequence[Document]) -> progress.Act:
    return progress.Act(
        number=act.number,
        verb=Verb(act.verb),
        step=act.step,
        person=act.person,
        departments=frozenset(act.departments),
        day=act.day,
        recorded_on=act.recorded_on,
        fields=act.fields,
        documents=tuple(documents),
    )
