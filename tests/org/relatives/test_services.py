"""Declaring relatives: kept, ended, told in the trail without what it is, found for an item."""

from __future__ import annotations

from datetime import date

import pytest

from linghang.foundation import clock
from linghang.foundation.access import Actor
from linghang.foundation.trail.models import Entry
from linghang.org.models import Appointment, Tie
from linghang.org.relatives import queries, services
from linghang.org.relatives.rules import Hit, Relation
from linghang.org.trees import queries as trees
from tests import small_hospital

DAY = date(2025, 6, 2)
TODAY = date(2025, 12, 31)


@pytest.fixture
def actor(db: None) -> Actor:
    appointments = small_hospital.build()
    return Actor(person="P3", appointment=appointments["cardiology_head"].pk)


def declare(actor: Actor, **facts: object) -> Tie:
    whole = {"person": "P3", "relation": Relation.SPOUSE, "relative": "D1", **facts}
    return services.declare(declared_on=DAY, actor=actor, at=clock.now(), today=TODAY, **whole)


def test_what_is_declared_is_kept_and_the_trail_does_not_say_what(actor: Actor) -> None:
    """§2.5.2: few may know, so the trail tells that something was declared, and nothing more."""
    declare(actor)

    entry = Entry.objects.get(action="org.tie.declared")
    assert entry.facts == {"person": "P3", "declared_on": "2025-06-02"}
    assert "D1" not in str(entry.facts)


def test_the_same_is_not_declared_twice_and_the_future_not_at_all(actor: Actor) -> None:
    declare(actor)

    with pytest.raises(services.CannotDeclare, match="已经申报过"):
        declare(actor)
    with pytest.raises(services.CannotDeclare, match="不能晚于今天"):
        services.declare(
            person="P3",
            relation=Relation.LINEAL,
            name="某人",
            declared_on=date(2026, 1, 1),
            actor=actor,
            at=clock.now(),
            today=TODAY,
        )


def test_what_has_ended_suggests_nothing_after(actor: Actor) -> None:
    row = declare(actor)
    asked = {"about": {1: "D1"}, "texts": {1: "任职"}}
    services.end(tie_id=row.pk, active_to=date(2025, 9, 1), actor=actor, at=clock.now())

    assert queries.suggested(["P3"], **asked, on=date(2025, 8, 31)) == [Hit(1, "P3")]
    assert queries.suggested(["P3"], **asked, on=date(2025, 9, 1)) == []
    with pytest.raises(services.CannotEnd):
        services.end(tie_id=row.pk, active_to=date(2026, 9, 1), actor=actor, at=clock.now())


def test_a_head_and_the_spouse_in_the_own_department_are_shown(actor: Actor) -> None:
    """§2.5.4: read from posts of the day."""
    row = declare(actor)

    found = queries.posts_apart(trees.structure(TODAY), TODAY)

    assert "直接上下级" in found[row.pk].says
    Appointment.objects.filter(person__code="P3", post="department_head").update(active_to=DAY)
    assert queries.posts_apart(trees.structure(TODAY), TODAY) == {}
