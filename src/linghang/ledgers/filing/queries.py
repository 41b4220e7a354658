"""Which filings wait for a post, with what they hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from linghang.ledgers import catalog, reach
from linghang.ledgers.facts.rules import Complaint
from linghang.ledgers.filing.rules import FILING, Standing
from linghang.ledgers.models import Entry, Filing
from linghang.org.rules import Rights
from linghang.procedures import queries as procedures
from linghang.procedures.models import Proceeding
from linghang.procedures.progress.rules import Verb
from linghang.procedures.queries import Wanted

MOST_NAMING = 20
NOT_WAITING = Complaint("", "选中的记录里有不在待审核状态的，请只选待审核的")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A filing whose next step falls to the post. entries: how many it holds; changes: likewise."""

    filing: Filing
    wanted: Wanted
    entries: int
    changes: int

    @property
    def count(self) -> int:
        """How many entries or changes are to be verified."""
        return self.entries + self.changes


def wanted(rights: Rights, today: date) -> dict[int, Wanted]:
    """Filing → the step of it that the post could do today; handing in again is none of them."""
    found = {}
    for one in procedures.mine(rights, today, about=FILING):
        firsts = {step.key for step in one.proceeding.definition.firsts}
        if one.from_day is None and one.step.key not in firsts:
            found[int(one.proceeding.subject_id)] = one
    return found


def waiting(rights: Rights, today: date) -> list[Waiting]:
    """Filings that the post may verify today, the oldest first; in a fixed number of queries."""
    found = wanted(rights, today)
    rows = Filing.objects.filter(pk__in=found).select_related("unit").order_by("pk")
    counted = rows.annotate(
        entry_count=Count("entries", filter=~Q(entries__standing=Standing.VOIDED.value)),
    )
    changes = _changes(found)
    return [
        Waiting(
            filing=row,
            wanted=found[row.pk],
            entries=row.entry_count,
            changes=changes.get(row.pk, 0),
        )
        for row in counted
    ]


def _changes(filings: Collection[int]) -> dict[int, int]:
    rows = Filing.objects.filter(pk__in=filings).order_by()
    counted = rows.annotate(count=Count("changes"))
    return {pk: count for pk, count in counted.values_list("pk", "count") if count}


def by_ledger(found: Collection[Waiting]) -> dict[str, list[Waiting]]:
    """Ledger → what waits in it."""
    sorted_out: defaultdict[str, list[Waiting]] = defaultdict(list)
    for one in found:
        sorted_out[one.filing.ledger].append(one)
    return dict(sorted_out)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acted:
    """Somebody's step on a filing. says: 报送, 审核, 退回. faint: day and reason."""

    says: str
    person: str
    faint: str


def acts_of(entry: Entry) -> list[Acted]:
    """Who handed the entry in, verified it or sent it back, in their order; two queries."""
    if entry.filing is None or entry.filing.proceeding is None:
        return []
    proceeding = Proceeding.objects.filter(pk=entry.filing.proceeding).first()
    if proceeding is None:
        return []
    titles = {step.key: step.title for step in proceeding.definition.steps}
    return [
        Acted(
            says=f"{titles.get(act.step, '办理')}" if act.verb != Verb.SEND_BACK else "退回",
            person=act.person,
            faint="：".join(one for one in (str(act.day), act.worded()[0]) if one),
        )
        for act in proceeding.acts.order_by("number")
        if act.step
    ]


def may_see(filing: Filing, rights: Rights, today: date) -> bool:
    """Whether the post may open the proceeding of the filing."""
    return procedures.visible_to(rights, today).filter(pk=filing.proceeding or 0).exists()


def naming(entry: Entry, rights: Rights, today: date) -> list[Entry]:
    """Entries that name this one, as far as the post may read them, the newest first."""
    codes = {
        loaded.item.code
        for loaded in catalog.catalog().items.values()
        if any(one.refers == f"ledgers.{entry.ledger}" for one in loaded.item.fields)
    }
    found: list[Entry] = []
    for code in sorted(codes):
        rows = reach.visible_to(code, rights, today).filter(
            mentions__code=entry.number,
            mentions__field__in=[
                one.code
                for one in catalog.catalog()[code].fields
                if one.refers == f"ledgers.{entry.ledger}"
            ],
        )
        found += list(rows.distinct().order_by("-day", "-pk")[:MOST_NAMING])
    return found
