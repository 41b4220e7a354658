"""A month compared: each returned row beside its case, with the reason why the two differ."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

import duckdb
import pyarrow as pa

from linghang.cases.drg import SETS, Status, load_rules
from linghang.cases.grouping import months
from linghang.cases.grouping.returns import rules
from linghang.cases.grouping.returns.models import ReturnManifest
from linghang.cases.grouping.returns.rules import Group, Placed, Reason
from linghang.cases.grouping.standing import Terms
from linghang.cases.models import Manifest
from linghang.foundation.intake import duck

KEPT_MONTHS = 36
PAIRS = """
select coalesce(w.case_key, r.case_key, r.row_key) as key,
    w.case_key is not null as has_case, r.row_key is not null as is_returned,
    coalesce(w.discharge_day, r.discharge_day) as discharge_day,
    w.campus, w.department, w.team, w.principal_diagnosis, w.principal_diagnosis_name,
    w.status as our_status, w.drg as our_drg, w.rw as our_rw, w.total_cost as our_cost,
    r.placed, r.drg as their_drg, r.drg_name, r.rw as their_rw, r.total_cost as their_cost,
    r.fund_paid, r.standard, r.surplus, r.special, r.insurance, r.settled_month,
    r.reason as their_reason, r.unlinked, coalesce(r.content, '') as content,
    coalesce(r.seen_batch, 0) as seen_batch,
    coalesce(due.is_due, false) as is_due,
    case when w.total_cost is null or r.total_cost is null then null
        else w.total_cost <> r.total_cost end as cost_differs
from cases w full join returned r on w.case_key = r.case_key
left join due on due.payment = w.payment
"""
_ASKED = (
    "has_case, is_returned, our_status, our_drg, our_rw, placed, their_drg, their_rw, "
    "cost_differs, is_due"
)
"""What the reason follows from; few of these stand in a month."""


def compared(
    manifest: Manifest | None, returns: ReturnManifest | None, month: str, terms: Terms
) -> pa.Table | None:
    """The columns of PAIRS and `difference` (a Reason); None for a month without returns.

    Holds every returned row and every case that the insurance pays and did not return. Kept while
    asked for.
    """
    returned = [one for one in returns.files if one["month"] == month] if returns else []
    if not returned:
        return None
    cases = [one for one in manifest.case_files if one["month"] == month] if manifest else []
    return _table(
        _Asked(
            key=(
                *(one["sha256"] for one in (*cases, *returned)),
                load_rules(terms.edition).digest,
                *terms.key,
            ),
            manifest=manifest if cases else None,
            paths=tuple(returns.paths([month]) if returns else ()),
            month=month,
            terms=terms,
        )
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """A month to be compared; equal to another by its key."""

    key: tuple[str, ...]
    manifest: Manifest | None
    paths: tuple[str, ...]
    month: str
    terms: Terms

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and self.key == other.key


@lru_cache(maxsize=KEPT_MONTHS)
def _table(asked: _Asked) -> pa.Table:
    edition, weights = asked.terms.edition, asked.terms.weights
    with duck.cursor() as connection:
        if asked.manifest:
            cases = months.grouped(asked.manifest, asked.month, edition=edition, weights=weights)
            connection.register("cases", cases)
        else:
            connection.execute(_NO_CASES)
        source = duck.file_list(list(asked.paths))
        connection.execute(f"create temp view returned as select * from {source} where is_current")
        connection.register("due", _due(connection))
        return _with_reasons(connection, known_groups(edition))


def _due(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """payment, is_due: of which ways of payment a case that did not come back is missed."""
    rows = connection.execute(
        "select payment, count(r.row_key), count(*) from cases w "
        "left join returned r on w.case_key = r.case_key where payment is not null group by payment"
    ).fetchall()
    answers = [rules.is_due(one, returned=back, cases=all_) for one, back, all_ in rows]
    return pa.table(
        {
            "payment": pa.array([one for one, _, _ in rows], pa.string()),
            "is_due": pa.array(answers, pa.bool_()),
        }
    )


_NO_CASES = (
    "create temp table cases as select ''::varchar as case_key, null::date as discharge_day, "
    "''::varchar as campus, ''::varchar as department, ''::varchar as team, "
    "''::varchar as principal_diagnosis, ''::varchar as principal_diagnosis_name, "
    "''::varchar as status, ''::varchar as drg, null::decimal(9, 4) as rw, "
    "null::bigint as total_cost, ''::varchar as payment limit 0"
)


def _with_reasons(connection: duckdb.DuckDBPyConnection, known: frozenset[str]) -> pa.Table:
    """Each combination of answers is judged once, by the rule, and joined to its rows."""
    combined = f"concat_ws('|', {_joined()})"
    connection.execute(
        f"create temp table pairs as select *, {combined} as combination from ({PAIRS})"
    )
    rows = connection.execute(f"select distinct combination, {_ASKED} from pairs").fetchall()
    connection.register(
        "judged",
        pa.table(
            {
                "combination": pa.array([one[0] for one in rows], pa.string()),
                "difference": pa.array([_reason(one[1:], known) for one in rows], pa.string()),
            }
        ),
    )
    return connection.sql(
        "select pairs.* exclude (combination, is_due, cost_differs), difference "
        "from pairs join judged using (combination) "
        f"where is_returned or difference = '{Reason.NOT_RETURNED}' order by discharge_day, key"
    ).to_arrow_table()


def _joined() -> str:
    return ", ".join(f"coalesce(cast({one.strip()} as varchar), '∅')" for one in _ASKED.split(","))


def _reason(answers: tuple[Any, ...], known: frozenset[str]) -> str:
    has_case, is_returned, status, drg, rw, placed, their_drg, their_rw, differs, due = answers
    cost = None if differs is None else 0
    ours = _group(status == Status.GROUPED, drg, rw, cost) if has_case else None
    theirs = (
        _group(placed == Placed.GROUPED, their_drg, their_rw, None if differs is None else differs)
        if is_returned
        else None
    )
    return rules.reason(ours, theirs, known=known, is_due=due).value


def _group(grouped: bool, drg: str, rw: Decimal | None, cost: int | None) -> Group:
    """cost: only whether it differs from the other side's counts here."""
    return Group(grouped=grouped, drg=drg or "", rw=rw if grouped else None, cost=cost)


@cache
def _groups(edition: str, _digest: str) -> frozenset[str]:
    return frozenset(one.drg for one in load_rules(edition).drgs)


def known_groups(edition: str) -> frozenset[str]:
    """The groups of an edition."""
    return _groups(edition, load_rules(edition).digest)


def carrying(drg: str, *, but: str) -> list[str]:
    """Codes of the other carried editions that have a group."""
    return rules.other_editions(drg, {code: known_groups(code) for code in SETS}, but=but)
