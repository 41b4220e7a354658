"""What a checked batch would change, row by row: kept beside its complaints, read in pages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

from linghang.foundation.intake.definitions import SHOWN, Line, What
from linghang.foundation.intake.models import Batch


def write(batch: Batch, lines: Iterable[Line]) -> dict[str, dict[str, int]]:
    """Keep the lines in the batch's folder; returns how many rows of each sheet become what.

    Those that are SHOWN are kept: changed rows first, then new ones, then those that wait.
    """
    counted: dict[str, dict[str, int]] = {}
    shown: dict[What, list[Line]] = {what: [] for what in SHOWN}
    for line in lines:
        by_what = counted.setdefault(line.sheet, {})
        by_what[line.what.value] = by_what.get(line.what.value, 0) + 1
        if line.what in shown:
            shown[line.what].append(line)
    if any(shown.values()):
        with path_of(batch).open("w", encoding="utf-8") as stream:
            for one in (line for what in SHOWN for line in shown[what]):
                stream.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")
    else:
        path_of(batch).unlink(missing_ok=True)
    return counted


def path_of(batch: Batch) -> Path:
    """Where the lines lie; nothing once the batch was committed."""
    return batch.folder / "outcomes.jsonl"


def page(
    batch: Batch, *, what: str = "", sheet: str = "", offset: int = 0, limit: int = 50
) -> list[dict[str, Any]]:
    """Lines as Line has them, of this What and sheet only when given."""
    return list(islice(_chosen(batch, what, sheet), offset, offset + limit))


def _chosen(batch: Batch, what: str, sheet: str) -> Iterator[dict[str, Any]]:
    path = path_of(batch)
    if not path.exists():
        return
    with path.open(encoding="utf-8") as stream:
        for text in stream:
            one = json.loads(text)
            if what in ("", one["what"]) and sheet in ("", one["sheet"]):
                yield one
