"""Writes what was planned into the tables of ledgers and procedures, as the deeds would have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from linghang.demo.ledgers import inserting
from linghang.demo.ledgers.planning import Fate, Plan
from linghang.demo.ledgers.recipes import Made, Recipe
from linghang.demo.ledgers.scene import Holder, House
from linghang.demo.ledgers.shapes import Deed, Shape, Shapes
from linghang.demo.proceeding import instant
from linghang.foundation.catalog import services as versions
from linghang.foundation.fields.definitions import Kind
from linghang.ledgers import catalog
from linghang.ledgers.definitions import Ledger, Secrecy
from linghang.ledgers.entering import rows
from linghang.ledgers.facts import rules
from linghang.ledgers.facts.rules import Common, Named
from linghang.ledgers.filing.rules import FILING, Purpose, Standing, code_of
from linghang.ledgers.models import Entry, Filing, Mention, SealedFacts, Serial
from linghang.org.models import Unit
from linghang.procedures import catalog as procedures
from linghang.procedures import remembering
from linghang.procedures.definitions import Outcome
from linghang.procedures.models import Act, Proceeding, Turn
from linghang.procedures.progress.rules import Act as Heard
from linghang.procedures.progress.rules import Verb, Way, state_of

BATCH = 2_000
STANDINGS = {
    Fate.DRAFT: Standing.DRAFT,
    Fate.WAITING: Standing.SUBMITTED,
    Fate.RETURNED: Standing.RETURNED,
    Fate.VERIFIED: Standing.VERIFIED,
    Fate.MENDED: Standing.VERIFIED,
    Fate.DROPPED: Standing.VOIDED,
}


class Told(NamedTuple):
    """An entry before it is written, with what it says in plain words also where it is sealed."""

    entry: Entry
    title: str
    facts: Mapping[str, Any]


@dataclass(kw_only=True)
class Filed:
    """A filing before it is written. by: who entered; plan: what it holds, of a change nothing."""

    filing: Filing
    plan: Plan
    by: Holder
    shape: Shape
    entries: list[Entry] = field(default_factory=list)


class Desk:
    """Writes one ledger. `at`: when its definition was first kept."""

    def __init__(self, recipe: Recipe, house: House, units: Mapping[str, Unit], at: datetime):
        loaded = catalog.catalog().items[recipe.ledger]
        self.ledger, self.hash, self.house, self.units = loaded.item, loaded.hash, house, units
        self.is_sealed = self.ledger.secrecy is Secrecy.SEALED
        of_filings = procedures.catalog().items[code_of(self.ledger)]
        self.procedure, self.procedure_hash = of_filings.item, of_filings.hash
        self.shapes = Shapes(self.procedure, recipe.steps, house.day.values(house.today))
        self.serials: defaultdict[int, int] = defaultdict(int)
        for kind, one in ((catalog.KIND, loaded), (procedures.KIND, of_filings)):
            versions.keep(kind=kind, code=one.item.code, hash=one.hash, body=one.body, at=at)

    def compose(self, plans: Sequence[Plan]) -> tuple[list[Filed], list[Told]]:
        """Filings and entries as they will be written, with numbers and without keys."""
        filed: list[Filed] = []
        told: list[Told] = []
        for plan in plans:
            by = self._enterer(plan.unit)
            made = [self._entry(one, plan, by) for one in plan.entries]
            told += made
            if plan.fate is not Fate.DRAFT:
                filed.append(self._filed(plan, by, [one.entry for one in made]))
        return filed, told

    def save(self, filed: Sequence[Filed], told: Sequence[Told]) -> None:
        """Write filings with their proceedings, then entries with whom they name."""
        self.file(filed)
        for one in filed:
            for entry in one.entries:
                entry.filing = one.filing
        inserting.insert([one.entry for one in told], keys=True)
        self._name(told)
        Serial.objects.bulk_create(
            Serial(ledger=self.ledger.code, year=year, last=last)
            for year, last in sorted(self.serials.items())
        )

    def _name(self, told: Sequence[Told]) -> None:
        if self.is_sealed:
            SealedFacts.objects.bulk_create(
                SealedFacts(
                    entry=one.entry, title=one.title, facts=rows.dumped(self.ledger, one.facts)
                )
                for one in told
            )
            return
        code = self.ledger.code
        named = [
            (one.entry.pk, code, *mention)
            for one in told
            for mention in dict.fromkeys(rules.mentioned(self.ledger, one.facts))
        ]
        inserting.write(Mention, ("entry_id", "ledger", "field", "code", "name"), named)

    def _filed(self, plan: Plan, by: Holder, entries: list[Entry]) -> Filed:
        self._number(entries)
        first, count = entries[0].number, len(entries)
        which = first if count == 1 else f"{first}等{count}条"
        unit, shape = self.units[plan.unit], self.shapes.of(plan.fate)
        filing = Filing(
            ledger=self.ledger.code,
            unit=unit,
            purpose=Purpose.ENTRIES.value,
            title=f"{unit.name}{self.ledger.name} {which}"[:200],
            verified_on=plan.decided_on if shape.outcome is Outcome.COMPLETED else None,
        )
        return Filed(filing=filing, plan=plan, by=by, shape=shape, entries=entries)

    def _enterer(self, unit: str) -> Holder:
        return self.house.holder(self.ledger.enter, unit)

    def _entry(self, made: Made, plan: Plan, by: Holder) -> Told:
        standing = STANDINGS[plan.fate]
        is_in_force = standing is Standing.VERIFIED
        if is_in_force and made.day.year < self.house.today.year:
            standing = Standing.LOCKED
        entry = Entry(
            ledger=self.ledger.code,
            definition_hash=self.hash,
            level=self.ledger.level.value,
            standing=standing.value,
            entered_by=by.person,
            entered_at=instant(max(made.day, plan.handed_on)),
            effective_on=plan.decided_on if is_in_force else None,
            voided_on=plan.decided_on if standing is Standing.VOIDED else None,
        )
        told = facts(self.ledger, made.facts)
        common = Common(title=made.title, day=made.day, unit=made.unit, until=made.until)
        rows.place(entry, self.ledger, common, told)
        return Told(entry, made.title, told)

    def _number(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            self.serials[entry.day.year] += 1
            serial = self.serials[entry.day.year]
            entry.number = f"{self.ledger.prefix}-{entry.day.year}-{serial:05d}"

    def file(self, filed: Sequence[Filed]) -> None:
        """Write filings with their proceedings, acts and turns."""
        inserting.insert([one.filing for one in filed], keys=True)
        proceedings = [self._proceeding(one) for one in filed]
        inserting.insert(proceedings, keys=True)
        for one, proceeding in zip(filed, proceedings, strict=True):
            one.filing.proceeding = proceeding.pk
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE ledgers_filing SET proceeding = %s WHERE id = %s",
                [(one.filing.proceeding, one.filing.pk) for one in filed],
            )
        acts: list[Act] = []
        running: list[tuple[Proceeding, list[Act]]] = []
        for one, proceeding in zip(filed, proceedings, strict=True):
            made = list(self._acts(one, proceeding))
            acts += made
            if proceeding.outcome == Outcome.RUNNING.value or self.ledger.procedure:
                running.append((proceeding, made))
        inserting.insert(acts)
        self._remember(running)

    def _proceeding(self, one: Filed) -> Proceeding:
        ended = None if one.shape.outcome is Outcome.RUNNING else one.plan.decided_on
        return Proceeding(
            procedure=self.procedure.code,
            definition_hash=self.procedure_hash,
            subject_type=FILING,
            subject_id=str(one.filing.pk),
            title=one.filing.title,
            level=self.ledger.level.value,
            unit=self.units[one.plan.unit],
            started_by=one.by.person,
            started_at=instant(one.plan.handed_on),
            outcome=one.shape.outcome.value,
            ended_on=ended,
        )

    def _acts(self, one: Filed, proceeding: Proceeding) -> Iterator[Act]:
        spoke: dict[str, Holder] = {self.procedure.firsts[0].key: one.by, "": one.by}
        for number, deed in enumerate(one.shape.deeds, start=1):
            by = self._doer(deed, one.plan.unit, spoke)
            day = one.plan.handed_on if number <= 2 else one.plan.decided_on
            yield Act(
                proceeding=proceeding,
                number=number,
                verb=deed.verb.value,
                step=deed.step,
                seat=deed.seat,
                person=by.person,
                appointment=by.appointment,
                held=by.title,
                departments=by.departments,
                day=day,
                recorded_on=day,
                recorded_at=instant(day),
                to=deed.to,
                reason=deed.reason,
                fields=dict(deed.fields),
                definition_hash=self.procedure_hash,
                dossier=deed.dossier,
            )

    def _doer(self, deed: Deed, unit: str, spoke: dict[str, Holder]) -> Holder:
        """Who does it: somebody else than who did the other steps."""
        if deed.verb is Verb.VOID:
            return self.house.holder(self.procedure.overseers, unit)
        key = deed.step if not deed.seat else f"{deed.step}#{deed.seat}"
        if key not in spoke:
            step = self.procedure.by_key[deed.step]
            who = step.who if len(step.who) == 1 or not deed.seat else (step.who[deed.seat],)
            taken = {one.person for one in spoke.values()}
            spoke[key] = self.house.holder(who, unit, taken)
        return spoke[key]

    def _remember(self, running: Sequence[tuple[Proceeding, list[Act]]]) -> None:
        """Whose turn it is, and what fields said where a procedure asks for them."""
        turns: list[Turn] = []
        for proceeding, made in running:
            told = [_heard(one) for one in made]
            way = Way(state_of(self.procedure, told), self.shapes.values)
            if self.ledger.procedure:
                remembering.remember(proceeding, way, self.house.day)
            else:
                turns += remembering.turns(proceeding, way, self.house.day)
        Turn.objects.bulk_create(turns, batch_size=BATCH)


def _heard(act: Act) -> Heard:
    """As the rules know it; no filing of the demo has documents of its own."""
    return Heard(
        number=act.number,
        verb=Verb(act.verb),
        step=act.step,
        seat=act.seat,
        person=act.person,
        departments=frozenset(act.departments),
        day=act.day,
        recorded_on=act.recorded_on,
        to=act.to,
        fields=act.fields,
    )


def facts(ledger: Ledger, made: Mapping[str, Any]) -> dict[str, Any]:
    """What a recipe says, as checked facts: persons and units named."""
    by_code = ledger.by_code
    return {
        code: _named(by_code[code].kind, value) for code, value in made.items() if value is not None
    }


def _named(kind: Kind, value: Any) -> Any:
    if kind not in (Kind.PERSON, Kind.UNIT):
        return value
    if isinstance(value, tuple):
        return tuple(_one(each) for each in value)
    return _one(value)


def _one(word: str) -> Named:
    return Named("", word[1:]) if word.startswith("=") else Named(word)
