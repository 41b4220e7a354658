"""双重组织生活: how often each leader took part, as a member, in the life of the own branch."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from linghang.foundation.period import Period
from linghang.meetings import attending
from linghang.meetings.attending import Attendance
from linghang.org import policy, posts
from linghang.org import queries as org
from linghang.org.models import Person
from linghang.org.posts_held.rules import Basis
from linghang.web import lists
from linghang.web.access import require
from linghang.web.lists import Column, Empty, Listing, Mark, years
from linghang.web.lists.cells import Value
from linghang.web.meetings.unit import percent
from linghang.web.requests import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A leader with the branch and the attendance of the year there."""

    person: str
    name: str
    post: str
    branch: str
    attended: Attendance | None

    @property
    def expected(self) -> int | None:
        return self.attended.expected if self.attended else None

    @property
    def came(self) -> int | None:
        return self.attended.came if self.attended else None

    @property
    def leave(self) -> int | None:
        return self.attended.leave if self.attended else None

    @property
    def rate(self) -> Value:
        rate = self.attended.rate if self.attended else None
        return None if rate is None else percent(rate)

    @property
    def place(self) -> Value:
        return self.branch or Mark("没有在本院登记组织关系", "warning")


LEADERS = Listing(
    code="meetings.leaders",
    title="领导干部双重组织生活",
    counted="人",
    note="领导干部以普通党员身份参加所在支部的会议；请假仍计入应到。",
    columns=(
        Column("name", "姓名", sort="name", tone="nowrap"),
        Column("post", "职务"),
        Column("place", "所在支部"),
        Column("expected", "应到", tone="number", sort="expected"),
        Column("came", "实到", tone="number", sort="came"),
        Column("leave", "请假", tone="number"),
        Column("rate", "到会率", tone="nowrap"),
    ),
    filters=(years.choice(),),
    key="person",
    empty=Empty("没有领导干部", "院领导的任职在组织架构中登记。"),
)


@require_safe
def leaders(request: Request) -> HttpResponseBase:
    """Those who lead the hospital, as far as the post reads about them, with the branch in which
    they are members (§1.3.10)."""
    require(policy.may_oversee_meetings(request.rights))
    year = Period.year(years.asked(request))
    leading = [code for code, one in posts.catalog().items.items() if one.item.is_leader]
    held: dict[str, tuple[str, list[str]]] = {}
    for one in org.tenures(request.today, held=leading):
        if one.basis is not Basis.DELEGATED:
            held.setdefault(one.person, (one.person_name, []))[1].append(one.post.name)
    seen = Person.objects.filter(code__in=list(held)).visible_to(request.rights, request.today)
    held = {code: held[code] for code in seen.values_list("code", flat=True)}
    found = attending.of_people(list(held), year, request.today)
    rows = [
        Row(
            person=code,
            name=name,
            post="、".join(dict.fromkeys(titles)),
            branch=found[code].branch if code in found else "",
            attended=found[code].attended if code in found else None,
        )
        for code, (name, titles) in sorted(held.items())
    ]
    return lists.page(request, LEADERS, rows)
