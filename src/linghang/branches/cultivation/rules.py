"""The three ways of growing people (三培养)."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What somebody became."""

    MEMBER = "member"
    PROFESSIONAL = "professional"
    MANAGER = "manager"


KIND_NAMES: dict[Kind, str] = {
    Kind.MEMBER: "业务骨干培养成党员",
    Kind.PROFESSIONAL: "党员培养成业务骨干",
    Kind.MANAGER: "党员骨干培养成管理骨干",
}
