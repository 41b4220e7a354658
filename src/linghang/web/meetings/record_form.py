"""The clerk's form: everybody is there; who is away is chosen, items are voted with one tap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from linghang.meetings.recording.entries import Missed, Record
from linghang.meetings.recording.rules import Ground
from linghang.org.models import Person
from linghang.web.forms import Group, PeopleField, Rows
from linghang.web.meetings import item_form
from linghang.web.meetings.forms import day_field, time_field
from linghang.web.meetings.item_form import THERE, Asked, Fields, choice, count, long, text

ITEMS = Rows("items", usual=5)
LEFT = Rows("left", usual=2)  # people who were there for a part only
RECORD = "record"


class RecordForm(forms.Form):
    """Head, who is away, items, and the raw text."""

    def __init__(self, *args: Any, asked: Asked, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked, sent = asked, self.data if self.is_bound else None
        self.items_shown = ITEMS.shown(sent, len(asked.last.lines))
        self.left_shown = LEFT.shown(sent, len(_parts(asked)))
        if asked.is_new:
            self.fields["day"] = day_field("日期", initial=asked.day)
        without = asked.without
        for name, field in (
            *_head(asked),
            *_away(asked),
            *_left(asked, self.left_shown),
            *item_form.fields(asked, self.items_shown),
            *_rest(asked),
        ):
            if name.rstrip("0123456789") not in without:
                self.fields[name] = field
        for rows, shown in ((ITEMS, self.items_shown), (LEFT, self.left_shown)):
            self.fields[rows.name] = rows.field(shown)

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
            missed=tuple(_missed(self.asked, given, self.left_shown)),
            observers=given["observers"],
            lines=(
                *item_form.lines(given, self.asked, self.items_shown),
                *last.lines[self.items_shown :],
            ),
            text=given["text"],
        )


def groups(form: RecordForm) -> list[Group]:
    """Who is away first, then items, then the head, which is mostly filled in already."""
    asked = form.asked
    away = tuple(f"away-{one.person}" for one in asked.members)
    first = tuple(item_form.first(1, asked))
    rows = range(1, form.left_shown + 1)
    left = tuple(f"left-{name}{n}" for n in rows for name in ("who", "from", "to"))
    shown = [
        Group("谁没有到会", away, f"共{len(away)}人，默认到会；没到的选原因。", "rows"),
        Group("第1项议题", first),
        Group("第1项的票数、意见、决议", tuple(item_form.more(1, asked)), look="fold"),
    ]
    for number in range(2, form.items_shown + 1):
        names = (*item_form.first(number, asked), *item_form.more(number, asked))
        shown.append(Group(f"第{number}项议题", names, look="fold"))
    head = ("day", "starts_at", "ends_at", "place", "theme", "chair", "recorder")
    return [
        *shown,
        Group("时间、地点、主持人", head),
        Group("中途离会、列席", (*left, "observers"), look="fold"),
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


def _parts(asked: Asked) -> list[Missed]:
    """Who was there for a part only."""
    return [one for one in asked.last.missed if not one.away.is_absence]


def _left(asked: Asked, rows: int) -> Fields:
    parts = _parts(asked)
    for n in range(1, rows + 1):
        part = parts[n - 1] if n <= len(parts) else None
        yield f"left-who{n}", choice("离席人员", asked.people, part.person if part else "")
        yield f"left-from{n}", count("自第几项离会", part.first if part else None)
        yield f"left-to{n}", count("至第几项（没有回来的不填）", part.last if part else None)


def _rest(asked: Asked) -> Fields:
    kept = asked.last.observers
    yield (
        "observers",
        PeopleField(
            label="列席人员",
            required=False,
            initial=kept,
            among=lambda request: (
                Person.objects.on(request.today) | Person.objects.filter(code__in=kept)
            ),
            help_text="每行一人，写姓名或工号，全院的人都可以写；列席的没有表决权，不计入应到、实到。",
        ),
    )
    yield "text", long("会议记录", asked.last.text, rows=8)


def _missed(asked: Asked, given: Mapping[str, Any], rows: int) -> Iterator[Missed]:
    """Absences, and those beyond the rows as they were kept; a lesson made up for stays with the
    absence that it belongs to."""
    before = {one.person: one for one in asked.last.missed}
    for one in asked.members:
        if ground := given[f"away-{one.person}"]:
            was = before.get(one.person)
            yield Missed(
                person=one.person,
                ground=Ground(ground),
                made_up_on=was.made_up_on if was else None,
            )
    for n in range(1, rows + 1):
        if person := given[f"left-who{n}"]:
            was = before.get(person)
            yield Missed(
                person=person,
                ground=was.ground if was else Ground.DUTY,
                first=given[f"left-from{n}"] or 2,
                last=given[f"left-to{n}"],
                made_up_on=was.made_up_on if was else None,
            )
    yield from _parts(asked)[rows:]
