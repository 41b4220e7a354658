"""What lies behind a commitment, as a digest: whether it is what it was closed on."""

from __future__ import annotations

from linghang.commitments.content import rules as content
from linghang.commitments.models import Commitment


def of_dossier(row: Commitment) -> str:
    """The digest of its files, reports and what came of it; three queries."""
    made = row.yields.filter(voided_on=None)
    return content.of_dossier(
        row.papers.filter(removed_on=None).values_list("evidence__sha256", flat=True),
        row.notes.count(),
        [f"{code}:{number}" for code, number in made.values_list("code", "number")],
    )


def renew(row: Commitment) -> None:
    """Write what lies behind it now, where it is held to what it was closed on."""
    if row.closed_dossier:
        row.dossier_hash = of_dossier(row)
        row.save(update_fields=["dossier_hash"])
