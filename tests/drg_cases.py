"""Cases for the grouper's tests: the public sets with their answers, and random ones."""

from __future__ import annotations

import csv
import gzip
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from linghang.cases.drg import Case, Grouped, Status, load_rules

DATA = Path(__file__).parent / "data/drg"
PUBLIC = {
    "chs_drg_11": DATA / "cases_11.csv.gz",
    "guangxi_2022": DATA / "cases_guangxi_2022.csv.gz",
    "yunnan_2023": DATA / "cases_yunnan_2023.csv.gz",
}
INPUT = ("id", "sex", "age", "age_days", "birth_weight", "los", "discharge", "dx", "px")


@cache
def public(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a public set, as they stand."""
    with gzip.open(PUBLIC[name], "rt", encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


def as_case(row: dict[str, str]) -> Case:
    """A row of a public set as one case."""
    names = ("sex", "age", "age_days", "birth_weight", "los")
    return Case(
        *(int(row[name]) for name in names),
        dx=tuple(row["dx"].split("|")),
        px=tuple(row["px"].split("|")) if row["px"] else (),
    )


def answer(row: dict[str, str], *, map_codes: bool = False) -> Grouped:
    """What the source of the rules says about a row."""
    before = "mapped_" if map_codes else ""
    status, mdc, adrg, drg = (row[f"{before}{one}"] for one in ("status", "mdc", "adrg", "drg"))
    return Grouped(Status(status), mdc, adrg, drg)


def random_cases(name: str, count: int, *, seed: int) -> Iterator[Case]:
    """Cases whose codes are drawn from what the set's rules look at, with odd numbers among."""
    rules = load_rules(name)
    drawn = random.Random(seed)
    dx, px = rules.codes.dx.all, rules.codes.px.all
    flagged_dx = [at for at, one in enumerate(rules.arrays.dx_flags.any(1).tolist()) if one]
    flagged_px = [at for at, one in enumerate(rules.arrays.px_flags.any(1).tolist()) if one]
    for _ in range(count):
        age = drawn.choice([0, 0, 1, 5, 6, 7, 40, 90, 200, None, -1])
        diagnoses = [
            dx[drawn.choice(flagged_dx)] if drawn.random() < 0.2 else drawn.choice(dx)
            for _ in range(drawn.randrange(1, 9))
        ]
        procedures = [
            px[drawn.choice(flagged_px)] if drawn.random() < 0.4 else drawn.choice(px)
            for _ in range(drawn.randrange(0, 5))
        ]
        yield Case(
            drawn.choice([1, 2, 1, 2, 1, 2, None, 3]),
            age,
            drawn.choice([0, 5, 28, 29, 100, None]),
            drawn.choice([0, 900, 1500, 1999, 2000, 2499, 2500, 4000, None, -5]),
            drawn.choice([0, 1, 2, 5, 6, 7, 13, 14, 60, None]),
            tuple(diagnoses),
            tuple(procedures),
        )


def any_text() -> st.SearchStrategy[str]:
    """A code or something that is none; no bar, which would make two of it."""
    known = load_rules("chs_drg_11").codes
    codes = st.sampled_from(known.dx.all[1:]) | st.sampled_from(known.px.all[1:])
    return codes | st.text(st.characters(exclude_characters="|", exclude_categories=["Cs"]))


def any_case() -> st.SearchStrategy[Case]:
    """Cases with anything in them that the types allow."""
    number = st.none() | st.sampled_from([0, 1, 2, 28, 29, 1500]) | st.integers(-(2**40), 2**40)
    return st.builds(
        Case,
        number,
        number,
        number,
        number,
        number,
        st.lists(any_text(), max_size=30).map(tuple),
        st.lists(any_text(), max_size=12).map(tuple),
    )
