"""Where notices, duties, procedures and search lead: to the story, or to the table narrowed."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from linghang.web import subjects


def _narrowed(waits: str) -> Callable[[str], str]:
    """The table of a programme with what waits so."""

    def leads(pk: str) -> str:
        return f"{reverse('commitment-table', args=[pk])}?waits={waits}"

    return leads


subjects.register("commitments.commitment", "commitment")
subjects.register("commitments.programme", "commitment-board")
subjects.register("commitments.waiting", _narrowed("closing"))
subjects.register("commitments.extensions", _narrowed("extension"))
subjects.register("commitments.reviews", _narrowed("review"))
