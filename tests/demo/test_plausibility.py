"""The 120,000 cases look like two years of a large hospital."""

from __future__ import annotations

import numpy as np

from linghang.demo import catalogue
from linghang.demo.attending import ward_names
from linghang.demo.cases import Cases
from linghang.demo.hospital import DAY_WARD
from linghang.demo.profiles import tables
from linghang.demo.stays import DEATH

SERVICES = [row.code for row in tables.services()]


def service_of(cases: Cases) -> np.ndarray:
    return catalogue.diseases().service[cases.stays.disease]


def mean_stay(cases: Cases, first: int, end: int) -> float:
    return float(cases.stays.days[(cases.month >= first) & (cases.month < end)].mean())


def test_the_mean_stay_falls_from_about_9_0_to_about_8_2_days(full: Cases) -> None:
    assert 8.7 < mean_stay(full, 0, 3) < 9.3
    assert 8.0 < mean_stay(full, 21, 24) < 8.4
    assert mean_stay(full, 0, 12) - mean_stay(full, 12, 24) > 0.3


def test_departments_differ_in_stay(full: Cases) -> None:
    means = {
        code: float(full.stays.days[service_of(full) == place].mean())
        for place, code in enumerate(SERVICES)
    }

    assert means["D24"] < 5 < means["D01"] < means["D16"] < means["D26"]


def test_every_month_is_busy_and_the_spring_festival_is_quiet(full: Cases) -> None:
    months = np.bincount(full.month)

    assert len(months) == 24
    assert 3500 < months.min() <= months.max() < 6500
    assert months[1] == months[:12].min()
    assert months[13] == months[12:].min()


def test_breathing_troubles_come_in_winter(full: Cases) -> None:
    respiratory = np.isin(service_of(full), [SERVICES.index("D02"), SERVICES.index("D22")])
    months = np.bincount(full.month[respiratory] % 12)

    assert months[[0, 11]].mean() > 1.4 * months[[6, 7]].mean()


def test_fewer_leave_on_sundays_than_on_fridays(full: Cases) -> None:
    weekday = np.bincount(full.stays.discharged % 7)

    assert weekday[0] < 0.6 * weekday[5]


def test_deaths_follow_the_danger_of_the_illness(full: Cases) -> None:
    dead = full.stays.disposition == DEATH
    intensive = service_of(full) == SERVICES.index("D27")
    eyes = service_of(full) == SERVICES.index("D24")

    assert 0.006 < dead.mean() < 0.010
    assert dead[intensive].mean() > 0.1
    assert dead[eyes].mean() == 0


def test_most_leave_on_advice_and_a_few_against_it(full: Cases) -> None:
    share = np.bincount(full.stays.disposition) / len(full)

    assert share[1] > 0.9
    assert 0.03 < share[4] < 0.06
    assert 0 < share[9] < share[3] < share[2] < 0.02


def test_between_4_and_6_per_cent_come_back_within_31_days_many_of_them_planned(
    full: Cases,
) -> None:
    order = np.lexsort((full.stays.admitted, full.stays.person))
    stays = full.stays.take(order)
    gap = stays.admitted[1:] - stays.discharged[:-1]
    same = stays.person[1:] == stays.person[:-1]
    back = same & (gap > 0) & (gap <= 31)

    assert not (same & (gap <= 0)).any()
    assert 0.04 < back.sum() / len(full) < 0.06
    assert 0.3 < stays.plan[:-1][back].mean() < 0.8


def test_surgery_has_the_expected_share_of_level_four(full: Cases) -> None:
    table = tables.procedures()
    level = np.array([int(row.level or 0) for row in table])
    chosen = full.clinical.procedure
    graded = np.where(chosen >= 0, level[chosen], 0)

    assert 0.25 < (graded > 0).mean() < 0.42
    assert 0.15 < (graded == 4).sum() / (graded > 0).sum() < 0.20


def test_day_surgery_stays_one_day_and_moves_into_the_new_ward(full: Cases) -> None:
    day = full.stays.day_surgery
    wards = ward_names()[full.attending.ward]

    assert 0.015 < day.mean() < 0.05
    assert (full.stays.days[day] == 1).all()
    assert 100 < (wards == DAY_WARD).sum() < 400
    assert full.month[wards == DAY_WARD].min() == 21


def test_frequencies_of_diagnoses_fall_as_zipf_says(full: Cases) -> None:
    start = catalogue.diseases().code_start[full.stays.disease]
    counts = np.sort(np.bincount(start + full.stays.diagnosis))[::-1]

    assert counts[0] > 5 * counts[100] > 25 * counts[1000]
    assert counts[:100].sum() > 0.3 * len(full)
    assert (counts > 0).sum() > 1200


def test_costs_are_spread_widely_around_a_sensible_mean(full: Cases) -> None:
    yuan = full.costs.total / 100

    assert 11_000 < yuan.mean() < 18_000
    assert np.median(yuan) < yuan.mean()
    assert yuan.min() > 300
    assert yuan.max() < 600_000


def test_women_and_children_lie_where_they_belong(full: Cases) -> None:
    sex = full.persons.sex[full.stays.person]
    obstetrics = service_of(full) == SERVICES.index("D21")
    newborn = service_of(full) == SERVICES.index("D23")
    children = service_of(full) == SERVICES.index("D22")

    assert (sex[obstetrics] == 2).all()
    assert full.clinical.age[obstetrics].min() >= 17
    assert (full.clinical.age[newborn] == 0).all()
    assert full.clinical.age[children].max() <= 15
    assert full.clinical.age[(full.clinical.age_days < 0) & ~children].mean() > 45
