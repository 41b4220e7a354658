"""The closed vocabulary of conditions, answered with yes, no, or not known yet. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from linghang.procedures.needs.definitions import Condition, When


def holds(when: When, known: Mapping[str, Any], values: Mapping[str, object]) -> bool | None:
    """Whether the condition holds; None while a field that would decide is not known yet.

    known: field → value; a field that is there but empty (None) fulfils nothing. values: rule
    parameters of the day.
    """
    answers = [_one(one, known, values) for one in when.conditions]
    decisive = bool(when.any)
    if decisive in answers:
        return decisive
    return None if None in answers else not decisive


def _one(one: Condition, known: Mapping[str, Any], values: Mapping[str, object]) -> bool | None:
    if one.field not in known:
        return None
    value = known[one.field]
    if value is None:
        return False
    if one.equals is not None:
        return bool(value == one.equals)
    if one.among:
        return value in one.among
    bound = one.at_least if one.at_least is not None else one.below
    limit = values.get(bound) if isinstance(bound, str) else bound
    if not isinstance(limit, int | Decimal):
        return None
    return bool(value >= limit) if one.at_least is not None else bool(value < limit)
