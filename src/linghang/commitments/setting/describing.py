"""Deed: change what a programme says of itself besides its title and its days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from linghang.commitments import keeping
from linghang.commitments.deeds import What
from linghang.commitments.faults import Complaint, refuse
from linghang.commitments.models import Programme
from linghang.commitments.writing import rules, whole
from linghang.commitments.writing import services as writing
from linghang.foundation.access import Actor
from linghang.foundation.sensitivity import rules as sensitivity


@transaction.atomic
def describe(
    *,
    programme_id: int,
    fields: Mapping[str, object],
    reason: str,
    actor: Actor,
    at: datetime,
    today: date,
) -> Programme:
    """Change the facts of a programme (修改方案信息), saying why. fields: all of them, as typed.

    What it said before stays in the step. Whoever changes it does not approve it the next time.
    Raises CannotCommit, Programme.DoesNotExist.
    """
    programme = writing.locked(programme_id)
    found = writing.not_leading(programme, actor, today, "修改")
    facts, wrong = rules.read_facts(programme.definition.facts, fields)
    words = "\n".join(str(one) for one in fields.values())
    found += wrong
    found += [
        Complaint("", says)
        for says in sensitivity.reasons_not_to_keep("", words, programme.sensitivity)
    ]
    if not reason.strip():
        found.append(Complaint("reason", "请写明修改的理由"))
    refuse("不能修改", found)
    old, programme.facts = programme.facts, facts
    programme.save(update_fields=["facts"])
    whole.renew(programme.pk)
    changed = {
        code: [old.get(code), facts.get(code)]
        for code in sorted({*old, *facts})
        if old.get(code) != facts.get(code)
    }
    keeping.keep_of_programme(
        programme,
        What.CHANGED,
        actor=actor,
        at=at,
        today=today,
        text=reason.strip(),
        changes={"facts": changed},
    )
    return programme
