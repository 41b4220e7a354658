"""谈心谈话: those one took part in, the secretary's list, and how many are still owed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from linghang.foundation import clock
from linghang.meetings.appraisal import queries as members
from linghang.meetings.models import HeartTalk
from linghang.meetings.talks import services
from linghang.meetings.talks.rules import BETWEEN_NAMES, OCCASION_NAMES, Occasion, Short, may_read
from linghang.meetings.yearly import queries as yearly
from linghang.org.definitions import Kind
from linghang.org.memberships.rules import Line
from linghang.org.models import Membership, Placement, Unit
from linghang.org.party import policy as party_policy
from linghang.web import details
from linghang.web.details import Facts, Related, Way
from linghang.web.forms import page
from linghang.web.lists import Column, Listing, Mark, Words, years
from linghang.web.lists.cells import Value
from linghang.web.meetings.forms import asks, day_field
from linghang.web.meetings.seen import unit_seen
from linghang.web.requests import Request

MOST = 200
NAMED = 30

TALKS = Listing(
    code="meetings.talks",
    title="谈心谈话",
    counted="次",
    columns=(
        Column("day", "日期", tone="nowrap"),
        Column("talker", "谈话人", value="talker.name", tone="nowrap"),
        Column("other", "谈话对象", value="other.name", tone="nowrap"),
        Column("occasion", "事由", value=lambda one: one.get_occasion_display()),
    ),
    link=lambda one: reverse("talk", args=[one.pk]),
)


def leads(request: Request, code: str) -> bool:
    """Whether the acting post is that of the branch's secretary, in person."""
    return bool(party_policy.may_read_talks(request.rights, code))


def _short(names: dict[str, str], by_name: bool) -> Listing:
    def says(one: Short) -> Value:
        if not one.short:
            return Mark("均已达到", "done")
        told = "、".join(names.get(code, code) for code in one.short[:NAMED])
        more = f"等{len(one.short)}人" if len(one.short) > NAMED else ""
        return Words(f"还差{len(one.short)}人", f"{told}{more}" if by_name else "")

    return Listing(
        code="meetings.talks_short",
        title="还差的",
        columns=(
            Column("between", "谁和谁之间", value=lambda one: BETWEEN_NAMES[one.between]),
            Column("people", "应谈人数", tone="number"),
            Column("short", "不足次数的", value=says),
        ),
    )


def _branch(request: Request, code: str) -> Unit:
    unit = unit_seen(request, code)
    if unit.kind != Kind.PARTY_BRANCH or request.rights.unit.code != code:
        raise Http404
    return unit


@require_http_methods(["GET", "HEAD"])
def talks(request: Request, code: str) -> HttpResponse:
    """Of one's own branch: who is short, and the talks that one may know of."""
    unit = _branch(request, code)
    secretary, year = leads(request, code), years.asked(request)
    known = HeartTalk.objects.known_to(
        request.actor.person, secretary_of=code if secretary else ""
    ).filter(unit=unit, day__year=year)
    people = members.people_of(code, request.today).names
    ways = []
    if request.actor.person in people:
        ways.append(Way("记录谈话", reverse("talk-new"), "pencil", main=True))
    return details.page(
        request,
        title="谈心谈话",
        subtitle=f"{unit.name} · {year}年",
        above=[(unit.name, reverse("unit-meetings", args=[code]))],
        ways=ways,
        years=years.links(request),
        related=[
            Related(
                listing=_short(people, secretary),
                rows=yearly.shortfalls(code, year, request.today),
            ),
            Related(
                listing=TALKS,
                rows=list(known.select_related("talker", "other")[:MOST]),
                says="没有您参加的谈话。" if not secretary else f"{year}年没有谈心谈话的记录。",
            ),
        ],
    )


class TalkForm(forms.Form):
    """With whom, when, why, and what the talker writes down."""

    def __init__(self, *args: Any, people: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["other"] = forms.ChoiceField(label="谈话对象", choices=people)
        self.fields["day"] = day_field("日期")
        self.fields["occasion"] = forms.ChoiceField(
            label="事由", choices=[(one.value, name) for one, name in OCCASION_NAMES.items()]
        )
        self.fields["summary"] = forms.CharField(
            label="谈话要点",
            max_length=5_000,
            widget=forms.Textarea(attrs={"rows": 6, "data-no-draft": ""}),
            help_text="加密保存，只有谈话双方和支部书记可以看；管理员看不到，也不能检索、导出。",
        )


def own_branch(request: Request) -> Unit | None:
    """The branch to which the person belongs today, under whatever post they act."""
    rows = Membership.objects.on(request.today).filter(
        person__code=request.actor.person, line=Line.PARTY
    )
    row = rows.select_related("unit").first()
    if row is None or row.unit.kind == Kind.PARTY_BRANCH:
        return row.unit if row else None
    above = Placement.objects.on(request.today).filter(
        unit=row.unit, parent__kind=Kind.PARTY_BRANCH.value
    )
    found = above.select_related("parent").first()
    return found.parent if found else None


@asks
def new(request: Request) -> HttpResponse:
    """Record a talk that one held oneself, with somebody of one's own branch."""
    unit = own_branch(request)
    if unit is None:
        raise Http404
    code = unit.code
    names = members.people_of(code, request.today).names
    people = [(one, name) for one, name in names.items() if one != request.actor.person]
    back = reverse("my-branch-life")

    def deed(given: dict[str, Any]) -> HeartTalk:
        return services.record(
            unit=code,
            **{**given, "occasion": Occasion(given["occasion"])},
            actor=request.actor,
            at=clock.now(),
            today=request.today,
        )

    return page(
        request,
        TalkForm,
        people=people,
        title=f"记录谈心谈话：{unit.name}",
        note="由谈话人本人记录。",
        submit="记录",
        initial={"day": request.today},
        deed=deed,
        done="已记录。",
        then=back,
        cancel=back,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def talk(request: Request, pk: int) -> HttpResponse:
    """One talk; what was said is opened on asking (POST), with a trail."""
    row = get_object_or_404(HeartTalk.objects.select_related("unit", "talker", "other"), pk=pk)
    secretary = leads(request, row.unit.code)
    if not may_read(
        reader=request.actor.person,
        talker=row.talker.code,
        other=row.other.code,
        secretary=secretary,
    ):
        raise Http404
    said = None
    if request.method == "POST":
        said = services.read(
            talk_id=pk,
            secretary_of=row.unit.code if secretary else "",
            actor=request.actor,
            at=clock.now(),
        )
    return details.page(
        request,
        title=f"谈心谈话 {row.day.isoformat()}",
        subtitle=row.unit.name,
        facts=[
            Facts(
                "谈话",
                [
                    ("谈话人", row.talker.name),
                    ("谈话对象", row.other.name),
                    ("日期", row.day),
                    ("事由", row.get_occasion_display()),
                ],
            )
        ],
        template="web/meetings/talk.html",
        context={"said": said},
    )
