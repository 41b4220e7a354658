"""The deeds of the trail itself."""

from __future__ import annotations

from linghang.foundation.trail import actions, rules

actions.register(rules.SHREDDED, "{actor}依法清除了第{subject}条留痕中的个人信息“{field}”")
