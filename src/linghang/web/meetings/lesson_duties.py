"""应讲党课: who owes lessons by which day and where, what they gave, and who is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from linghang.foundation.access import Decision
from linghang.foundation.period import day_label
from linghang.meetings import trail_actions
from linghang.meetings.lessons import catalog, queries
from linghang.meetings.lessons.rules import STATE_NAMES, Owing, State
from linghang.meetings.models import PlannedLesson, PlannedLessonQuerySet
from linghang.meetings.rota import queries as rota
from linghang.meetings.rota.queries import Line
from linghang.org import policy, posts
from linghang.org.models import Person
from linghang.org.rules import Rights
from linghang.web import lists, subjects
from linghang.web.access import require
from linghang.web.lists import Column, Empty, Filter, Link, Listing, Mark, Way, Words, cells, years
from linghang.web.lists.cells import Value
from linghang.web.meetings.lessons import leads
from linghang.web.requests import Request

TONES = {State.DONE: "done", State.LATE: "warning", State.OPEN: "going", State.MISSING: "failed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What somebody owes of one duty. planned: the lessons that they are still to give."""

    owing: Owing
    name: str
    year: int
    today: date
    planned: tuple[Line, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.owing.person}.{self.owing.duty}"

    @property
    def duty(self) -> str:
        return catalog.duties()[self.owing.duty].name

    @property
    def post(self) -> str:
        return posts.post(self.owing.post).name

    @property
    def is_in(self) -> State:
        return self.owing.state(self.today)

    @property
    def given(self) -> Value:
        """So many of so many, with the days; they open to the lessons."""
        owing = self.owing
        said = f"{len(owing.given)}/{owing.times}"
        if not owing.given:
            return said
        url = leads("lesson-list", year=self.year, speaker=owing.person)
        days = "、".join(day_label(one.day) for one in owing.given)
        return SafeString(f"{cells.html(Link(said, url))} {cells.html(Words('', days))}")

    @property
    def state(self) -> Mark:
        found = self.is_in
        says = f"还差{self.owing.short}次" if found is State.OPEN else STATE_NAMES[found]
        return Mark(says, TONES[found])

    @property
    def plans(self) -> Value:
        """Where and when the next ones are planned, while something is short."""
        if not self.owing.short:
            return None
        told = (f"{day_label(one.row.day)}{one.row.unit.name}" for one in self.planned)
        return "；".join(told) or None


def _named(rows: Sequence[Row], value: str, _request: Request) -> list[Row]:
    return [one for one in rows if value in one.name]


def _in_state(rows: Sequence[Row], value: str, _request: Request) -> list[Row]:
    return [one for one in rows if one.is_in == value]


def _of_duty(rows: Sequence[Row], value: str, _request: Request) -> list[Row]:
    return [one for one in rows if one.owing.duty == value]


def _duties(_request: Request) -> list[tuple[str, str]]:
    return [(code, one.item.name) for code, one in catalog.duties().items.items()]


DUTIES = Listing(
    code="meetings.lesson_duties",
    title="应讲党课",
    counted="项",
    note="一次党课同时满足几项的，各项都算已讲，讲课次数只算一次。年中到任的，按规则参数折算。",
    columns=(
        Column("name", "姓名", sort="name", tone="nowrap"),
        Column("post", "职务", tone="nowrap"),
        Column("duty", "应讲"),
        Column("due", "截止", value="owing.due", sort="owing.due", tone="nowrap"),
        Column("given", "已讲/应讲"),
        Column("state", "情况", tone="nowrap"),
        Column("plans", "已排计划"),
    ),
    filters=(
        Filter("q", "姓名", apply=_named),
        Filter("duty", "应讲", Way.CHOICE, options=_duties, apply=_of_duty),
        Filter(
            "state",
            "情况",
            Way.CHOICE,
            options=tuple((one.value, name) for one, name in STATE_NAMES.items()),
            apply=_in_state,
        ),
        years.choice(),
    ),
    key="key",
    empty=Empty("没有人应讲党课", "谁应讲、讲几次、最晚哪天，按规则参数和本院目录。"),
)
OWN = Listing(
    code="meetings.my_lesson_duties",
    title="我应讲的党课",
    counted="项",
    columns=tuple(one for one in DUTIES.columns if one.code not in ("name", "post")),
)


def may_read(rights: Rights) -> Decision:
    """Who looks after branches, and a branch itself for its own people."""
    found = policy.may_oversee_meetings(rights)
    return found if found else policy.may_see_own_meetings(rights)


@require_safe
def owed(request: Request) -> HttpResponseBase:
    """What everybody owes whom the post reads about; what is missing first."""
    require(may_read(request.rights))
    people = Person.objects.visible_to(request.rights, request.today)
    found = queries.owing(years.asked(request), request.today, people=people)
    seen = PlannedLesson.objects.visible_to(request.rights)
    rows = of(found, seen, years.asked(request), request.today)
    order = list(STATE_NAMES)
    return lists.page(
        request, DUTIES, sorted(rows, key=lambda one: (order.index(one.is_in), one.owing.due))
    )


def of(found: Sequence[Owing], plans: PlannedLessonQuerySet, year: int, today: date) -> list[Row]:
    """The rows of what is owed, with names and what of these plans is still to come."""
    people = {one.person for one in found}
    if not people:
        return []
    names = dict(Person.objects.filter(code__in=people).values_list("code", "name"))
    short = {one.person for one in found if one.short}
    rows = plans.standing().filter(speaker__code__in=short)
    waiting: dict[str, list[Line]] = {}
    for line in rota.lines(rows, year, today):
        if line.given is None and line.row.day >= today:
            waiting.setdefault(line.row.speaker_id, []).append(line)
    return [
        Row(
            owing=one,
            name=names.get(one.person, one.person),
            year=year,
            today=today,
            planned=tuple(waiting.get(one.person, ())),
        )
        for one in found
    ]


subjects.register(trail_actions.LESSON_DUTY, lambda _duty: reverse("my-branch-life"))
