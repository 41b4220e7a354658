"""The clerk's form: everybody is there; who is away is chosen, items are voted with one tap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from linghang.meetings.recording.entries import Missed, Record
from linghang.meetings.recording.rules import Ground
from linghang.web.forms import Group, PersonField
from linghang.web.meetings import item_form
from linghang.web.meetings.forms import day_field, time_field
from linghang.web.meetings.item_form import ITEMS, THERE, Asked, Fields, choice, count, long, text

LEFT = 2  # lines for people who were there for a part only
OBSERVERS = 2
RECORD = "record"


class RecordForm(forms.Form):
    """Head, who is away, items, and the raw text."""

    def __init__(self, *args: Any, asked: Asked, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        if asked.is_new:
            self.fields["day"] = day_field("日期", initial=asked.day)
        without = asked.without
        for name, field in (*_head(asked), *_away(asked), *item_form.fields(asked), *_rest(asked)):
            if name.rstrip("0123456789") not in without:
                self.fields[name] = field

    def clean(self) -> dict[str, Any]:
        """The record that was written down stands beside the bare values."""
        given = super().clean() or {}
        return given if self.errors else {**given, RECORD: self.record()}

    def record(self) -> Record:
        """What was written down, with what the form does not ask for as it was kept before."""
        given, last = self.cleaned_data, self.asked.last
        return Record(
            starts_at=given["starts_at"],
            ends_at=given["ends_at"],
            place=given["place"],
            theme=given["theme"],
            chair=given["chair"],
            recorder=given["recorder"],
            missed=tuple(_missed(self.asked, given)),
            observers=tuple(
                dict.fromkeys(
                    given[f"observer{n}"] for n in range(1, OBSERVERS + 1) if given[f"observer{n}"]
                )
            ),
            lines=tuple(item_form.lines(given, last.lines, self.asked)),
            text=given["text"],
        )


def groups(asked: Asked) -> list[Group]:
    """Who is away first, then items, then the head, which is mostly filled in already."""
    away = tuple(f"away-{one.person}" for one in asked.members)
    first = tuple(item_form.first(1, asked))
    left = tuple(f"left-{name}{n}" for n in range(1, LEFT + 1) for name in ("who", "from", "to"))
    shown = [
        Group("谁没有到会", away, f"共{len(away)}人，默认到会；没到的选原因。", "rows"),
        Group("第1项议题", first),
        Group("第1项的票数、意见、决议", tuple(item_form.more(1, asked)), look="fold"),
    ]
    for number in range(2, ITEMS + 1):
        names = (*item_form.first(number, asked), *item_form.more(number, asked))
        shown.append(Group(f"第{number}项议题", names, look="fold"))
    head = ("day", "starts_at", "ends_at", "place", "theme", "chair", "recorder")
    more = tuple(f"observer{n}" for n in range(1, OBSERVERS + 1))
    return [
        *shown,
        Group("时间、地点、主持人", head),
        Group("中途离会、列席", (*left, *more), look="fold"),
        Group("会议记录全文", ("text",), look="fold"),
    ]


def _head(asked: Asked) -> Fields:
    last = asked.last
    yield "starts_at", time_field("开始时间", initial=last.starts_at)
    yield "ends_at", time_field("结束时间", initial=last.ends_at)
    yield "place", text("地点", 80, last.place)
    yield "theme", text("主题", 120, last.theme)
    for name, label, code in (
        ("chair", "主持人", last.chair),
        ("recorder", "记录人", last.recorder),
    ):
        yield name, choice(label, asked.people, code)


def _away(asked: Asked) -> Fields:
    whole = {one.person: one.ground.value for one in asked.last.missed if one.away.is_absence}
    for one in asked.members:
        label = f"{one.name}（{one.no_vote}）" if one.no_vote else one.name
        yield f"away-{one.person}", choice(label, THERE, whole.get(one.person, ""))
    parts = [one for one in asked.last.missed if not one.away.is_absence]
    for n in range(1, LEFT + 1):
        part = parts[n - 1] if n <= len(parts) else None
        yield f"left-who{n}", choice("离席人员", asked.people, part.person if part else "")
        yield f"left-from{n}", count("自第几项离会", part.first if part else None)
        yield f"left-to{n}", count("至第几项（没有回来的不填）", part.last if part else None)


def _rest(asked: Asked) -> Fields:
    for n in range(1, OBSERVERS + 1):
        seen = asked.last.observers
        code = seen[n - 1] if n <= len(seen) else ""
        yield f"observer{n}", PersonField(label="列席人员", required=False, initial=code)
    yield "text", long("会议记录", asked.last.text, rows=8)


def _missed(asked: Asked, given: Mapping[str, Any]) -> Iterator[Missed]:
    """Absences; a lesson made up for stays with the absence that it belongs to."""
    before = {one.person: one for one in asked.last.missed}
    for one in asked.members:
        if ground := given[f"away-{one.person}"]:
            was = before.get(one.person)
            yield Missed(
                person=one.person,
                ground=Ground(ground),
                made_up_on=was.made_up_on if was else None,
            )
    for n in range(1, LEFT + 1):
        if person := given[f"left-who{n}"]:
            was = before.get(person)
            yield Missed(
                person=person,
                ground=was.ground if was else Ground.DUTY,
                first=given[f"left-from{n}"] or 2,
                last=given[f"left-to{n}"],
                made_up_on=was.made_up_on if was else None,
            )
