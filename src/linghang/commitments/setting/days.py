"""The days of a programme: those that are set, and those that follow from them; deed: set one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from linghang.commitments import keeping
from linghang.commitments.deeds import What
from linghang.commitments.definitions import BEGAN, FEEDBACK, ProgrammeKind
from linghang.commitments.faults import Complaint, refuse
from linghang.commitments.keeping import Happening
from linghang.commitments.models import Commitment, Programme
from linghang.commitments.writing import services as writing
from linghang.commitments.writing import tree, whole
from linghang.foundation.access import Actor
from linghang.foundation.parameters import queries as parameters
from linghang.procedures.days import Day
from linghang.procedures.terms import rules as terms


def following(kind: ProgrammeKind, known: Mapping[str, date]) -> dict[str, date]:
    """All days: those known, and those that follow from them. known: with the first day."""
    found = dict(known)
    values = parameters.in_force(known[BEGAN])
    calendar = Day(known[BEGAN]).calendar
    for one in kind.days:
        if one.code not in found and one.after in found and one.n is not None:
            number = terms.bound(one.n, values)
            found[one.code] = terms.after(found[one.after], number, one.unit, calendar)
    return found


def stored(days: Mapping[str, date]) -> dict[str, str]:
    """As a programme keeps them, beside its first day and that of the feedback."""
    return {code: day.isoformat() for code, day in days.items() if code not in (BEGAN, FEEDBACK)}


@transaction.atomic
def set_day(
    *,
    programme_id: int,
    code: str,
    day: date,
    reason: str = "",
    actor: Actor,
    at: datetime,
    today: date,
) -> Programme:
    """Set a day of the programme: feedback, opening, …; what is due follows.

    The days that follow from it move with it, unless they were set themselves. Once the programme
    is approved a day that was known changes with a reason, and the programme is approved again;
    the day from which evidence counts does not change any more.
    Raises CannotCommit, Programme.DoesNotExist.
    """
    programme = writing.locked(programme_id)
    kind = programme.definition
    names = {FEEDBACK: "反馈日期", **{one.code: one.name for one in kind.days}}
    old = programme.known_days
    found = writing.not_leading(programme, actor, today, "登记日期")
    if code not in names:
        refuse("不能登记", [*found, Complaint("code", f"“{kind.name}”没有 {code} 这个日期")])
    new = _with(kind, old, code, day)
    moved = {one for one in old if new[one] != old[one]}
    if resting := sorted(moved & _anchors(programme)):
        told = "、".join(names[one] for one in resting)
        found.append(Complaint("code", f"已有时限按{told}计算，要改通过延期"))
    if day < programme.began_on:
        found.append(Complaint("day", "早于开始日期"))
    if moved and programme.approved_on is not None:
        found += _fixed(kind, moved, names, reason)
    refuse("不能登记", found)
    programme.feedback_on = new.get(FEEDBACK)
    programme.days = stored(new)
    programme.save(update_fields=["feedback_on", "days"])
    _keep(programme, code, old, new, names, reason, actor=actor, at=at, today=today)
    for row in Commitment.objects.filter(programme=programme, first_due=None).exclude(due_rule={}):
        row.programme = programme
        _resolve(row, actor, at, today)
    whole.renew(programme.pk, holds=not moved)
    return programme


def _with(kind: ProgrammeKind, old: Mapping[str, date], code: str, day: date) -> dict[str, date]:
    """All days with this one. What followed from others until now follows from them again."""
    known = {BEGAN: old[BEGAN]}
    if FEEDBACK in old:
        known[FEEDBACK] = old[FEEDBACK]
    for one in kind.days:  # in their order: what one follows from stands before it
        if one.code in old and following(kind, known).get(one.code) != old[one.code]:
            known[one.code] = old[one.code]
    return following(kind, {**known, code: day})


def _fixed(
    kind: ProgrammeKind, moved: set[str], names: Mapping[str, str], reason: str
) -> list[Complaint]:
    held = sorted(moved & {FEEDBACK, kind.evidence_from} - {BEGAN})
    found = [Complaint("code", f"佐证材料从{names[one]}起算，审定以后不能改") for one in held]
    if not reason.strip():
        found.append(Complaint("reason", "审定以后改日期，要写明理由"))
    return found


def _anchors(programme: Programme) -> set[str]:
    """The days from which a day due was counted."""
    rows = Commitment.objects.filter(programme=programme, first_due__isnull=False)
    rules = [row.rule() for row in rows.exclude(due_rule={})]
    return {rule.anchor for rule in rules if rule is not None}


def _keep(
    programme: Programme,
    code: str,
    old: Mapping[str, date],
    new: Mapping[str, date],
    names: Mapping[str, str],
    reason: str,
    *,
    actor: Actor,
    at: datetime,
    today: date,
) -> None:
    """The step tells each day that changed, from and to."""
    changed = {one: [str(old.get(one, "")), str(to)] for one, to in new.items()}
    told = [
        f"{names[one]}由{was}改为{to}" if was else f"{names[one]}为{to}"
        for one, (was, to) in changed.items()
        if was != to and one in names
    ]
    keeping.keep_of_programme(
        programme,
        What.DAY_SET,
        actor=actor,
        at=at,
        today=today,
        text="；".join([*told, *([reason.strip()] if reason.strip() else [])]),
        changes={"days": {one: pair for one, pair in changed.items() if pair[0] != pair[1]}},
        facts={"name": names[code], "day": new[code].isoformat()},
    )


def _resolve(row: Commitment, actor: Actor, at: datetime, today: date) -> None:
    day = writing.due_of(row)
    if day is None:
        return
    was_approved = row.approved_hash and row.approved_hash == row.content_hash
    row.first_due = row.due = day
    row.content_hash = tree.content_hash(row)
    if was_approved:  # that it follows from the rule was approved
        row.approved_hash = row.content_hash
    row.save(update_fields=["first_due", "content_hash", "approved_hash"])
    happened = Happening(
        commitment=row,
        what=What.DUE_KNOWN,
        changes={"due": day},
        to_due=day,
        facts={"due": day.isoformat()},
    )
    keeping.keep(happened, actor=actor, at=at, today=today)
