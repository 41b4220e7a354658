"""The faults that are planted in the demo's front sheets: which kinds, how many, in which rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from linghang.demo import attending, catalogue
from linghang.demo.arrays import Numbers
from linghang.demo.cases import Cases, month_of
from linghang.demo.faults import faults
from linghang.demo.hospital import DAY_WARD, NEW_NAME, OLD_NAME, REORGANISED, hospital
from linghang.demo.profiles import tables
from linghang.demo.sheet import moment_texts
from linghang.demo.stays import DEATH, LAST, SEED

KEPT_COLUMNS = 700

Value = str | Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Edit:
    """Another text in one cell."""

    row: int
    column: str
    value: str


@dataclass
class Planted:
    """The cases with the faults' extra rows, cells to change, rows to cut off, and who is what."""

    cases: Cases
    edits: list[Edit] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)
    rows: dict[str, list[int]] = field(default_factory=dict)


class Planter:
    """Chooses rows for one fault after the other; no row gets two."""

    def __init__(self, cases: Cases) -> None:
        self.cases, self.total = cases, len(cases)
        self.result = Planted(cases)
        self._chance = np.random.default_rng([SEED, 6])
        self._free = np.ones(len(cases), bool)

    def pick(self, code: str, where: Numbers | None = None) -> Numbers:
        """Rows for the fault among those that fit; they are taken from then on."""
        fitting = self._free if where is None else self._free & where
        rows = np.flatnonzero(fitting)
        wanted = min(faults()[code].among(self.total), len(rows))
        chosen = np.sort(self._chance.choice(rows, size=wanted, replace=False))
        self._free[chosen] = False
        self.result.rows[code] = chosen.tolist()
        return chosen

    def take_all(self, code: str, where: Numbers) -> None:
        """A fault of every row that fits; none of them gets another one."""
        self._free &= ~where
        self.result.rows[code] = np.flatnonzero(where).tolist()

    def edit(self, code: str, value: Value, where: Numbers | None = None) -> None:
        """Write another text into the fault's column."""
        for row in self.pick(code, where).tolist():
            text = value if isinstance(value, str) else value(row)
            self.result.edits.append(Edit(row, faults()[code].column, text))


def plant(cases: Cases) -> Planted:
    """The cases with all faults planted. The rows of the given cases keep their places."""
    planter = Planter(cases)
    _rare(planter)
    _people(planter)
    _identities(planter)
    _texts(planter)
    _moments(planter)
    planter.result.cut = planter.pick("too_few_columns").tolist()
    _more_rows(planter)
    return planter.result


def _services(cases: Cases) -> Numbers:
    codes = np.array([row.code for row in tables.services()])
    return codes[catalogue.diseases().service[cases.stays.disease]]


def _rare(planter: Planter) -> None:
    """Faults that only few rows can have go first."""
    cases = planter.cases
    names = attending.ward_names()[cases.attending.ward]
    late = cases.stays.discharged >= REORGANISED.toordinal()
    planter.take_all("ward_not_registered", names == DAY_WARD)
    planter.edit("old_ward_name", OLD_NAME, (names == NEW_NAME) & late)
    planter.edit("obstetrics_of_a_man", "1", _services(cases) == "D21")
    planter.edit("unknown_ward", lambda row: names[row].replace("科", "", 1), names != NEW_NAME)
    planter.edit("ward_missing", "-")


def _people(planter: Planter) -> None:
    """Doctors without a team, unknown to the hospital, or not written down."""
    cases = planter.cases
    loose, service = attending.without_team(), _services(cases)
    for row in planter.pick("physician_without_team", np.isin(service, list(loose))).tolist():
        for column, member in zip(("B23", "B24"), loose[service[row]], strict=True):
            planter.result.edits.append(Edit(row, f"{column}C", member.licence))
            planter.result.edits.append(Edit(row, column, member.name))
    licences = {one.licence for one in hospital().members}
    for row in planter.pick("unknown_licence").tolist():
        right = hospital().members[cases.attending.chief[row]].licence
        wrong = next(text for text in _misread(right) if text not in licences)
        planter.result.edits += [Edit(row, "B23C", wrong), Edit(row, "B24C", "-")]
    for row in planter.pick("chief_missing").tolist():
        planter.result.edits += [Edit(row, "B23C", "-"), Edit(row, "B23", "-")]


def _misread(licence: str) -> Iterator[str]:
    """The licence with another last digit."""
    for digit in "0123456789":
        if digit != licence[-1]:
            yield licence[:-1] + digit


def _identities(planter: Planter) -> None:
    """No identity, and two record numbers for one person whose later stays become first ones."""
    planter.edit("record_number_missing", "-")
    planter.edit("identity_missing", "-")
    stays = planter.cases.stays
    rows = planter.pick("second_record_number", _last_of_several(stays.person))
    second = planter.cases.second_record.copy()
    second[rows] = True
    visit = np.where(second, 1, stays.visit)
    planter.cases = replace(planter.cases, stays=replace(stays, visit=visit), second_record=second)


def _last_of_several(person: Numbers) -> Numbers:
    """The last row of everybody who has more than one; rows lie in the order of discharge."""
    last = np.zeros(person.max() + 1, np.int64)
    last[person] = np.arange(len(person))
    several = np.bincount(person)[person] > 1
    return several & (last[person] == np.arange(len(person)))


def _texts(planter: Planter) -> None:
    cases = planter.cases
    total = cases.costs.total
    planter.edit("unknown_disposition", lambda row: ("7", "9x")[row % 2])
    planter.edit("unknown_sex", "3")
    planter.edit("stay_not_a_number", lambda row: f"{cases.stays.days[row]}天")
    planter.edit("stay_against_dates", lambda row: str(cases.stays.days[row] + 1 + row % 2))
    planter.edit("unknown_payment", "1.3")
    planter.edit(
        "separator_in_money",
        lambda row: f'"{total[row] // 100:,}.{total[row] % 100:02d}"',
        total > 100_000,
    )
    planter.edit(
        "total_against_parts",
        lambda row: f"{total[row] // 100 + 200}.{total[row] % 100:02d}",
    )


def _moments(planter: Planter) -> None:
    stays = planter.cases.stays
    inside = moment_texts(stays.discharged, stays.discharged_minute)
    came = moment_texts(stays.admitted, stays.admitted_minute)
    planter.edit("discharge_missing", "")
    planter.edit("impossible_date", lambda row: f"{came[row][:5]}02-30{came[row][10:]}")
    planter.edit(
        "discharge_before_admission",
        lambda row: str(
            moment_texts(stays.admitted[[row]] - 1 - row % 3, stays.discharged_minute[[row]])[0]
        ),
    )
    planter.edit("discharge_in_the_future", lambda row: f"2026{inside[row][4:]}", _not_leap(inside))
    for row in planter.pick("date_with_slashes").tolist():
        planter.result.edits += [
            Edit(row, "B12", _with_slashes(came[row])),
            Edit(row, "B15", _with_slashes(inside[row])),
        ]


def _not_leap(moments: Numbers) -> Numbers:
    return np.array([text[5:10] != "02-29" for text in moments])


def _with_slashes(moment: str) -> str:
    """2025-03-07 09:05:00 as a spreadsheet likes to write it: 2025/3/7 9:05."""
    day, clock = moment.split(" ")
    year, month, date = day.split("-")
    hour, minute, _ = clock.split(":")
    return f"{year}/{int(month)}/{int(date)} {int(hour)}:{minute}"


def _more_rows(planter: Planter) -> None:
    """Rows that are written a second time: in the same file, or corrected in the next one."""
    cases = planter.cases
    repeated = planter.pick("repeated_in_file")
    within, across = _can_be_corrected(cases)
    corrected = planter.pick("sent_again", within)
    moved = planter.pick("sent_again_across_months", across)
    rows = np.concatenate([np.arange(len(cases)), repeated, corrected, moved])
    count = (len(cases), len(repeated), len(corrected), len(moved))
    later = np.repeat([0, 0, 1, 1], count)
    all_rows = cases.take(rows)
    stays, shift = all_rows.stays, later * (1 + rows % 3)
    shift[sum(count[:3]) :] = _to_next_month(cases, moved)
    ahead = np.repeat([0, 1, 0, 0], count)
    stays = replace(
        stays,
        discharged=stays.discharged + shift,
        discharged_minute=np.minimum(stays.discharged_minute + ahead * 5, 1439),
    )
    planter.result.cases = replace(all_rows, stays=stays, month=all_rows.month + later)


def _to_next_month(cases: Cases, rows: Numbers) -> Numbers:
    """Days from the discharge to the first of the next month, and up to two more."""
    last = cases.stays.discharged[rows]
    days = np.array([_days_left(int(day)) for day in last], np.int64)
    return days + rows % 3


def _days_left(day: int) -> int:
    left = 1
    while month_of(np.array([min(day + left, LAST)]))[0] == month_of(np.array([day]))[0]:
        left += 1
    return left


def _can_be_corrected(cases: Cases) -> tuple[Numbers, Numbers]:
    """(rows that can move by three days inside their month, rows of its last three days).

    Only the last stay of a person can grow without running into the next one.
    """
    stays = cases.stays
    last = np.zeros(stays.person.max() + 1, np.int64)
    last[stays.person] = np.arange(len(stays))
    free = (last[stays.person] == np.arange(len(stays))) & (stays.disposition != DEATH)
    free &= (stays.discharged + 6 <= LAST) & (stays.days > 2) & (cases.month < 23)
    in_three_days = month_of(np.minimum(stays.discharged + 3, LAST))
    return free & (in_three_days == cases.month), free & (in_three_days > cases.month)
