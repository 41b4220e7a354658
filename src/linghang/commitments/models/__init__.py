"""Tables of commitments: programmes, their tree, what was done, what they said and held on each
day."""

from linghang.commitments.models.beside import Answer, Help, Member, Serial
from linghang.commitments.models.happening import Span, SpanQuerySet, Step
from linghang.commitments.models.proof import (
    Extension,
    Note,
    Observation,
    Paper,
    Produced,
    Review,
)
from linghang.commitments.models.publishing import KeptNotice
from linghang.commitments.models.tree import (
    Commitment,
    CommitmentQuerySet,
    Programme,
    ProgrammeQuerySet,
)
from linghang.commitments.models.versions import Basis, Version

__all__ = [
    "Answer",
    "Basis",
    "Commitment",
    "CommitmentQuerySet",
    "Extension",
    "Help",
    "KeptNotice",
    "Member",
    "Note",
    "Observation",
    "Paper",
    "Produced",
    "Programme",
    "ProgrammeQuerySet",
    "Review",
    "Serial",
    "Span",
    "SpanQuerySet",
    "Step",
    "Version",
]
