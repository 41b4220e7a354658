"""What comes back in a programme that has ended is worked on again."""

from __future__ import annotations

from datetime import date, datetime

from linghang.commitments import keeping
from linghang.commitments.deeds import What
from linghang.commitments.models import Programme
from linghang.foundation.access import Actor


def resume(
    programme: Programme, *, reason: str, actor: Actor, at: datetime, today: date
) -> Programme:
    """Put an ended programme in force again (恢复实施), with a step; nothing for one in force.

    Part of the deed by which one of its commitments is open again.
    """
    found = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    if found.standing != Programme.Standing.ENDED:
        return found
    found.standing, found.ended_on = Programme.Standing.IN_FORCE, None
    found.save(update_fields=["standing", "ended_on"])
    keeping.keep_of_programme(found, What.RESUMED, actor=actor, at=at, today=today, text=reason)
    return found
