"""Everything about the stays that go into the files, drawn once and then only written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

import numpy as np

from linghang.demo import attending, clinical, costs, patients, stays
from linghang.demo.arrays import Numbers
from linghang.demo.attending import Attending
from linghang.demo.clinical import Clinical
from linghang.demo.costs import Costs
from linghang.demo.patients import Patients
from linghang.demo.stays import FIRST, LAST, Persons, Stays


@dataclass(frozen=True)
class Cases:
    """One element per row of the files, in their order; patients and persons by stays.person.

    month: number of the file, 0 for January 2024. second_record: written under the second
    record number of the person.
    """

    persons: Persons
    patients: Patients
    stays: Stays
    clinical: Clinical
    attending: Attending
    costs: Costs
    month: Numbers
    second_record: Numbers

    def __len__(self) -> int:
        return len(self.stays)

    def take(self, rows: Numbers) -> Self:
        """Only these rows; persons and patients stay."""
        return type(self)(
            persons=self.persons,
            patients=self.patients,
            stays=self.stays.take(rows),
            clinical=self.clinical.take(rows),
            attending=self.attending.take(rows),
            costs=self.costs.take(rows),
            month=self.month[rows],
            second_record=self.second_record[rows],
        )


def draw(count: int) -> Cases:
    """`count` cases without faults, the same ones every time."""
    persons, drawn = stays.draw(count)
    told = clinical.draw(persons, drawn)
    return Cases(
        persons=persons,
        patients=patients.patients(persons, drawn),
        stays=drawn,
        clinical=told,
        attending=attending.draw(drawn),
        costs=costs.draw(drawn, told),
        month=month_of(drawn.discharged),
        second_record=np.zeros(count, bool),
    )


def month_of(days: Numbers) -> Numbers:
    """Months since January 2024."""
    table = [
        (day.year - 2024) * 12 + day.month - 1
        for day in map(date.fromordinal, range(FIRST, LAST + 1))
    ]
    return np.array(table)[days - FIRST]
