"""Who holds a key post, since when, and whether it is time to change."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from linghang.foundation.parameters import queries as parameters
from linghang.org import posts
from linghang.org.models import Appointment
from linghang.org.posts_held.queries import Tenure, tenures
from linghang.org.posts_held.rules import Basis
from linghang.org.rotation.rules import Spell, State, held_since, later, state_of

REMIND, MOST = "rotation.remind", "rotation.most"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Somebody in a key post. since: without a gap. due: the day on which the most is reached."""

    tenure: Tenure
    since: date
    due: date
    state: State


def key_posts() -> tuple[str, ...]:
    """Codes of the posts that rotate."""
    return tuple(code for code, one in posts.catalog().items.items() if one.item.rotates)


def stays(on: date) -> list[Stay]:
    """Every holder of a key post on the day, the longest first, in two queries.

    A deputy by delegation does not hold it.
    """
    values = parameters.in_force(on)
    remind, most = values.get(REMIND), values.get(MOST)
    if not isinstance(remind, int) or not isinstance(most, int):
        return []
    codes = key_posts()
    held = [one for one in tenures(on, held=codes) if one.basis is not Basis.DELEGATED]
    spells: defaultdict[tuple[str, str], list[Spell]] = defaultdict(list)
    rows = Appointment.objects.filter(post__in=codes, active_from__lte=on).order_by()
    for person, post, basis, start, end in rows.values_list(
        "person__code", "post", "basis", "active_from", "active_to"
    ):
        if basis != Basis.DELEGATED:
            lasts = end is None or end > on
            spells[person, post].append(Spell(start, None if lasts else end))
    found = []
    for one in held:
        since = held_since(spells[one.person, one.post.code]) or one.active_from
        state = state_of(since, on=on, remind=remind, most=most)
        found.append(Stay(tenure=one, since=since, due=later(since, most), state=state))
    return sorted(found, key=lambda one: (one.since, one.tenure.title))
