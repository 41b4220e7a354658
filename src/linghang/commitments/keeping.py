"""The one place where steps are written, and with them what commitments say and what held on each
day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from linghang.commitments import belonging, trail_actions
from linghang.commitments.belonging import Turns
from linghang.commitments.deeds import What
from linghang.commitments.definitions import Role
from linghang.commitments.models import Answer, Commitment, Programme, Span, Step
from linghang.commitments.spells import rules as spells
from linghang.commitments.spells.rules import Facet, Spell, Standing
from linghang.commitments.versions import services as versions
from linghang.foundation.access import Actor
from linghang.foundation.trail import services as trail

FOLLOWING = frozenset({Role.FINDING.value, Role.GOAL.value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One deed on one commitment, to be kept. day: None for the day of its entry."""

    commitment: Commitment
    what: What
    day: date | None = None
    text: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    from_due: date | None = None
    to_due: date | None = None
    hash: str = ""
    about: tuple[str, str] = ("", "")
    facts: Mapping[str, object] = field(default_factory=dict)


def keep(happening: Happening, *, actor: Actor, at: datetime, today: date) -> Step:
    """Keep one deed: the step, the trail, and what follows of it for every day."""
    (step,) = keep_each([happening], actor=actor, at=at, today=today)
    happening.commitment.refresh_from_db(fields=["standing", "since", "due"])
    return step


def keep_each(
    happenings: Sequence[Happening], *, actor: Actor, at: datetime, today: date
) -> list[Step]:
    """Keep the deeds of one programme, each with an entry in the trail."""
    steps = keep_all(happenings, actor=actor, at=at, today=today)
    for one in happenings:
        row = one.commitment
        trail.leave(
            at=at,
            actor=actor,
            action=trail_actions.COMMITMENT + one.what,
            subject=row,
            facts={"programme": row.programme.number, "number": row.number, **one.facts},
        )
    return steps


def keep_all(
    happenings: Sequence[Happening], *, actor: Actor, at: datetime, today: date
) -> list[Step]:
    """Keep the deeds of one programme together; the caller leaves one entry in the trail."""
    steps = [_step(one, actor, at, today) for one in happenings]
    Step.objects.bulk_create(steps, batch_size=500)
    if happenings:
        programme = happenings[0].commitment.programme
        follow(programme, {one.commitment.pk for one in happenings}, known=today)
        versions.keep(zip((one.commitment for one in happenings), steps, strict=True))
    return steps


def _step(one: Happening, actor: Actor, at: datetime, today: date) -> Step:
    row = one.commitment
    return Step(
        programme=row.programme,
        commitment=row,
        what=one.what.value,
        day=one.day or today,
        known_on=today,
        at=at,
        person=actor.person,
        on_behalf_of=actor.on_behalf_of or "",
        text=one.text,
        changes=spells.told(one.changes),
        unit=row.unit_id or "",
        leader=row.leader,
        from_due=one.from_due,
        to_due=one.to_due,
        hash=one.hash,
        about_type=one.about[0],
        about_id=one.about[1],
    )


def keep_of_programme(
    programme: Programme,
    what: What,
    *,
    actor: Actor,
    at: datetime,
    today: date,
    day: date | None = None,
    text: str = "",
    hash: str = "",
    changes: Mapping[str, Any] | None = None,
    about: tuple[str, str] = ("", ""),
    facts: Mapping[str, object] | None = None,
) -> Step:
    """Keep a deed on the programme as a whole. day: on which it takes effect, None for today."""
    step = Step.objects.create(
        programme=programme,
        what=what.value,
        day=day or today,
        known_on=today,
        at=at,
        person=actor.person,
        on_behalf_of=actor.on_behalf_of or "",
        text=text,
        hash=hash,
        changes=dict(changes or {}),
        unit=programme.unit_id,
        leader=programme.leader,
        about_type=about[0],
        about_id=about[1],
    )
    leave(
        trail_actions.PROGRAMME + what,
        programme,
        actor=actor,
        at=at,
        programme=programme,
        facts=facts,
    )
    return step


def leave(
    action: str,
    subject: Model,
    *,
    actor: Actor,
    at: datetime,
    programme: Programme,
    facts: Mapping[str, object] | None = None,
) -> None:
    """An entry of the trail that names the programme."""
    trail.leave(
        at=at,
        actor=actor,
        action=action,
        subject=subject,
        facts={"programme": programme.number, **(facts or {})},
    )


def keep_history(
    programme: Programme,
    steps: Sequence[Step],
    rows: Sequence[Commitment],
    *,
    known: date | None,
) -> None:
    """Keep the deeds of commitments that have none yet, what these say by the first of them, and
    what held on each day; no trail.

    known: on which all of it became known; None: each deed on its own day, as its step says.
    """
    Step.objects.bulk_create(steps, batch_size=500)
    follow(programme, {row.pk for row in rows}, known=known)
    by_pk = {row.pk: row for row in rows}
    pairs = ((by_pk[one.commitment_id], one) for one in steps if one.commitment_id in by_pk)
    versions.keep(pairs)


def follow(programme: Programme, touched: Collection[int], *, known: date | None) -> None:
    """Write what held on each day of these commitments, and of those that follow from them.

    known: None where nothing is written yet and all was known on its day. Takes the same number of
    queries for one and for many, but for rows that end.
    """
    changed = belonging.turns(programme)
    wanted = {*touched, *_following(programme, touched, changed)}
    rows = {row.pk: row for row in Commitment.objects.filter(pk__in=wanted)}
    own = own_spells(rows)
    plain = {pk: own.get(pk, []) for pk, row in rows.items() if row.role not in FOLLOWING}
    _write(programme, rows, plain, known)
    above = {pk: row for pk, row in rows.items() if row.role in FOLLOWING}
    if above:
        _write(programme, rows, derived_spells(programme, above, own, changed), known)


def _following(programme: Programme, touched: Collection[int], changed: Turns) -> set[int]:
    """Problems that these measures answer, and goals above these tasks; now or formerly."""
    problems = Answer.objects.filter(measure__in=touched).values_list("problem", flat=True)
    paths = Commitment.objects.filter(pk__in=touched).values_list("path", flat=True)
    above = {path[:end] for path in paths for end in range(5, len(path), 5)}
    goals = Commitment.objects.filter(
        programme=programme, path__in=above, role__in=FOLLOWING
    ).values_list("pk", flat=True)
    formerly = changed.formerly(belonging.ANSWERS, touched)
    return {*problems, *goals, *formerly, *changed.formerly(belonging.GOALS, touched)}


def own_spells(pks: Iterable[int]) -> dict[int, list[Spell]]:
    """Commitment → what its own steps say; one query."""
    deeds: defaultdict[int, list[spells.Deed]] = defaultdict(list)
    rows = Step.objects.filter(commitment__in=list(pks)).order_by("pk")
    for pk, day, order, changes in rows.values_list("commitment", "day", "pk", "changes"):
        if changes:
            deeds[pk].append(spells.Deed(day=day, order=order, changes=changes))
    return {pk: spells.spells(found) for pk, found in deeds.items()}


def derived_spells(
    programme: Programme,
    above: Mapping[int, Commitment],
    own: Mapping[int, list[Spell]],
    changed: Turns,
) -> dict[int, list[Spell]]:
    """Problem or goal → what follows from the measures that answer it, or the tasks below it, each
    on the days on which it counted for it."""
    below = belonging.below(programme, above.values(), changed)
    held = held_spells({pk for each in below.values() for pk in each})
    return {
        pk: spells.derived(
            own.get(pk, []),
            [spells.within(held.get(one, []), days) for one, days in below[pk].items()],
        )
        for pk in above
    }


def held_spells(pks: Iterable[int]) -> dict[int, list[Spell]]:
    """Commitment → what is kept of what held, as it is known now; one query."""
    found: defaultdict[int, list[Spell]] = defaultdict(list)
    for row in Span.objects.known().filter(commitment__in=list(pks)).order_by("from_on"):
        found[row.commitment_id].append(_spell(row))
    return dict(found)


def _spell(row: Span) -> Spell:
    return Spell(
        start=row.from_on,
        until=row.until_on,
        facet=Facet(
            standing=Standing(row.standing),
            due=row.due,
            unit=row.unit,
            leader=row.leader,
            type=row.type,
            top=row.top_id,
            above=row.above_id,
            weight=row.weight,
            is_measured=row.is_measured,
        ),
    )


def _write(
    programme: Programme,
    rows: Mapping[int, Commitment],
    wanted: Mapping[int, list[Spell]],
    known: date | None,
) -> None:
    kept: defaultdict[int, list[Span]] = defaultdict(list)
    for span in Span.objects.known().filter(commitment__in=list(wanted)).order_by("from_on"):
        kept[span.commitment_id].append(span)
    ended: list[Span] = []
    fresh: list[Span] = []
    for pk, found in wanted.items():
        changed, added = _difference(programme, rows[pk], kept[pk], found, known)
        ended += changed
        fresh += added
    for span in ended:
        span.save(update_fields=["until_on", "known_until"])
    Span.objects.bulk_create(fresh)
    changed_rows = []
    for pk, found in wanted.items():
        if found and _holds_now(rows[pk], found[-1]):
            changed_rows.append(rows[pk])
    Commitment.objects.bulk_update(
        changed_rows, ["standing", "since", "due", "type"], batch_size=500
    )


def _holds_now(row: Commitment, last: Spell) -> bool:
    """Set the columns of a commitment to what holds; whether any of them changed."""
    facet = last.facet
    now = (facet.standing.value, facet.due, facet.type)
    is_new = now != (row.standing, row.due, row.type)
    if row.standing != facet.standing.value or row.since > last.start:
        row.since, is_new = last.start, True
    row.standing, row.due, row.type = now
    return is_new


def _difference(
    programme: Programme,
    row: Commitment,
    kept: list[Span],
    wanted: list[Spell],
    known: date | None,
) -> tuple[list[Span], list[Span]]:
    """Rows that end, in time or in being known; and rows to be added."""
    by_spell = {_spell(span): span for span in kept}
    missing = [one for one in wanted if one not in by_spell]
    changed = []
    for spell, span in by_spell.items():
        if spell in wanted:
            continue
        assert known is not None, "what is changed became known on a day"
        same = next(
            (one for one in missing if (one.start, one.facet) == (spell.start, spell.facet)), None
        )
        # An end that lies not before the day on which it is known makes nothing untrue.
        if same is not None and spell.until is None and same.until and same.until >= known:
            span.until_on = same.until
            missing.remove(same)
        else:
            span.known_until = known
        changed.append(span)
    return changed, [_span(programme, row, one, known or one.start) for one in missing]


def _span(programme: Programme, row: Commitment, one: Spell, known: date) -> Span:
    return Span(
        programme=programme,
        commitment=row,
        role=row.role,
        standing=one.facet.standing.value,
        type=one.facet.type,
        due=one.facet.due,
        unit=one.facet.unit,
        leader=one.facet.leader,
        top_id=one.facet.top,
        above_id=one.facet.above,
        weight=one.facet.weight,
        is_measured=one.facet.is_measured,
        from_on=one.start,
        until_on=one.until,
        known_from=known,
    )


def differing(programme: Programme, rows: Mapping[int, Commitment]) -> list[int]:
    """Commitments of the programme whose spans or columns are not what the steps say."""
    own = own_spells(rows)
    above = {pk: row for pk, row in rows.items() if row.role in FOLLOWING}
    changed = belonging.turns(programme)
    derived = derived_spells(programme, above, own, changed)
    wanted = {**{pk: own.get(pk, []) for pk in rows}, **derived}
    held = held_spells(rows)
    return [
        pk
        for pk, row in rows.items()
        if wanted[pk] != held.get(pk, [])
        or not wanted[pk]
        or (row.standing, row.due, row.type) != _columns(wanted[pk][-1].facet)
    ]


def _columns(facet: Facet) -> tuple[str, date | None, str]:
    return facet.standing.value, facet.due, facet.type
