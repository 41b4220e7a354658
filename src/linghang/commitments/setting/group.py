"""The leading group of a programme (领导小组): who sees all of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from linghang.commitments import keeping, trail_actions
from linghang.commitments.faults import Complaint, refuse
from linghang.commitments.models import Member
from linghang.commitments.writing import services as writing
from linghang.foundation.access import Actor
from linghang.foundation.fields.definitions import Kind as FieldKind
from linghang.ledgers.directory import Directory


@transaction.atomic
def set_group(
    *,
    programme_id: int,
    members: Sequence[tuple[str, str]],
    actor: Actor,
    at: datetime,
    today: date,
) -> list[Member]:
    """Say who the leading group is now (领导小组): (person, duty); who is not named has left.

    Raises CannotCommit, Programme.DoesNotExist.
    """
    programme = writing.locked(programme_id)
    found = writing.not_leading(programme, actor, today, "登记领导小组")
    directory, people = Directory(), {}
    for word, duty in members:
        known = directory.find(FieldKind.PERSON, word.strip())
        if isinstance(known, str):
            found.append(Complaint("members", known))
        elif not duty.strip():
            found.append(Complaint("members", f"没有写{word}的职务"))
        else:
            people[known.code] = duty.strip()
    refuse("不能登记领导小组", found)
    now = Member.objects.filter(programme=programme, active_to=None)
    kept = dict(now.values_list("person", "duty"))
    left = [person for person, duty in kept.items() if people.get(person) != duty]
    now.filter(person__in=left, active_from=today).delete()
    now.filter(person__in=left).update(active_to=today)
    Member.objects.bulk_create(
        [
            Member(programme=programme, person=person, duty=duty, active_from=today)
            for person, duty in people.items()
            if kept.get(person) != duty
        ]
    )
    keeping.leave(
        trail_actions.GROUP,
        programme,
        actor=actor,
        at=at,
        programme=programme,
        facts={"count": len(people)},
    )
    return list(Member.objects.filter(programme=programme, active_to=None))
