"""One case at a time, in microseconds: the same inner loop and tables as for batches."""

from __future__ import annotations

from array import array

from linghang.cases.drg.compiled import CompiledRules
from linghang.cases.drg.machine_code import loop
from linghang.cases.drg.rules import Case, Grouped, whole

ENDS, OUTCOME, CODES = 5, 9, 10
"""Places in the row: five numbers, ends of diagnoses and procedures, the outcome, the codes."""


def group_one(case: Case, rules: CompiledRules, *, map_codes: bool = False) -> Grouped:
    """What a case is grouped into. map_codes: its codes are clinical ones, mapped first."""
    known_dx, known_px = rules.codes.dx.numbers, rules.codes.px.numbers
    dx = [known_dx.get(code, 0) for code in case.dx or ("",)]
    px = [known_px.get(code, 0) for code in case.px]
    numbers = (case.sex, case.age, case.age_days, case.birth_weight, case.los)
    values = [whole(one) for one in numbers]
    row = array("i", [*values, 0, len(dx), 0, len(px), 0, *dx, *px])
    start, _ = row.buffer_info()
    first_dx = start + 4 * CODES
    columns = [start + 4 * at for at in range(5)]
    columns += [first_dx, start + 4 * ENDS, first_dx + 4 * len(dx), start + 4 * (ENDS + 2)]
    book = array("Q", columns)
    loop("group")(
        book.buffer_info()[0],
        rules.addresses[map_codes],
        0,
        1,
        start + 4 * OUTCOME,
        map_codes,
        rules.facts.blank_weight_passes,
    )
    return rules.outcomes[row[OUTCOME]]
