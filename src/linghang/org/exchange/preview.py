"""What a checked batch shows before it is committed: complaints, differences, new rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

from linghang.foundation.intake.complaints import Book
from linghang.foundation.intake.models import Batch
from linghang.org.exchange.definitions import SHEET_NAMES
from linghang.org.exchange.planning.plan import WHAT_NAMES, Plan, What

SHOWN = (What.CHANGED, What.NEW, What.ASKED)


def write(batch: Batch, plan: Plan) -> list[dict[str, object]]:
    """Keep complaints and outcomes in the batch's folder; returns the complaints counted."""
    batch.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    book = Book(batch.complaints_file)
    book.add(plan.complaints)
    counts = book.close()
    with outcomes_file(batch).open("w", encoding="utf-8") as stream:
        for what in SHOWN:
            for outcome in plan.outcomes:
                if outcome.what is what:
                    line = {
                        "sheet": outcome.origin.sheet,
                        "row": outcome.origin.row,
                        "what": outcome.what.value,
                        "title": outcome.title,
                        "differences": [asdict(one) for one in outcome.differences],
                    }
                    stream.write(json.dumps(line, ensure_ascii=False) + "\n")
    return counts


def outcomes_file(batch: Batch) -> Path:
    """Where the outcomes lie; changed rows first, then new ones, then those that wait."""
    return batch.folder / "outcomes.jsonl"


def outcomes(
    batch: Batch, *, what: str = "", sheet: str = "", offset: int = 0, limit: int = 50
) -> list[dict[str, Any]]:
    """A page of the rows that change something; nothing once the batch was put into force."""
    return list(islice(_chosen(batch, what, sheet), offset, offset + limit))


def _chosen(batch: Batch, what: str, sheet: str) -> Iterator[dict[str, Any]]:
    path = outcomes_file(batch)
    if not path.exists():
        return
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            one = json.loads(line)
            if what in ("", one["what"]) and sheet in ("", one["sheet"]):
                yield one


def summary(counts: Mapping[str, Mapping[str, int]]) -> str:
    """单位新增3、不变17；人员新增120、改动4: every sheet in a few words."""
    parts = []
    for sheet, name in SHEET_NAMES.items():
        if sheet in counts:
            told = [
                f"{WHAT_NAMES[what]}{counts[sheet][what]}" for what in What if what in counts[sheet]
            ]
            parts.append(f"{name}{'、'.join(told)}")
    return "；".join(parts) or "没有数据行"
