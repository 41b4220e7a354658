"""The hash of what an approval or a closing was taken on; a later change shows. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

# What of a commitment is approved. An extension is approved for itself, so `due` is none of it.
APPROVED = (
    "level",
    "number",
    "title",
    "text",
    "type",
    "unit",
    "owner",
    "leader",
    "first_due",
    "standard",
    "weight",
    "rhythm",
    "target",
    "facts",
)


def digest(told: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of the canonical text of what is told."""
    body = json.dumps(told, ensure_ascii=False, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def of_commitment(
    values: Mapping[str, Any],
    *,
    helps: Iterable[str] = (),
    answers: Iterable[str] = (),
    under: str = "",
    measures: Iterable[str] | None = None,
) -> str:
    """Of a commitment as it reads. helps: units; answers: numbers of the problems it answers.
    under: the number of what it stands under, "" for the top: where it stands is approved, too.
    measures: of a problem, numbers of what answers it; None for others."""
    told = {name: values[name] for name in APPROVED}
    if measures is not None:
        told["measures"] = sorted(measures)
    return digest({**told, "helps": sorted(helps), "answers": sorted(answers), "under": under})


def of_closing(content: str, papers: Iterable[str], notes: int, yields: Iterable[str]) -> str:
    """Of what was on the table when it was accepted. papers: digests of files; yields: as text."""
    return digest(
        {"content": content, "papers": sorted(papers), "notes": notes, "yields": sorted(yields)}
    )


def of_programme(values: Mapping[str, Any], commitments: Iterable[str]) -> str:
    """Of a programme with all its commitments, in their order. commitments: their hashes."""
    return digest({**values, "commitments": list(commitments)})


def needs_approval(*, approved: str, content: str, closed: str = "") -> bool:
    """需重新审定: it was approved, or closed, and reads differently now."""
    return bool(approved and approved != content) or bool(closed and closed != content)
