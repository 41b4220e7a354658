"""The fields in which a department's record keeps what its Party branch said (§2.9.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms

from linghang.meetings import catalog
from linghang.meetings.opinions import queries
from linghang.meetings.recording.entries import Line, Opined
from linghang.web.forms.selecting import Select
from linghang.web.meetings.forms import day_field

NAMES = ("matter", "branch_author", "branch_day", "branch_text", "branch_conduct")
Choices = list[tuple[str, str]]


def speakers(unit: str, day: date) -> Choices:
    """Who may speak for the branch of the department: (code, name)."""
    held = queries.speakers(unit, day).order_by("person__name")
    return list(dict.fromkeys(held.values_list("person__code", "person__name")))


def fields(number: int, line: Line | None, people: Choices) -> Iterator[tuple[str, forms.Field]]:
    """The five fields of one item."""
    said = line.opinion if line else None
    matters = [(code, one.item.name) for code, one in catalog.department_matters().items.items()]
    yield f"matter{number}", _choice("是哪一类事项", matters, line.matter if line else "")
    author = _choice("党支部提出人", people, said.author if said else "")
    author.help_text = "不能是会议主持人，支委会已表决通过同一名称的议题并封存的除外。"
    yield f"branch_author{number}", author
    day = day_field("提出日期", required=False, initial=said.day if said else None)
    yield f"branch_day{number}", day
    yield f"branch_text{number}", _long("党支部的意见", said.text if said else "")
    conduct = _long("对涉及人员的政治和品行意见", said.conduct if said else "")
    conduct.help_text = "评优、进修、招聘、科研项目涉及人，必须写。"
    yield f"branch_conduct{number}", conduct


def opined(given: Mapping[str, Any], number: int, day: date | None) -> Opined | None:
    """What the branch said; None where nothing was filled in. day: of the meeting."""
    text = given.get(f"branch_text{number}", "")
    author = given.get(f"branch_author{number}", "")
    said_on = given.get(f"branch_day{number}") or day
    if not text.strip() or not author or said_on is None:
        return None
    return Opined(
        author=author,
        day=said_on,
        text=text,
        conduct=given.get(f"branch_conduct{number}", ""),
    )


def _choice(label: str, options: Choices, value: str) -> forms.ChoiceField:
    choices = [("", "请选择"), *options]
    return forms.ChoiceField(
        label=label, choices=choices, required=False, initial=value, widget=Select
    )


def _long(label: str, value: str) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(
        label=label, max_length=2_000, required=False, initial=value, widget=widget
    )
