"""我的组织生活: one's own attendance, hours, grade and talks; nobody else's."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.foundation.period import Period
from linghang.meetings import attending
from linghang.meetings.lessons import queries as lessons
from linghang.meetings.models import AppraisalGrade, HeartTalk, PlannedLesson
from linghang.meetings.rota import queries as rota
from linghang.meetings.training import queries as training
from linghang.org.models import Person
from linghang.web import details
from linghang.web.details import Facts, Related, Way
from linghang.web.lists import Column, Listing, years
from linghang.web.lists.cells import Value
from linghang.web.meetings import lesson_duties
from linghang.web.meetings.rota import OWN as ROTA
from linghang.web.meetings.talks import TALKS, own_branch
from linghang.web.requests import Request

MOST = 20

TRAININGS = Listing(
    code="meetings.my_trainings",
    title="我参加的培训",
    counted="期",
    columns=(
        Column("title", "培训", value=str),
        Column("day", "开始", value="starts_on", tone="nowrap"),
        Column("hours", "学时", decimals=1, tone="number"),
    ),
)
GRADES = Listing(
    code="meetings.my_grades",
    title="我的民主评议",
    counted="次",
    columns=(
        Column("year", "年度", value=lambda one: f"{one.appraisal.year}年"),
        Column("grade", "等次", value=lambda one: one.get_grade_display()),
        Column("told", "告知日期", value="told_on", tone="nowrap"),
    ),
)


@require_safe
def mine(request: Request) -> HttpResponse:
    """What concerns oneself, whatever post one acts under."""
    person, year = request.actor.person, years.asked(request)
    hours, came = training.of_person(person, year, request.today)
    told = AppraisalGrade.objects.filter(person__code=person, told_on__isnull=False)
    talks = HeartTalk.objects.known_to(person).filter(day__year=year)
    own: Value = "不是本院党组织的党员"
    branch = own_branch(request)
    if branch:
        each = attending.of_members(branch.code, Period.year(year), request.today)
        found = each.get(person)
        own = f"{found.came}/{found.expected}" if found and found.expected else f"{year}年没有会议"
    return details.page(
        request,
        title="我的组织生活",
        subtitle=f"{year}年",
        ways=[
            *([Way("记录谈话", reverse("talk-new"), "pencil")] if branch else []),
            Way("培训档案", reverse("training-file", args=[person]), "book"),
        ],
        years=years.links(request),
        facts=[
            Facts(
                f"{year}年",
                [
                    ("所在党支部", branch.name if branch else ""),
                    ("支部会议到会", own),
                    ("培训学时", f"{hours:f}"),
                ],
            )
        ],
        related=[
            *_lessons(person, year, request),
            Related(listing=TRAININGS, rows=came, says=f"{year}年没有参加培训的记录。"),
            Related(
                listing=GRADES,
                rows=list(told.select_related("appraisal").order_by("-appraisal__year")),
                says="还没有告知您的评议结果。",
            ),
            Related(
                listing=TALKS,
                rows=list(talks.select_related("talker", "other")[:MOST]),
                says=f"{year}年没有您参加的谈心谈话。",
            ),
        ],
    )


def _lessons(person: str, year: int, request: Request) -> list[Related]:
    """What one owes and is to teach; nothing for who neither owes nor is planned."""
    plans = PlannedLesson.objects.standing().filter(speaker__code=person)
    planned = rota.lines(plans, year, request.today)
    owing = lessons.owing(year, request.today, people=Person.objects.filter(code=person))
    rows = lesson_duties.of(owing, plans, year, request.today)
    found = []
    if rows:
        found.append(Related(listing=lesson_duties.OWN, rows=rows))
    if planned:
        found.append(Related(listing=ROTA, rows=planned))
    return found
