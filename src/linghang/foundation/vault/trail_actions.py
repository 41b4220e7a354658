"""The deeds of the vault."""

from __future__ import annotations

from linghang.foundation.trail import actions, subjects

KEY_MADE = "vault.key.made"
ROTATED = "vault.key.rotated"

actions.register(KEY_MADE, "{actor}为“{purpose}”启用新密钥{subject}（{algorithm}），原密钥{former}")
actions.register(
    ROTATED,
    "{actor}用密钥{subject}重新加密了“{purpose}”{resealed}条，停用旧密钥{retired}，"
    "打不开而原样保留{left}条",
)
subjects.register("vault.key", "密钥")
