"""分组试算: codes typed, pasted or searched for, grouped and explained at once; nothing is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.cases.drg import Case
from linghang.cases.drg.rules import BLANK
from linghang.cases.grouping import searching, single, standing
from linghang.foundation.fields.definitions import Field, Kind, Option
from linghang.org import policy
from linghang.web.access import hide_unless
from linghang.web.drg import telling
from linghang.web.drg.asked import address
from linghang.web.drg.telling import ShownGroup
from linghang.web.forms import of_fields
from linghang.web.requests import Request

PARTED = re.compile(r"[\s|,，、;；]+")
MOST_CODES = 200
SEXES = (Option(code="1", name="男"), Option(code="2", name="女"))
CODES = {"dx": "诊断", "px": "手术操作"}
HOW = "编码之间用空格、逗号、竖线或换行隔开，第一个是主要的；可以从首页整段粘贴。"


def _fields() -> list[Field]:
    editions = tuple(Option(code=code, name=title) for code, title in standing.titles().items())
    return [
        Field(code="dx", name="诊断编码", kind=Kind.LONG_TEXT, required=True, help=HOW),
        Field(code="px", name="手术操作编码", kind=Kind.LONG_TEXT, help="没有手术操作的不填。"),
        Field(code="sex", name="性别", kind=Kind.CHOICE, options=SEXES),
        Field(code="age", name="年龄", kind=Kind.INTEGER, unit="岁", least=0, most=150),
        Field(
            code="days",
            name="不满1周岁的年龄",
            kind=Kind.INTEGER,
            unit="天",
            least=0,
            most=366,
        ),
        Field(
            code="weight",
            name="新生儿体重",
            kind=Kind.INTEGER,
            unit="克",
            least=0,
            most=20_000,
        ),
        Field(code="stay", name="住院日", kind=Kind.INTEGER, unit="天", least=1, most=3_660),
        Field(
            code="edition",
            name="分组方案",
            kind=Kind.CHOICE,
            options=editions,
            help="不选的，按本院今天的方案。",
        ),
    ]


@dataclass(frozen=True, slots=True)
class Choice:
    """A code that was found, and the address of the page with it put in."""

    code: str
    name: str
    url: str


@require_safe
def trial(request: Request) -> HttpResponse:
    """A form, what its codes are grouped into, and codes that a search found.

    The address holds all of it, so that a trial can be sent on; no person is in it.
    """
    hide_unless(policy.may_open_cases(request.rights))
    given = {name: str(text) for name, text in request.GET.items() if text}
    asked = any(name in given for name in ("dx", "px"))
    form = of_fields(_fields())(request.GET if asked else None)
    group = _grouped(request, form) if asked and form.is_valid() else None
    kind, words = given.get("of", "dx"), given.get("q", "").strip()
    return render(
        request,
        "web/drg/trial.html",
        {
            "form": form,
            "group": group,
            "of": kind if kind in CODES else "dx",
            "kinds": CODES.items(),
            "q": words,
            "found": _found(given, kind, words),
            "kept": [(name, text) for name, text in given.items() if name not in ("q", "of")],
        },
    )


def _grouped(request: Request, form: forms.Form) -> ShownGroup:
    given: dict[str, Any] = form.cleaned_data
    terms = standing.terms([request.today])[request.today]
    if given["edition"]:
        terms = replace(terms, edition=given["edition"])
    young = given["age"] is None and given["days"] is not None
    case = Case(
        sex=int(given["sex"]) if given["sex"] else None,
        age=0 if young else given["age"],
        age_days=given["days"],
        birth_weight=BLANK if given["weight"] is None else given["weight"],
        los=given["stay"],
        dx=_codes(given["dx"]),
        px=_codes(given["px"] or ""),
    )
    return telling.shown(single.tried(case, terms=terms, today=request.today))


def _codes(text: str) -> tuple[str, ...]:
    return tuple(one for one in PARTED.split(text) if one)[:MOST_CODES]


def _found(given: dict[str, str], kind: str, words: str) -> list[Choice] | None:
    """None while nothing is searched for."""
    if not words:
        return None
    of: searching.Of = "px" if kind == "px" else "dx"
    kept = {name: text for name, text in given.items() if name != "q"}
    choices = []
    for one in searching.find(of, words):
        codes = " ".join([*_codes(given.get(of, "")), one.code])
        url = f"{reverse('drg-trial')}?{address(**{**kept, of: codes})}"
        choices.append(Choice(one.code, one.name, url))
    return choices
