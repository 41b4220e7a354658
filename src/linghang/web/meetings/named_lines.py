"""Lines that name a member and say something: 发言顺序 with stances, 得票 with numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from linghang.meetings.bodies.queries import Member
from linghang.meetings.recording.entries import Line
from linghang.meetings.recording.rules import OPINION_NAMES, PROPOSER_NAMES, Opinion, Proposer

_BETWEEN = re.compile(r"[\s:：，,]+")
_TIMES = re.compile(r"(\d{1,2}:\d{2})\s*[-—–至~]\s*(\d{1,2}:\d{2})")
_PROPOSERS: dict[Proposer, str] = {
    one: name for one, name in PROPOSER_NAMES.items() if one is not Proposer.SELF
}
_OPINIONS = {name: one for one, name in OPINION_NAMES.items()} | {"保留": Opinion.RESERVES}


class NamedLines(forms.CharField):
    """One member a line, `name word`; the cleaned value is a tuple of (person code, word).

    members: who may be named; two of the same name are told apart by their number.
    """

    widget = forms.Textarea

    def __init__(self, *, members: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(required=False, max_length=20_000, **kwargs)
        self.widget.attrs["rows"] = 3
        self.members = members

    def clean(self, value: Any) -> tuple[tuple[str, Any], ...]:
        text = str(super().clean(value) or "")
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        found = tuple(self._line(line) for line in lines)
        people = [person for person, _ in found]
        if len(set(people)) < len(people):
            raise ValidationError("同一人写了两次。")
        return found

    def _line(self, line: str) -> tuple[str, Any]:
        who, *rest = _BETWEEN.split(line, maxsplit=1)
        hits = [one.person for one in self.members if who in (one.name, one.person)]
        if len(hits) != 1:
            why = "不止一人，请写工号" if hits else "不是会议成员"
            raise ValidationError(f"“{who}”{why}。")
        return hits[0], self.word(rest[0].strip() if rest else "", line)

    def word(self, text: str, line: str) -> Any:
        """What is said of the member, as a value. Raises ValidationError."""
        return text

    def written(self, rows: Sequence[tuple[str, str]]) -> str:
        """The lines as somebody would write them; rows: (person code, word)."""
        names = {one.person: one.name for one in self.members}
        return "\n".join(f"{names.get(person, person)} {word}" for person, word in rows)


class Stances(NamedLines):
    """发言顺序: each with 同意, 不同意, 缓议 or 保留意见, and what was said; the word is a pair
    (Opinion, words)."""

    def word(self, text: str, line: str) -> tuple[Opinion, str]:
        opinion, *words = _BETWEEN.split(text, maxsplit=1)
        if opinion not in _OPINIONS:
            raise ValidationError(
                f"“{line}”：意见只能写同意、不同意、缓议或保留意见，其后可写理由。"
            )
        return _OPINIONS[opinion], words[0].strip() if words else ""


@dataclass(frozen=True, slots=True)
class Out:
    """Why a member left the room, at whose word, and from when to when."""

    ground: str
    proposed_by: Proposer = Proposer.SELF
    left_at: time | None = None
    returned_at: time | None = None


class Recusals(NamedLines):
    """回避: each with a ground, who proposed it where it was not the member, and the times."""

    def word(self, text: str, line: str) -> Out:
        if not text:
            raise ValidationError(f"“{line}”：没有写回避事由。")
        proposer = next((one for one, name in _PROPOSERS.items() if name in text), Proposer.SELF)
        for name in _PROPOSERS.values():
            text = text.replace(f"（{name}）", "").replace(name, "")
        times = _TIMES.search(text)
        ground = _TIMES.sub("", text).strip(" ，,；;") or PROPOSER_NAMES[proposer]
        if times is None:
            return Out(ground, proposer)
        try:
            left, returned = (time.fromisoformat(one.zfill(5)) for one in times.groups())
        except ValueError:
            raise ValidationError(f"“{line}”：时间写成16:10-16:25。") from None
        return Out(ground, proposer, left, returned)


class Tally(NamedLines):
    """得票: each with a number; the word is an int."""

    def word(self, text: str, line: str) -> int:
        number = text.removesuffix("票").strip()
        if not (number.isascii() and number.isdigit()):
            raise ValidationError(f"“{line}”：得票写数字。")
        return int(number)


def stances(
    label: str,
    members: Sequence[Member],
    kept: Sequence[tuple[str, Opinion]],
    words: Mapping[str, str],
) -> Stances:
    """The field for who spoke in which order, filled with what was kept."""
    field = Stances(
        label=label,
        members=members,
        help_text="按发言顺序，每行一人：姓名 同意（不同意、缓议、保留意见） 理由。",
    )
    told = [(who, f"{OPINION_NAMES[one]} {words.get(who, '')}".strip()) for who, one in kept]
    field.initial = field.written(told)
    return field


def recusals(label: str, members: Sequence[Member], line: Line | None) -> Recusals:
    """The field for who left the room, filled with what was kept."""
    field = Recusals(
        label=label,
        members=members,
        help_text="每行一人：姓名 事由 16:10-16:25；他人提出的写明“他人提出”。",
    )
    if line is None:
        return field
    proposed = dict(line.proposed)
    times = {
        who: f"{left:%H:%M}-{back:%H:%M}" for who, left, back in line.out_between if left and back
    }
    told = []
    for who, ground in line.recused:
        by = f"（{_PROPOSERS[proposed[who]]}）" if who in proposed else ""
        told.append((who, f"{ground}{by} {times.get(who, '')}".strip()))
    field.initial = field.written(told)
    return field


def tally(label: str, members: Sequence[Member], kept: Mapping[str, int]) -> Tally:
    """The field for how many votes each candidate got, filled with what was kept."""
    field = Tally(label=label, members=members, help_text="每行一人：姓名 票数。")
    field.initial = field.written([(person, str(votes)) for person, votes in kept.items()])
    return field
