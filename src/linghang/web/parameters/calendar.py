"""工作日历: a year at a glance, and loading the next one in two steps."""

from __future__ import annotations

import calendar as weeks
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.foundation import clock
from linghang.foundation.errors import Refused
from linghang.foundation.workdays import queries, rules, services
from linghang.foundation.workdays.rules import Calendar
from linghang.org import policy
from linghang.web import subjects
from linghang.web.access import require
from linghang.web.requests import Request

WEEKDAYS = "一二三四五六日"
SOON = 1  # years ahead that one may load


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One cell of the year. tone: "" | off | rest | work; says: what stands under the number."""

    number: int
    tone: str
    says: str
    is_today: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One month: blank cells before its first day, its days, and how many are worked."""

    number: int
    before: range
    days: tuple[Day, ...]
    workdays: int


@require_safe
def years(request: Request) -> HttpResponseRedirect:
    """The present year; the last loaded one where it is not there."""
    known = sorted(queries.calendar().years)
    this = request.today.year
    return redirect("workday-year", this if this in known else known[-1])


@require_safe
def year(request: Request, year: int) -> HttpResponse:
    """Every day of a year. Everybody may look: terms are counted by it."""
    known = {one.schedule.year: one for one in queries.years()}
    if year not in known:
        raise Http404
    shown = known[year]
    calendar = rules.calendar_of(one.schedule for one in known.values())
    months = [_month(calendar, year, number, request.today) for number in range(1, 13)]
    context = {
        "year": year,
        "years": sorted(known),
        "shown": shown,
        "months": months,
        "weekdays": WEEKDAYS,
        "workdays": sum(month.workdays for month in months),
        "may_load": bool(policy.may_draft_parameters(request.rights)),
    }
    return render(request, "web/parameters/year.html", context)


def _month(calendar: Calendar, year: int, number: int, today: date) -> Month:
    first, length = weeks.monthrange(year, number)
    days = tuple(_day(calendar, date(year, number, day), today) for day in range(1, length + 1))
    worked = sum(day.tone in ("", "work") for day in days)
    return Month(number=number, before=range(first), days=days, workdays=worked)


def _day(calendar: Calendar, day: date, today: date) -> Day:
    works, festival = calendar.is_workday(day), calendar.name_of(day)
    if festival:
        tone, says = "rest", "休"
    elif works and day.weekday() >= rules.SATURDAY:
        tone, says = "work", "班"
    else:
        tone, says = ("" if works else "off"), ""
    return Day(number=day.day, tone=tone, says=says, is_today=day == today)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was sent: the year, the document's number, and the notice, by file or as text."""

    year: str
    document: str
    text: str
    name: str

    @classmethod
    def of(cls, request: Request) -> Asked:
        upload = request.FILES.get("file")
        text = request.POST.get("text", "")
        name = request.POST.get("name", "") or "通知.txt"
        if upload:
            content = upload.read(services.LONGEST + 1)
            text, name = services.decoded(content), upload.name or name
        return cls(
            year=request.POST.get("year", "").strip(),
            document=request.POST.get("document", "").strip(),
            text=text,
            name=name,
        )

    @property
    def content(self) -> bytes:
        return self.text.encode()


def load(request: Request) -> HttpResponse:
    """First what the notice would load, to be compared with the original; then load it."""
    require(policy.may_draft_parameters(request.rights))
    this = request.today.year
    choices = range(this - SOON, this + SOON + 1)
    context: dict[str, object] = {"choices": choices, "next": this + 1}
    if request.method != "POST":
        return render(request, "web/parameters/load.html", context)
    status = 200
    try:
        asked = Asked.of(request)
        context["asked"] = asked
        if request.POST.get("confirmed"):
            return _load(request, asked)
        found = services.preview(asked.content, _year(asked, choices))
        context |= {"found": found, "spans": list(_spans(found))}
    except Refused as refusal:
        context["refusal"], status = str(refusal), 422
    return render(request, "web/parameters/load.html", context, status=status)


class NoYear(Refused):
    """The year is not one that may be loaded now."""


def _year(asked: Asked, choices: range) -> int:
    if not asked.year.isdigit() or int(asked.year) not in choices:
        raise NoYear(f"年份应在{choices[0]}至{choices[-1]}之间。")
    if not asked.document:
        raise NoYear("没有写通知的文号，如“国办发明电〔2025〕7号”。")
    return int(asked.year)


def _load(request: Request, asked: Asked) -> HttpResponseRedirect:
    this = request.today.year
    loaded = services.load(
        content=asked.content,
        name=asked.name,
        year=_year(asked, range(this - SOON, this + SOON + 1)),
        document=asked.document,
        actor=request.actor,
        at=clock.now(),
    )
    messages.success(request, f"已载入{loaded.year}年的放假和调休（{loaded.document}）。")
    return redirect("workday-year", loaded.year)


def _spans(found: services.Preview) -> Iterator[tuple[str, str]]:
    """Festival → its days off, as the notice writes them."""
    for name, rests in groupby(found.schedule.rests, key=lambda rest: rest.name):
        yield name, "、".join(_span(rest.first, rest.last) for rest in rests)


def _span(first: date, last: date) -> str:
    weekday = f"{first.month}月{first.day}日（周{WEEKDAYS[first.weekday()]}）"
    if first == last:
        return weekday
    return f"{weekday}至{last.month}月{last.day}日（周{WEEKDAYS[last.weekday()]}）"


subjects.register("workdays.year", lambda _year: reverse("workday-load"))
subjects.register("workdays.loadedyear", lambda _pk: reverse("workday-years"))
