"""The deeds of the evidence store."""

from __future__ import annotations

from linghang.foundation.trail import actions

STORED = "evidence.evidence.stored"
actions.register(STORED, "{actor}存入佐证材料“{name}”（{happened_on}，{size}字节）")
