"""党课: who taught how often in a year, in which post, and which duties are still short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.meetings.lessons import queries
from linghang.meetings.lessons.rules import LessonKind, Speaker
from linghang.meetings.models import Meeting
from linghang.org import policy
from linghang.org.models import Person
from linghang.web import lists
from linghang.web.access import require
from linghang.web.lists import Column, Empty, Filter, Link, Listing, Mark, Way, years
from linghang.web.lists.cells import Value
from linghang.web.meetings.besides import post_name
from linghang.web.requests import Request


@dataclass(frozen=True, slots=True)
class Row:
    """A speaker of the year with their name."""

    speaker: Speaker
    name: str
    year: int

    @property
    def code(self) -> str:
        return f"{self.speaker.person}.{self.speaker.post}"

    @property
    def state(self) -> Value:
        if not self.speaker.owed:
            return ""
        short = self.speaker.short
        return Mark(f"还差{short}项", "warning") if short else Mark("已讲", "done")

    @property
    def owed(self) -> Value:
        """How many duties; they open to what each asks for."""
        owed = self.speaker.owed
        return (
            Link(f"{owed}项", leads("lesson-duties", year=self.year, q=self.name)) if owed else None
        )

    def given(self, count: int, kind: LessonKind) -> Value:
        """So many lessons; they open to where and when."""
        if not count:
            return 0
        asked = {"year": self.year, "speaker": self.speaker.person, "kind": kind.value}
        return Link(str(count), leads("lesson-list", **asked))


def leads(name: str, **asked: object) -> str:
    """A list with what it is asked for."""
    return f"{reverse(name)}?{urlencode(asked)}"


def _short(rows: Sequence[Row], _value: str, _request: Request) -> list[Row]:
    return [one for one in rows if one.speaker.short]


def _named(rows: Sequence[Row], value: str, _request: Request) -> list[Row]:
    return [one for one in rows if value in one.name]


SPEAKERS = Listing(
    code="meetings.lessons",
    title="党课",
    counted="人",
    columns=(
        Column("name", "主讲人", sort="name", tone="nowrap"),
        Column("post", "时任职务", value=lambda one: post_name(one.speaker.post)),
        Column(
            "special",
            "专题党课",
            value=lambda one: one.given(one.speaker.special, LessonKind.SPECIAL),
            sort="speaker.special",
            tone="number",
            only="page",
        ),
        Column(
            "micro",
            "微党课",
            value=lambda one: one.given(one.speaker.micro, LessonKind.MICRO),
            sort="speaker.micro",
            tone="number",
            only="page",
        ),
        Column("specials", "专题党课", value="speaker.special", tone="number", only="file"),
        Column("micros", "微党课", value="speaker.micro", tone="number", only="file"),
        Column("owed", "应讲", tone="number"),
        Column("state", "情况"),
    ),
    filters=(
        Filter("q", "主讲人", apply=_named),
        Filter("state", "只看", Way.CHOICE, options=(("short", "还没有讲的"),), apply=_short),
        years.choice(),
    ),
    key="code",
    empty=Empty("还没有党课的主讲记录", "在党课的会议页面点“登记主讲人”。"),
)


@require_safe
def lessons(request: Request) -> HttpResponseBase:
    """Everybody who taught in the year, and who owes a lesson; as far as the post sees the
    meetings and reads about the people."""
    require(policy.may_oversee_meetings(request.rights))
    year = years.asked(request)
    rights, today = request.rights, request.today
    found = queries.of_year(
        year,
        today,
        meetings=Meeting.objects.visible_to(rights),
        people=Person.objects.visible_to(rights, today),
    )
    people = Person.objects.filter(code__in={one.person for one in found.speakers})
    names = dict(people.values_list("code", "name"))
    given = partial(leads, "lesson-list", year=year)
    rows = [Row(one, names.get(one.person, one.person), year) for one in found.speakers]
    return lists.page(
        request,
        SPEAKERS,
        rows,
        template="web/meetings/lessons.html",
        context={
            "year": year,
            "figures": [
                ("专题党课", found.lessons, given(kind="special")),
                ("微党课", found.micro, given(kind="micro")),
                (
                    "书记讲党课",
                    found.by_secretaries,
                    given(role="secretaries"),
                ),
            ],
            "ways": [
                ("应讲党课", leads("lesson-duties", year=year), False),
                ("党课计划", leads("lesson-rota", year=year), False),
                ("讲课记录", given(), False),
            ],
        },
    )
