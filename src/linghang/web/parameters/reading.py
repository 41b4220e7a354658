"""规则参数: all that is in force today; one of them with its ground and its history."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.foundation.parameters import catalog, queries
from linghang.foundation.parameters.definitions import LOCK_NAMES, TAG_NAMES, Parameter
from linghang.foundation.parameters.kinds import KIND_NAMES
from linghang.foundation.parameters.models import ParameterChange, State
from linghang.foundation.parameters.queries import Listed
from linghang.foundation.parameters.rules import ORIGIN_NAMES, NotInForce, Origin, Standing
from linghang.org import policy
from linghang.web import addresses, details, lists
from linghang.web.access import require
from linghang.web.details import Facts, Related, Way
from linghang.web.lists import Column, Empty, Filter, Listing, Mark, Words
from linghang.web.lists import Way as Ask
from linghang.web.lists.cells import Value
from linghang.web.requests import Request

OWN, WAITING = "own", "waiting"
STATE_TONES = {State.DRAFT: "warning", State.APPROVED: "done", State.REFUSED: "failed"}


def _containing(rows: Iterable[Listed], text: str, _request: Request) -> list[Listed]:
    found = []
    for row in rows:
        one = row.standing.parameter
        if any(text in words for words in (one.name, one.code, one.meaning, one.source)):
            found.append(row)
    return found


def _of_area(rows: Iterable[Listed], area: str, _request: Request) -> list[Listed]:
    return [row for row in rows if row.standing.parameter.area == area]


def _of_kind(rows: Iterable[Listed], wanted: str, _request: Request) -> list[Listed]:
    if wanted == WAITING:
        return [row for row in rows if row.drafts]
    return [row for row in rows if row.standing.origin is not Origin.CATALOG]


def _areas(_request: Request) -> list[tuple[str, str]]:
    known = (loaded.item.area for loaded in catalog.catalog().items.values())
    return [(area, area) for area in dict.fromkeys(known)]


def _origin(row: Listed) -> Mark:
    origin = row.standing.origin
    return Mark(ORIGIN_NAMES[origin], "" if origin is Origin.CATALOG else "going")


PARAMETERS = Listing(
    code="parameters.all",
    title="规则参数",
    counted="项",
    note="带数字的规则逐项写明依据；记录按当天有效的规则判断。这里是今天有效的值。",
    columns=(
        Column(
            "name",
            "参数",
            value=lambda row: Words(row.standing.parameter.name, row.standing.parameter.code),
        ),
        Column("value", "现行的值", value="standing.shown"),
        Column("area", "类别", value="standing.parameter.area", tone="nowrap"),
        Column("origin", "来历", value=_origin, tone="nowrap"),
        Column("drafts", "待批准", value=lambda row: row.drafts or None, tone="number"),
        Column("lock", "本院改动", value=lambda row: LOCK_NAMES[row.standing.parameter.lock]),
        Column("source", "依据", value="standing.parameter.source"),
        Column("meaning", "含义", value="standing.parameter.meaning", only="file"),
    ),
    filters=(
        Filter("q", "内容", apply=_containing),
        Filter("area", "类别", Ask.CHOICE, options=_areas, apply=_of_area),
        Filter(
            "only",
            "只看",
            Ask.CHOICE,
            options=((OWN, "与随产品提供的不同"), (WAITING, "有待批准的改动")),
            apply=_of_kind,
        ),
    ),
    link=lambda row: addresses.of("parameter", row.standing.parameter.code),
    per_page=50,
)
HISTORY = Listing(
    code="parameters.changes",
    title="改动记录",
    counted="项",
    columns=(
        Column(
            "state",
            "状态",
            value=lambda one: Mark(one.get_state_display(), STATE_TONES.get(State(one.state), "")),
            tone="nowrap",
        ),
        Column("shown", "值"),
        Column("basis", "性质", tone="nowrap"),
        Column("active_from", "生效", tone="nowrap"),
        Column("active_to", "终止", tone="nowrap"),
        Column("document", "文号"),
        Column("drafted_by", "起草人", is_person=True, tone="nowrap"),
        Column("approved_by", "批准（退回）人", is_person=True, tone="nowrap"),
    ),
    link=lambda one: addresses.of("parameter-change", one.pk),
    empty=Empty("没有改动"),
)


def parameter_list(request: Request) -> HttpResponseBase:
    """Every parameter that is in force today."""
    require(policy.may_read_parameters(request.rights))
    return lists.page(request, PARAMETERS, queries.listed(request.today))


@require_safe
def parameter(request: Request, code: str) -> HttpResponse:
    """One parameter: value, meaning, ground, and all changes of the hospital."""
    require(policy.may_read_parameters(request.rights))
    declared = declared_or_404(code)
    standing = standing_of(declared, request)
    changes = list(ParameterChange.objects.filter(code=code))
    ways = []
    if policy.may_draft_parameters(request.rights):
        ways.append(Way("起草改动", reverse("parameter-draft", args=[code]), "pencil", main=True))
    return details.page(
        request,
        title=declared.name,
        subtitle=declared.meaning,
        above=[("规则参数", reverse("parameter-list"))],
        facts=[Facts("", _facts(declared, standing))],
        ways=ways,
        related=[
            Related(
                listing=HISTORY,
                rows=changes,
                says="本院没有改动过这一项。从严或按新文件修订，由一人起草、另一人批准。",
            )
        ],
    )


def declared_or_404(code: str) -> Parameter:
    """The declaration; 404 for a code that there is not."""
    try:
        return catalog.parameter(code)
    except catalog.UnknownParameter:
        raise Http404 from None


def standing_of(declared: Parameter, request: Request) -> Standing | None:
    """What is in force today, None where nothing is."""
    try:
        return queries.standing(declared.code, request.today)
    except NotInForce:
        return None


def _facts(declared: Parameter, standing: Standing | None) -> list[tuple[str, Value]]:
    came = declared.shown(declared.typed)
    return [
        ("现行的值", standing.shown if standing else "今天没有现行规定"),
        ("来历", ORIGIN_NAMES[standing.origin] if standing else None),
        ("随产品提供的值", came),
        ("编码", declared.code),
        ("值的种类", KIND_NAMES[declared.kind]),
        ("依据", declared.source),
        ("性质", TAG_NAMES[declared.tag]),
        ("生效", declared.active_from),
        ("终止", declared.active_to),
        ("本院改动", LOCK_NAMES[declared.lock]),
    ]
