"""What an approved election changes in the organisation: who holds the posts of the committee."""

from __future__ import annotations

from linghang.branches.electing import rules
from linghang.branches.electing.rules import Changes, Held
from linghang.foundation.period import day_label
from linghang.org import posts
from linghang.org.models import Appointment, Person
from linghang.org.posts_held import services as posts_held
from linghang.org.posts_held.rules import Basis
from linghang.procedures.effects import Doing

REASON = "换届"


def install(doing: Doing) -> str:
    """Give the posts to who was elected, from the day of the step on; who held them loses them.

    params: post → field with the person; an empty field leaves the post vacant. A delegation ends
    with the post that it came from. Raises CannotAppoint, CannotEnd.
    """
    given = {post: doing.fields.get(field, "") for post, field in doing.params.items()}
    rows = (
        Appointment.objects.on(doing.day)
        .filter(unit__code=doing.unit, post__in=given)
        .exclude(basis=Basis.DELEGATED)
        .values_list("pk", "post", "person__code", "basis")
    )
    held = [Held(pk, post, person, basis == Basis.REGULAR) for pk, post, person, basis in rows]
    found = rules.changes(held, given)
    for one in found.ending:
        posts_held.end_appointment(
            appointment_id=one.id,
            active_to=doing.day,
            reason=REASON,
            actor=doing.actor,
            at=doing.at,
        )
    for post, person in found.beginning:
        posts_held.appoint(
            person=person,
            post=post,
            unit=doing.unit,
            active_from=doing.day,
            actor=doing.actor,
            at=doing.at,
        )
    return _said(doing, found)


def _said(doing: Doing, found: Changes) -> str:
    """潘某任支部书记，某某不再担任支部书记，自2025年6月20日起."""
    codes = {one.person for one in found.ending} | {person for _, person in found.beginning}
    names = dict(Person.objects.filter(code__in=codes).values_list("code", "name"))
    begun = set(found.beginning)
    told = [f"{names[person]}任{posts.post(post).name}" for post, person in found.beginning]
    told += [
        f"{names[one.person]}不再担任{posts.post(one.post).name}"
        for one in found.ending
        if (one.post, one.person) not in begun
    ]
    return f"自{day_label(doing.day)}起，{'，'.join(told)}" if told else "委员会职务没有变动"
