"""People: the list in the reader's scope, one person's file, who may be registered twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from linghang.foundation.fields.definitions import Kind as FieldKind
from linghang.org import policy, posts, queries, rules
from linghang.org.definitions import Capability
from linghang.org.exchange import queries as exchange
from linghang.org.memberships.rules import Line
from linghang.org.models import Account, Appointment, Membership, Person
from linghang.org.people.queries import Alike, File, Held
from linghang.org.posts_held.rules import Basis, title_on
from linghang.org.rules import Rights
from linghang.org.trees.rules import Span
from linghang.web import addresses, details, lists
from linghang.web.access import require
from linghang.web.details import Facts, Related, Way
from linghang.web.ledgers import related
from linghang.web.lists import Column, Empty, Filter, Link, Listing, Mark
from linghang.web.lists import Way as Fill
from linghang.web.lists.masking import masked
from linghang.web.organisation import belonging, party
from linghang.web.requests import Request

LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A person as the list shows one."""

    code: str
    name: str
    home: str
    held: str
    since: date
    until: date | None
    person: Person


def _lines(request: Request, people: list[Person]) -> Sequence[Shown]:
    """With home and posts of the day, in two queries for the page."""
    homes = dict(
        Membership.objects.on(request.today)
        .filter(person__in=people, line=Line.HOME)
        .order_by()
        .values_list("person_id", "unit__name")
    )
    held: defaultdict[int, list[str]] = defaultdict(list)
    rows = Appointment.objects.on(request.today).filter(person__in=people)
    for row in rows.select_related("unit", "principal__person"):
        title = rules.title(posts.post(row.post), row.unit.name)
        principal = row.principal.person.name if row.principal else ""
        held[row.person_id].append(title_on(Basis(row.basis), title, principal))
    return [
        Shown(
            code=one.code,
            name=one.name,
            home=homes.get(one.pk, ""),
            held="、".join(held[one.pk]),
            since=one.active_from,
            until=one.active_to,
            person=one,
        )
        for one in people
    ]


def _in_units(
    source: QuerySet[Person], codes: Collection[str], request: Request
) -> QuerySet[Person]:
    """Who belongs to one of the units today, along any line."""
    belong = Membership.objects.on(request.today).filter(unit__code__in=codes)
    return source.filter(pk__in=belong.values("person"))


def _with_post(source: QuerySet[Person], post: object, request: Request) -> QuerySet[Person]:
    held = Appointment.objects.on(request.today).filter(post=post)
    return source.filter(pk__in=held.values("person"))


def _as_it_is(source: QuerySet[Person], value: object, request: Request) -> QuerySet[Person]:
    """The view has chosen the source already."""
    return source


def _posts(request: Request) -> list[tuple[str, str]]:
    return [(code, loaded.item.name) for code, loaded in posts.catalog().items.items()]


PEOPLE = Listing(
    code="org.people",
    title="人员",
    columns=(
        Column("code", "工号", sort="code", tone="nowrap"),
        Column("name", "姓名", sort="name", tone="nowrap"),
        Column("home", "所在科室"),
        Column("held", "任职", tone="long"),
        Column("mobile", "手机号", value="person.mobile", personal=FieldKind.PHONE, tone="nowrap"),
        Column("since", "在院起", sort="active_from", tone="nowrap"),
        Column("until", "离院", sort="active_to", tone="nowrap"),
    ),
    filters=(
        Filter("q", "姓名或工号", path=("name", "code")),
        Filter("unit", "所在单位", way=Fill.UNIT, apply=_in_units),
        Filter("post", "岗位", way=Fill.CHOICE, options=_posts, apply=_with_post),
        Filter(
            "status",
            "状态",
            way=Fill.CHOICE,
            options=(("here", "在院"), (LEFT, "已离院")),
            apply=_as_it_is,
        ),
    ),
    counted="人",
    order="code",
    link=lambda row: addresses.of("person", row.code),
    lines=_lines,
    empty=Empty("没有符合条件的人员", "换一个条件，或在“状态”里选“已离院”。"),
    note="只列本职务可以查看的人员；证件号码和手机号一律遮盖，查看完整号码须写明理由并留痕。",
)


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: Request) -> HttpResponseBase:
    """Everybody whom the post may read about; who left only for posts that reach the hospital."""
    rights = request.rights
    require(policy.may_read_unit(rights, rights.unit.code))
    whole = rights.everywhere(Capability.ORG_READ)
    if request.GET.get("status") == LEFT and whole:
        source = Person.objects.current().filter(active_to__lte=request.today)
    else:
        source = queries.people(request.today, rights)
    may_edit = bool(policy.may_edit_people(rights))
    return lists.page(
        request,
        PEOPLE,
        source,
        template="web/organisation/people.html",
        context={"may_edit": may_edit},
    )


DUPLICATES = Listing(
    code="org.duplicates",
    title="疑似重复登记",
    columns=(
        Column("why", "线索", value="why"),
        Column("people", "人员", value=lambda row: "、".join(row.codes)),
    ),
    link=lambda row: addresses.of("person", row.codes[0]),
    key="codes",
    empty=Empty("没有疑似重复登记的人员", "手机号相同，或姓名和所在科室都相同的，会列在这里。"),
    counted="组",
    note="只是线索：一家人可以共用手机号，同科室也会有同名的人。核对是同一人的，在人员页办理合并。",
)


@require_safe
def duplicates(request: Request) -> HttpResponseBase:
    """People who may be registered twice."""
    require(policy.may_edit_people(request.rights))
    found: list[Alike] = queries.possible_duplicates(request.today)
    return lists.page(request, DUPLICATES, found)


HELD = Listing(
    code="org.held",
    title="任职",
    columns=(
        Column("title", "职务", value="title"),
        Column("days", "期间", value="span.label", tone="nowrap"),
        Column("more", "说明", value=lambda row: _more(row)),
        Column("end", "办理", value=lambda row: row.end),
    ),
)


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A post in the file, with the way to end it for who may."""

    held: Held
    end: Link | str

    @property
    def title(self) -> str:
        return self.held.title

    @property
    def span(self) -> Span:
        return self.held.span


def _more(row: HeldRow) -> str:
    held = row.held
    told = []
    if held.given_by:
        told.append(f"{held.given_by}授权")
    if held.delegated_to:
        told.append(f"授权{'、'.join(held.delegated_to)}代办")
    if held.ended_reason:
        told.append(f"终止：{held.ended_reason}")
    return "；".join(told)


@require_safe
def person(request: Request, code: str) -> HttpResponse:
    """One person: facts, masked numbers, every membership and post; 404 outside one's scope."""
    owner = seen(request, code)
    if owner.code != code:
        return redirect("person", code=owner.code)
    rights, found = request.rights, queries.file_of(code)
    return details.page(
        request,
        title=owner.name,
        subtitle=f"工号{owner.code}",
        above=[("人员", reverse("people"))],
        marks=[] if _here(found, request.today) else [Mark("已离院", "warning")],
        facts=[_facts(request, found), *party.facts(request, owner)],
        ways=[
            *_ways(request, found),
            *belonging.ways_to_charge(request, found),
            *party.ways(request, owner),
        ],
        related=[
            Related(listing=HELD, rows=_held_rows(rights, found, request.today)),
            *belonging.charged(request, found),
            belonging.belongings(request, found),
            *related.of_person(request, owner.code),
        ],
        history=("org.person", str(owner.pk)),
        wider=exchange.imports("person", owner.pk),
        template="web/organisation/person.html",
        context={"owner": owner, "may_unmask": _may_unmask(request, owner)},
    )


def seen(request: Request, code: str) -> Person:
    """The person, if the acting post may read about them (or it is oneself); else 404."""
    try:
        owner = queries.person(code)
    except Person.DoesNotExist:
        raise Http404 from None
    if owner.code == request.actor.person:
        return owner
    visible = Person.objects.filter(pk=owner.pk).visible_to(request.rights, request.today)
    if not visible.exists():
        raise Http404
    return owner


def _here(found: File, today: date) -> bool:
    return today in found.person.span


def _facts(request: Request, found: File) -> Facts:
    owner = found.person
    past = "；".join(span.label for span in found.past)
    return Facts(
        "基本信息",
        [
            ("姓名", owner.name),
            ("工号", owner.code),
            ("执业证书编码", masked(FieldKind.LICENCE, owner.licence)),
            ("证件号码", masked(FieldKind.ID_CARD, owner.id_card)),
            ("手机号", masked(FieldKind.PHONE, owner.mobile)),
            ("在院期间", owner.span.label),
            *([("曾在院期间", past)] if past else []),
            *([("曾用工号", "、".join(found.codes))] if found.codes else []),
            *_account(request, owner),
        ],
    )


def _account(request: Request, owner: Person) -> list[tuple[str, Link | str]]:
    """How the login stands, for who registers people and for who looks after logins."""
    manages = bool(policy.may_manage_accounts(request.rights))
    if not manages and not policy.may_edit_people(request.rights):
        return []
    account = Account.objects.filter(person=owner).first()
    if account is None:
        return [("登录账号", "没有开通")]
    told = "在用" if account.is_active else "已停用，由安全管理员核实本人后恢复"
    return [("登录账号", Link(told, reverse("account", args=[account.pk])) if manages else told)]


def _may_unmask(request: Request, owner: Person) -> bool:
    if not (owner.id_card or owner.mobile) or not request.rights.has(Capability.PERSONAL_UNMASK):
        return False
    codes = Membership.objects.on(request.today).filter(person=owner).values_list("unit__code")
    return bool(policy.may_unmask(request.rights, {code for (code,) in codes}))


def _ways(request: Request, found: File) -> list[Way]:
    if not policy.may_edit_people(request.rights):
        return []
    code = found.person.code

    def way(text: str, name: str, icon: str, *, grave: bool = False) -> Way:
        return Way(text, reverse(name, args=[code]), icon=icon, grave=grave)

    if not _here(found, request.today):
        return [way("办理返院", "person-return", "undo")]
    return [
        way("更正", "person-correct", "pencil"),
        way("调动", "person-belong", "switch"),
        way("合并", "person-merge", "people"),
        way("办理离院", "person-release", "logout", grave=True),
    ]


def _held_rows(rights: Rights, found: File, today: date) -> list[HeldRow]:
    rows = []
    for held in found.held:
        may = belonging.may_end(rights, held, today)
        url = reverse("appointment-end", args=[held.id]) if may else ""
        rows.append(HeldRow(held, Link("免去", url) if may else ""))
    return rows
