"""The groups of a month: worked out from its coded cases in one call, kept while asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from numpy.typing import NDArray

from linghang.cases.drg import CodedCases, CompiledRules, Status, group_coded, load_rules
from linghang.cases.drg.answers import Answers
from linghang.cases.drg.rules import check_faults
from linghang.cases.grouping import coding
from linghang.cases.grouping.rules import Weights
from linghang.cases.models import Manifest
from linghang.cases.queries import CaseRow

KEPT_MONTHS = 60
UNKNOWN_DIAGNOSIS = "主要诊断的编码不在编码表中"
NO_GROUP = "主要诊断和手术操作不符合任何一组的条件"
OTHER_CATEGORY = "手术操作与主要诊断不在同一大类"
WEIGHT = pa.decimal128(9, 4)
FACTS = tuple(
    dict.fromkeys((*CaseRow.__dataclass_fields__, "discharged_at", "total_cost", "payment"))
)
"""Columns of the case files that pages on groups filter, count and show."""


@dataclass(frozen=True, slots=True)
class Month:
    """Of each case of a month, in the order of its file: the outcome, and why there is no group.

    outcomes: numbers of `rules.outcomes`, int32. reasons: places in `texts`, int16; 0 is «».
    """

    outcomes: NDArray[np.int32]
    reasons: NDArray[np.int16]
    texts: tuple[str, ...]


def grouped(manifest: Manifest, month: str, *, edition: str, weights: Weights | None) -> pa.Table:
    """The cases of a month: FACTS, status, mdc, adrg, drg, reason (text), rw (decimal or null).

    At least one case file of the month must be in the manifest. Kept while asked for, some 120
    bytes a case.
    """
    digest = load_rules(edition).digest
    return pa.concat_tables(
        _table(_Asked(one, manifest.coded_files, edition), digest, _Weighed(weights))
        for one in manifest.case_files
        if one["month"] == month
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """A case file to be grouped; equal when its content is and the edition, too."""

    case_file: dict[str, Any]
    coded_files: list[dict[str, Any]]
    edition: str

    def __hash__(self) -> int:
        return hash((self.case_file["path"], self.edition))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and (self.case_file["sha256"], self.edition) == (
            other.case_file["sha256"],
            other.edition,
        )


@dataclass(frozen=True, slots=True)
class _Weighed:
    """Weights by their content."""

    weights: Weights | None

    def __hash__(self) -> int:
        return hash(self.weights.code if self.weights else "")


def _month(asked: _Asked) -> Month:
    rules = load_rules(asked.edition)
    cases = coding.coded(Path(settings.CASES_FOLDER), asked.case_file, asked.coded_files)
    outcomes = group_coded(cases, rules)
    texts: dict[str, int] = {"": 0}
    reasons = np.zeros(len(cases), np.int16)
    grouped = np.array([one.status is Status.GROUPED for one in rules.outcomes])
    for place in np.flatnonzero(~grouped[outcomes]).tolist():
        says = reason(cases, place, rules.outcomes[outcomes[place]].status, rules)
        reasons[place] = texts.setdefault(says, len(texts))
    return Month(outcomes, reasons, tuple(texts))


def reason(cases: CodedCases, place: int, status: Status, rules: CompiledRules) -> str:
    """Why the case at a place has no group, in Chinese."""
    if status is Status.UNCHECKED:
        sex, age, days, weight, stay = (int(column[place]) for column in cases.numbers)
        passes = rules.facts.blank_weight_passes
        return "；".join(check_faults((sex, age, days, weight, stay), blank_weight_passes=passes))
    if status is Status.AMBIGUOUS:
        return OTHER_CATEGORY
    return NO_GROUP if cases.dx.numbers[cases.dx.ends[place]] else UNKNOWN_DIAGNOSIS


@lru_cache(maxsize=KEPT_MONTHS)
def _table(asked: _Asked, digest: str, weighed: _Weighed) -> pa.Table:
    """digest: of the rule set, so that a changed one is asked anew."""
    rules, month = load_rules(asked.edition), _month(asked)
    path = Path(settings.CASES_FOLDER) / asked.case_file["path"]
    few = {one.name for one in pq.read_schema(path) if one.type == "string"} - {"case_key"}
    read = pq.read_table(path, columns=list(FACTS), read_dictionary=sorted(few & set(FACTS)))
    # Whether a column may be empty differs from file to file, and says nothing here.
    facts = pa.table(read.columns, names=read.schema.names)
    answers = Answers(rules).batch(month.outcomes)
    values = weighed.weights.values if weighed.weights else {}
    by_outcome = pa.array([values.get(one.drg) for one in rules.outcomes], WEIGHT)
    for name, column in zip(answers.schema.names, answers.columns, strict=True):
        facts = facts.append_column(name, column)
    said = pa.DictionaryArray.from_arrays(pa.array(month.reasons), pa.array(month.texts))
    facts = facts.append_column("reason", said)
    return facts.append_column("rw", by_outcome.take(pa.array(month.outcomes)))
