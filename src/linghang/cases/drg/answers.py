"""Outcome numbers as the four columns that grouping adds: status, mdc, adrg, drg."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from linghang.cases.drg.compiled import CompiledRules

ADDED = ("status", "mdc", "adrg", "drg")
SCHEMA = pa.schema([(name, pa.string()) for name in ADDED])


class Answers:
    """Turns outcome numbers of one rule set into columns."""

    def __init__(self, rules: CompiledRules) -> None:
        self.outcomes = rules.outcomes
        self.columns = []
        for name in ADDED:
            texts = [str(getattr(one, name)) for one in rules.outcomes]
            distinct = list(dict.fromkeys(texts))
            places = {text: place for place, text in enumerate(distinct)}
            numbers = np.array([places[text] for text in texts], np.int16)
            self.columns.append((numbers, pa.array(distinct, pa.string())))

    def batch(self, outcomes: NDArray[np.int32]) -> pa.RecordBatch:
        """The four columns, dictionary-encoded."""
        arrays = []
        for numbers, texts in self.columns:
            # pa.array would bring numpy's masked arrays along, which take longer than this.
            content = pa.py_buffer(numbers[outcomes])
            places = pa.Array.from_buffers(pa.int16(), len(outcomes), [None, content])
            arrays.append(pa.DictionaryArray.from_arrays(places, texts))
        return pa.RecordBatch.from_arrays(arrays, names=list(ADDED))

    def counts(self, outcomes: NDArray[np.int32]) -> Counter[str]:
        """How many cases have each status."""
        found: Counter[str] = Counter()
        for number, count in enumerate(np.bincount(outcomes, minlength=len(self.outcomes))):
            if count:
                found[str(self.outcomes[number].status)] += int(count)
        return found
