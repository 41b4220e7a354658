"""Draws what a stay costs, part by part in 分; the total is the sum of the parts."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.random import Generator

from linghang.demo import catalogue
from linghang.demo.arrays import Numbers, taken
from linghang.demo.clinical import PAYMENTS, Clinical
from linghang.demo.profiles import tables
from linghang.demo.stays import FIRST, SEED, Stays

# D11–D19, D20–D34: the columns that add up to D01.
PARTS = tuple(f"D{number}" for number in range(11, 35))
PLACE = {code: place for place, code in enumerate(PARTS)}
# How the fee of a procedure is split between work and material.
SPLIT = {
    "手术": {"D20": 0.48, "D33": 0.52},
    "介入": {"D20": 0.3, "D33": 0.7},
    "诊断": {"D18": 0.62, "D31": 0.38},
    "治疗": {"D19": 0.68, "D32": 0.32},
}
PHYSICAL = ("92.2201", "99.8301")
DAYS_WEIGH = 0.65
YEARLY_RISE = 0.012
BLOOD_UNIT, ALBUMIN_BOTTLE = 23000, 38000
OWN_SHARE = {"1.1": 0.22, "1.2": 0.38, "2.1": 0.42, "2.2": 0.5, "5": 0.6, "7": 1.0}
ANAESTHESIA_SHARE, LOCAL = 0.24, "03"


@dataclass(frozen=True)
class Costs:
    """分. parts: one column per PARTS; the others are contained in parts or in the total."""

    parts: Numbers
    physical: Numbers
    anaesthesia: Numbers
    operation: Numbers
    antibacterial: Numbers
    own: Numbers

    @property
    def total(self) -> Numbers:
        return self.parts.sum(axis=1)

    def take(self, rows: Numbers) -> Self:
        return taken(self, rows)


def draw(stays: Stays, clinical: Clinical) -> Costs:
    """The costs of every stay."""
    chance, count = np.random.default_rng([SEED, 5]), len(stays)
    parts = _everyday(chance, stays) + _procedure_parts(chance, clinical.procedure)
    parts[:, PLACE["D15"]] += _pathology(chance, stays)
    parts[:, PLACE["D26"]] += clinical.blood * BLOOD_UNIT
    _add_products(chance, stays, clinical, parts)
    anaesthesia = (parts[:, PLACE["D20"]] * _anaesthesia_share(clinical.procedure)).astype(np.int64)
    drugs = parts[:, PLACE["D23"]]
    infected = chance.random(count) < 0.42
    share = np.array([OWN_SHARE[code] for code in PAYMENTS])[clinical.payment]
    own = np.minimum(share * chance.uniform(0.85, 1.0 / 0.85, count), 1.0)
    own = np.where(share == 1.0, 1.0, own)
    return Costs(
        parts=parts,
        physical=np.where(_is_physical(clinical.procedure), parts[:, PLACE["D19"]] * 3 // 5, 0),
        anaesthesia=anaesthesia,
        operation=parts[:, PLACE["D20"]] - anaesthesia,
        antibacterial=np.where(infected, (drugs * chance.uniform(0.05, 0.35, count)), 0).astype(
            np.int64
        ),
        own=(parts.sum(axis=1) * own).astype(np.int64),
    )


def _everyday(chance: Generator, stays: Stays) -> Numbers:
    """What does not depend on procedures: by disease, stay and pattern of the department."""
    table, count = catalogue.diseases(), len(stays)
    relative = stays.days / table.stay[stays.disease]
    base = table.cost[stays.disease] * relative**DAYS_WEIGH
    base = base * np.exp(0.22 * chance.standard_normal(count))
    base = base * (1 + YEARLY_RISE) ** ((stays.discharged - FIRST) / 365.25)
    noisy = _shares()[table.service[stays.disease]] * chance.gamma(8, 1 / 8, (count, len(PARTS)))
    return (base[:, None] * noisy / noisy.sum(axis=1, keepdims=True)).astype(np.int64)


@functools.cache
def _shares() -> Numbers:
    """Share of each part by line of work."""
    shares = tables.cost_shares()
    return np.array(
        [[shares[row.costs].get(part, 0.0) for part in PARTS] for row in tables.services()]
    )


@functools.cache
def _fees() -> Numbers:
    """分 by procedure and part; the last row stands for no procedure."""
    rows = tables.procedures()
    fees = np.zeros((len(rows) + 1, len(PARTS)))
    for place, row in enumerate(rows):
        for part, share in SPLIT[row.kind].items():
            fees[place, PLACE[part]] = row.fee * 100 * share
    return fees


def _procedure_parts(chance: Generator, procedure: Numbers) -> Numbers:
    companion = np.where(procedure >= 0, catalogue.procedures().companion[procedure], -1)
    dearer = np.exp(0.12 * chance.standard_normal((len(procedure), 1)))
    return ((_fees()[procedure] + _fees()[companion]) * dearer).astype(np.int64)


def _anaesthesia_share(procedure: Numbers) -> Numbers:
    """None where the surgeon gives local anaesthesia."""
    methods = [row.anaesthesia for row in tables.procedures()]
    shares = [0.0 if one == "" or one[:2] == LOCAL else ANAESTHESIA_SHARE for one in methods]
    return np.array([*shares, 0.0])[procedure]


def _is_physical(procedure: Numbers) -> Numbers:
    place = catalogue.procedure_places()
    return np.isin(procedure, [place[code] for code in PHYSICAL])


def _pathology(chance: Generator, stays: Stays) -> Numbers:
    """A growth is looked at under the microscope."""
    growth = np.array([row.codes[0][0] in "CD" for row in tables.diseases()])
    fee = chance.integers(18000, 96000, len(stays))
    return np.where(growth[stays.disease] & (stays.procedure >= 0), fee, 0)


def _add_products(chance: Generator, stays: Stays, clinical: Clinical, parts: Numbers) -> None:
    """Albumin, globulin, clotting factors and cytokines, for a few."""
    intensive = clinical.icu > 0
    bottles = chance.integers(1, 9, len(stays))
    luck = chance.random((4, len(stays)))
    cancer = np.array([row.service in ("D07", "D11") for row in tables.diseases()])[stays.disease]
    given = {
        "D27": luck[0] < np.where(intensive, 0.5, 0.03),
        "D28": luck[1] < np.where(intensive, 0.04, 0.004),
        "D29": luck[2] < np.where(clinical.blood > 0, 0.08, 0.001),
        "D30": luck[3] < np.where(cancer, 0.2, 0.002),
    }
    for part, rows in given.items():
        parts[:, PLACE[part]] += np.where(rows, bottles * ALBUMIN_BOTTLE, 0)
