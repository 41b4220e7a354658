"""What a commitment says, and the hash of it on which it was approved or closed. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
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


def says(
    values: Mapping[str, Any],
    *,
    helps: Iterable[str] = (),
    answers: Iterable[str] = (),
    under: str = "",
    measures: Iterable[str] | None = None,
) -> dict[str, Any]:
    """A commitment as it reads, in values of JSON; `digest` of it is what is approved.

    values: by the names of APPROVED, and `due_rule` where its day follows from another. helps:
    units; answers: numbers of the problems it answers. under: the number of what it stands under,
    "" for the top: where it stands is approved, too. measures: of a problem, numbers of what
    answers it; None for others.
    """
    told = {name: values[name] for name in APPROVED}
    if values.get("due_rule"):
        told["due_rule"] = values["due_rule"]
    if measures is not None:
        told["measures"] = sorted(measures)
    weight = told["weight"]
    told["weight"] = f"{weight.normalize():f}" if isinstance(weight, Decimal) else weight
    told |= {"helps": sorted(helps), "answers": sorted(answers), "under": under}
    plain: dict[str, Any] = json.loads(json.dumps(told, ensure_ascii=False, default=str))
    return plain


def of_dossier(papers: Iterable[str], notes: int, yields: Iterable[str]) -> str:
    """Of what lies behind it. papers: digests of files; yields: as text."""
    return digest({"papers": sorted(papers), "notes": notes, "yields": sorted(yields)})


def of_closing(content: str, dossier: str) -> str:
    """Of what was on the table when it was accepted: what it says, and what lies behind it."""
    return digest({"content": content, "dossier": dossier})


def of_programme(values: Mapping[str, Any], commitments: Iterable[str]) -> str:
    """Of a programme with all its commitments, in their order. commitments: their hashes."""
    return digest({**values, "commitments": list(commitments)})


def needs_approval(
    *, approved: str, content: str, closed: str = "", dossier: str = "", closed_dossier: str = ""
) -> bool:
    """需重新审定: it was approved, or closed, and reads differently now, or something else lies
    behind it."""
    reads = bool(approved and approved != content) or bool(closed and closed != content)
    return reads or bool(closed_dossier and closed_dossier != dossier)
