"""Who the people of a workbook are: namesakes are asked about before it is committed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from linghang.foundation import clock
from linghang.foundation.errors import Refused
from linghang.foundation.intake import services as intake
from linghang.foundation.intake import tasks
from linghang.foundation.intake.models import Batch
from linghang.org.exchange import services
from linghang.org.exchange.importing import CODE
from linghang.org.exchange.models import Question
from linghang.org.exchange.planning.plan import OTHER
from linghang.org.models import Membership, Person
from linghang.web.imports import faces, pages
from linghang.web.requests import Request

MOST_QUESTIONS = 50


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody we know who may be the person of the row."""

    code: str
    name: str
    home: str
    days: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what helps to answer it."""

    question: Question
    candidates: tuple[Candidate, ...]


def context(request: Request, batch: Batch) -> dict[str, Any]:
    """Open questions, and how many were answered."""
    questions = Question.objects.filter(batch=batch)
    return {
        "questions": _asked(list(questions.filter(answer="")[:MOST_QUESTIONS])),
        "other": OTHER,
        "answered": questions.exclude(answer="").count(),
    }


def _asked(questions: list[Question]) -> list[Asked]:
    """With the candidates' names, departments and days, in two queries."""
    codes = {code for question in questions for code in question.candidates}
    people = {person.code: person for person in Person.objects.filter(code__in=codes)}
    homes = dict(
        Membership.objects.filter(person__code__in=codes, line="home")
        .order_by("active_from")
        .values_list("person__code", "unit__name")
    )
    return [
        Asked(
            question,
            tuple(
                Candidate(code, people[code].name, homes.get(code, ""), people[code].span.label)
                for code in question.candidates
                if code in people
            ),
        )
        for question in questions
    ]


@require_POST
def answer(request: Request, batch_id: int) -> HttpResponse:
    """Say who the namesakes of the form are; checked again when all questions are answered."""
    place = faces.place(CODE)
    one = place.found(request, batch_id)
    given = {
        name.removeprefix("answer."): value
        for name, value in request.POST.items()
        if name.startswith("answer.") and value
    }
    try:
        for code, value in given.items():
            services.answer(
                batch_id=one.pk,
                code=code,
                answer=str(value),
                actor=request.actor,
                at=clock.now(),
            )
        if not given:
            raise Refused("没有选择任何答复。")
        if not one.questions.filter(answer="").exists():
            intake.retry(batch_id=one.pk)
            tasks.check_batch.enqueue(one.pk)
            messages.success(request, "同名人员已全部确认，重新检查。")
        else:
            messages.success(request, f"已确认{len(given)}人。")
    except Refused as refusal:
        one.refresh_from_db()
        return pages.page(request, place, one, refusal=refusal, status=422)
    return redirect(place.url("", one.pk))
