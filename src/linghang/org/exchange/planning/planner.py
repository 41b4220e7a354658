"""Works a workbook out against the organisation: units, people, posts, codes, then the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from linghang.foundation.sheets.columns import Matched
from linghang.foundation.sheets.rows import Row
from linghang.org.exchange.definitions import APPOINTMENTS, CHARGES, CODE_MAPS, PEOPLE, UNITS
from linghang.org.exchange.planning import appointments, charges, checks, code_maps, people, units
from linghang.org.exchange.planning.drafts import AppointmentDraft, Organisation
from linghang.org.exchange.planning.plan import Plan
from linghang.org.exchange.planning.work import Given, Work

# In this order: each may name what those before it bring.
SHEETS = (
    (UNITS, units.plan),
    (PEOPLE, people.plan),
    (APPOINTMENTS, appointments.plan),
    (CHARGES, charges.plan),
    (CODE_MAPS, code_maps.plan),
)


def plan(
    matched: Sequence[Matched],
    rows: Mapping[str, Sequence[Row]],
    organisation: Organisation,
    given: Given,
) -> Plan:
    """What the sheets would do. Changes the drafts of `organisation`; writes nothing.

    rows: the typed rows by code of their layout.
    """
    work = Work(organisation=organisation, given=given)
    work.sheets = {one.layout.code: one for one in matched}
    if UNITS not in work.sheets:
        work.index_units()
    for sheet, planned in SHEETS:
        if sheet in work.sheets:
            planned(work, rows[sheet])
    drafts = checks.check(work)
    return Plan(
        outcomes=tuple(work.outcomes.values()),
        complaints=tuple(work.complaints),
        questions=tuple(work.questions),
        drafts=tuple(drafts),
        leavers=tuple(work.leavers),
        accepted=tuple(work.accepted),
        posts=tuple(
            sorted(
                {
                    draft.post
                    for draft in drafts
                    if isinstance(draft, AppointmentDraft) and draft.is_new
                }
            )
        ),
    )
