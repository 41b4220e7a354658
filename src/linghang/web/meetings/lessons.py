"""党课: who taught how often in a year, in which post, and which leader still owes one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from linghang.meetings.lessons import queries
from linghang.meetings.lessons.rules import Speaker
from linghang.meetings.models import Meeting
from linghang.org import policy
from linghang.org.models import Person
from linghang.web import lists
from linghang.web.access import require
from linghang.web.lists import Column, Empty, Filter, Listing, Mark, Way, years
from linghang.web.lists.cells import Value
from linghang.web.meetings.besides import post_name
from linghang.web.requests import Request


@dataclass(frozen=True, slots=True)
class Row:
    """A speaker of the year with their name."""

    speaker: Speaker
    name: str

    @property
    def code(self) -> str:
        return f"{self.speaker.person}.{self.speaker.post}"

    @property
    def state(self) -> Value:
        if not self.speaker.owed:
            return ""
        short = self.speaker.short
        return Mark(f"还差{short}次", "warning") if short else Mark("已讲", "done")


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
            "special", "专题党课", value="speaker.special", sort="speaker.special", tone="number"
        ),
        Column("micro", "微党课", value="speaker.micro", sort="speaker.micro", tone="number"),
        Column("owed", "应讲", value=lambda one: one.speaker.owed or None, tone="number"),
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
    """Everybody who taught in the year, and leaders who owe a lesson; as far as the post sees the
    meetings and reads about the leaders."""
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
    rows = [Row(one, names.get(one.person, one.person)) for one in found.speakers]
    return lists.page(
        request,
        SPEAKERS,
        rows,
        template="web/meetings/lessons.html",
        context={"year": year, "lessons": found},
    )
