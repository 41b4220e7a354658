"""Every version of a commitment with what was decided on it; what differs from the approved one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from linghang.commitments.deeds import What
from linghang.commitments.models import Commitment, CommitmentQuerySet, Step, Version
from linghang.commitments.versions import rules
from linghang.commitments.versions.rules import Difference, Kept

TAKEN = (What.BEGUN, What.REAPPROVED, What.ASKED, What.CLOSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """A version among the others. differences: from the one before. approved, closed: the deeds
    that were taken on it, approvals as those of the programme. is_approved, is_closed: it is what
    now holds as approved, closed."""

    version: Version
    differences: list[Difference]
    approved: list[Step]
    closed: list[Step]
    is_approved: bool = False
    is_closed: bool = False
    is_last: bool = False


def history(row: Commitment) -> list[Former]:
    """All versions, the first one first; three queries."""
    versions = list(row.versions.select_related("step").order_by("number"))
    approved, closed = _taken(row, versions)
    holds, stands = (_last(versions, hash) for hash in (row.approved_hash, row.closed_hash))
    before: Version | None = None
    found = []
    for one in versions:
        found.append(
            Former(
                version=one,
                differences=rules.differences(before.says, one.says) if before else [],
                approved=approved[one.number],
                closed=closed[one.number],
                is_approved=one.number == holds,
                is_closed=one.number == stands,
                is_last=one is versions[-1],
            )
        )
        before = one
    return found


def _taken(
    row: Commitment, versions: Sequence[Version]
) -> tuple[defaultdict[int, list[Step]], defaultdict[int, list[Step]]]:
    """Number of a version → approvals, closings that were taken on it."""
    kept = [Kept(number=one.number, order=one.step_id, hash=one.hash) for one in versions]
    hashes = {one.hash for one in versions}
    approved: defaultdict[int, list[Step]] = defaultdict(list)
    closed: defaultdict[int, list[Step]] = defaultdict(list)
    asked = ""
    whole = list(row.programme.steps.filter(what=What.APPROVED.value).order_by("pk"))
    for step in row.steps.filter(what__in=[one.value for one in TAKEN]).order_by("pk"):
        what, hash = What(step.what), step.hash
        if what is What.ASKED:
            asked = hash
            continue
        if what is What.CLOSED:  # its hash is that of what lay behind it, too
            hash, asked = asked, ""
        elif what is What.REAPPROVED and hash not in hashes:
            hash = ""
        number = rules.taken_on(kept, step.pk, hash)
        if number is not None and what is What.CLOSED:
            closed[number].append(step)
        elif number is not None:
            before = [one for one in whole if one.pk < step.pk]
            approved[number].append(before[-1] if before else step)
    return approved, closed


def _last(versions: Sequence[Version], hash: str) -> int | None:
    return next((one.number for one in reversed(versions) if hash and one.hash == hash), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """A commitment that waits for its approval. before: what was approved last, None where that is
    not kept; now: what it says. It may read the same, and stand on other files."""

    row: Commitment
    before: Version | None
    now: Version | None

    @property
    def differences(self) -> list[Difference]:
        """What it says otherwise now."""
        return (
            rules.differences(self.before.says, self.now.says) if self.before and self.now else []
        )


def revised(rows: Sequence[Commitment]) -> list[Revised]:
    """Each against what was approved of it last; one query."""
    kept: defaultdict[int, list[Version]] = defaultdict(list)
    for one in Version.objects.filter(commitment__in=rows).order_by("number"):
        kept[one.commitment_id].append(one)
    found = []
    for row in rows:
        last = _last(kept[row.pk], row.approved_hash)
        before = next((one for one in kept[row.pk] if one.number == last), None)
        now = kept[row.pk][-1] if kept[row.pk] else None
        found.append(Revised(row=row, before=before, now=now))
    return found


def numbers(versions: Collection[Version], seen: CommitmentQuerySet) -> set[str]:
    """Of the numbers that versions name those of commitments that somebody sees; one query."""
    wanted = {number for one in versions for number in rules.named(one.says)}
    return set(seen.filter(number__in=wanted).order_by().values_list("number", flat=True))
