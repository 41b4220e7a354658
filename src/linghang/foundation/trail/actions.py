"""Which deeds there are, and the Chinese sentence in which the trail tells each of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Formatter
from typing import TYPE_CHECKING

from linghang.foundation.access import SYSTEM

if TYPE_CHECKING:  # engines register while the tables are still being loaded
    from linghang.foundation.trail.models import Entry

_CODE = re.compile(r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$")
_ALWAYS = frozenset({"actor", "subject"})
SHREDDED = "（已按规定清除）"
EMPTY = "—"

_sentences: dict[str, str] = {}


def register(code: str, sentence: str) -> None:
    """Make a deed known; once at start, from the engine's `trail_actions.py`.

    code: dotted, from the package down to the past participle: "cases.batch.committed".
    sentence: Chinese, with {names} of the facts and personal values that the deed leaves, and
    {actor} and {subject}, which are always there.

    Raises ValueError for a malformed code or placeholder and when the code has another sentence.
    """
    if not _CODE.match(code):
        raise ValueError(f"not an action code: {code!r}")
    for field in _placeholders(sentence):
        if not field.isidentifier():
            raise ValueError(f"{code}: {{{field}}} is not a plain name")
    if _sentences.setdefault(code, sentence) != sentence:
        raise ValueError(f"{code} is already registered with another sentence")


def check(code: str, given: set[str]) -> None:
    """Raises ValueError when the deed is unknown or its sentence would have holes."""
    if code not in _sentences:
        raise ValueError(f"the action {code!r} is not registered")
    if missing := _placeholders(_sentences[code]) - given - _ALWAYS:
        raise ValueError(f"{code}: its sentence needs {sorted(missing)}")


def _placeholders(sentence: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(sentence) if field is not None}


def sentence(entry: Entry, names: Mapping[str, str]) -> str:
    """Tell an entry in Chinese.

    names: person code → name; who is missing appears by code, the system as 系统. Shredded
    values read （已按规定清除）. A deed that no package registers any more is told by its code.
    """
    template = _sentences.get(entry.action, "{actor}：" + entry.action)
    words = {"subject": entry.subject_id}
    words |= {field: _word(value) for field, value in entry.facts.items()}
    words |= dict.fromkeys(entry.personal_digests, SHREDDED)
    words |= {field: stored["value"] for field, stored in entry.personal.items()}
    words["actor"] = _actor(entry, names)
    return template.format(**dict.fromkeys(_placeholders(template), EMPTY) | words)


def _actor(entry: Entry, names: Mapping[str, str]) -> str:
    known = {SYSTEM: "系统", **names}
    actor = known.get(entry.person, entry.person)
    if entry.on_behalf_of:
        return f"{actor}（代{known.get(entry.on_behalf_of, entry.on_behalf_of)}）"
    return actor


def _word(value: object) -> str:
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_word(item) for item in value) or EMPTY
    return str(value)


def sentences() -> dict[str, str]:
    """Every registered deed and its sentence, for the reference pages."""
    return dict(_sentences)
