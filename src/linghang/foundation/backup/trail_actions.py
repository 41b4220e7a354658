"""The deeds of backup and restore."""

from __future__ import annotations

from linghang.foundation.trail import actions, subjects

MADE = "backup.backup.made"
RESTORED = "backup.backup.restored"
actions.register(MADE, "{actor}做了备份“{name}”：文件{files}个，{bytes}字节")
actions.register(RESTORED, "{actor}从备份“{name}”恢复：文件{files}个，备份做于{made_at}")
subjects.register("backup.backup", "备份")
