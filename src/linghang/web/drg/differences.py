"""差异清单: returned rows one by one, what to check, who answers, and what was done about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from linghang.cases.grouping.returns import dealing, queries, rules
from linghang.cases.grouping.returns.linking import UNLINKED
from linghang.cases.grouping.returns.models import DifferenceNote
from linghang.cases.grouping.returns.queries import RETURNED, Pair, Wanted
from linghang.cases.grouping.returns.rules import (
    OPEN,
    OPEN_NAME,
    SPECIAL,
    STANDING_NAMES,
    TOLD,
    Reason,
    Standing,
)
from linghang.cases.scope import CaseScope
from linghang.foundation import clock
from linghang.foundation.errors import Refused
from linghang.foundation.fields.definitions import Mask
from linghang.foundation.period import Period, WrongPeriod
from linghang.org import policy
from linghang.web import addresses, lists, places
from linghang.web.access import hide_unless, require
from linghang.web.drg import asked as asking
from linghang.web.drg.returns import yuan
from linghang.web.lists import Column, Deed, Empty, Filter, Listing, Mark, Rows, Way, Words
from linghang.web.requests import Request
from linghang.web.shown_cases import unit

NO_GROUP = "未入组"
TONES = {
    OPEN: "warning",
    Standing.WAITING: "going",
    Standing.APPEALED: "going",
    Standing.RESENT: "going",
    Standing.ACCEPTED: "done",
}
RETURNED_NAME = "全部返回（含一致）"


@dataclass(frozen=True, slots=True)
class Line:
    """One row as the list shows it; money in 元. dealt: the newest note, if there is one."""

    pair: Pair
    department: str
    dealt: DifferenceNote | None

    @property
    def key(self) -> str:
        return self.pair.key

    @property
    def code(self) -> str:
        return self.pair.key[:8].upper() if self.pair.has_case else "没有病例"

    @property
    def day(self) -> date:
        return self.pair.discharge_day

    @property
    def diagnosis(self) -> Words:
        """Of the case; without one why there is none, and what was noted, for it has no page."""
        pair = self.pair
        if not pair.has_case:
            return Words(UNLINKED.get(pair.unlinked or "", ""), self.note)
        return Words(pair.principal_diagnosis_name or "", pair.principal_diagnosis or "")

    @property
    def note(self) -> str:
        return self.dealt.note if self.dealt else ""

    @property
    def ours(self) -> str:
        pair = self.pair
        if not pair.has_case:
            return ""
        return (pair.our_drg or "") if _is_grouped(pair) else (pair.our_status or NO_GROUP)

    @property
    def theirs(self) -> str:
        pair = self.pair
        if not pair.is_returned:
            return ""
        return pair.their_drg or NO_GROUP

    @property
    def difference(self) -> str:
        return TOLD[self.pair.reason].name

    @property
    def who(self) -> str:
        return TOLD[self.pair.reason].who

    @property
    def standard(self) -> Decimal | None:
        return yuan(self.pair.standard)

    @property
    def cost(self) -> Decimal | None:
        return yuan(self.pair.their_cost if self.pair.is_returned else self.pair.our_cost)

    @property
    def surplus(self) -> Decimal | None:
        return yuan(self.pair.surplus)

    @property
    def special(self) -> str:
        return SPECIAL.get(self.pair.special or "", "")

    @property
    def standing(self) -> Mark | None:
        """Nothing for a row without difference."""
        if self.pair.reason is Reason.SAME:
            return None
        return Mark(standing_name(self.pair.standing), TONES.get(self.pair.standing, ""))

    @property
    def url(self) -> str | None:
        pair = self.pair
        return f"{addresses.of('case', pair.key)}?month={pair.month}" if pair.has_case else None


@require_POST
def deal(request: Request, month: str, key: str) -> HttpResponse:
    """Write down what was done about one case's difference, from its page."""
    hide_unless(policy.may_open_cases(request.rights))
    require(policy.may_settle_cases(request.rights))
    try:
        period, standing = Period.parse(month), Standing(request.POST.get("standing", ""))
    except (WrongPeriod, ValueError) as fault:
        raise Http404 from fault
    try:
        dealing.deal(
            keys=[key],
            period=period,
            standing=standing,
            note=request.POST.get("note", ""),
            scope=places.case_scope(request.rights),
            actor=request.actor,
            at=clock.now(),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已登记为“{STANDING_NAMES[standing]}”。")
    return redirect(f"{addresses.of('case', key)}?month={period.code}#returned")


def _is_grouped(pair: Pair) -> bool:
    return pair.our_status == "分组成功"


def standing_name(standing: str) -> str:
    """What was done about a difference, in words."""
    return OPEN_NAME if standing == OPEN else STANDING_NAMES[Standing(standing)]


def _deed(standing: Standing) -> Callable[[Request, Sequence[str], str], str]:
    def do(request: Request, keys: Sequence[str], reason: str) -> str:
        asked = asking.of(request, default=queries.last_month())
        count = dealing.deal(
            keys=keys,
            period=asked.wanted.period,
            standing=standing,
            note=reason,
            scope=asked.scope,
            actor=request.actor,
            at=clock.now(),
        )
        return f"{count}条差异已登记为“{STANDING_NAMES[standing]}”。"

    return do


DIFFERENCES = Listing(
    code="drg.differences",
    title="差异清单",
    columns=(
        Column("code", "病例", tone="nowrap"),
        Column("department", "科室", tone="nowrap"),
        Column("day", "出院", sort="day", tone="nowrap"),
        Column("diagnosis", "主要诊断"),
        Column("ours", "本院入组", tone="nowrap"),
        Column("theirs", "医保入组", tone="nowrap"),
        Column("difference", "差异", tone="nowrap"),
        Column("who", "谁来答复", only="file"),
        Column("special", "特殊标志", only="file"),
        Column("cost", "总费用（元）", tone="number", decimals=2, only="file"),
        Column("standard", "支付标准（元）", tone="number", decimals=2, only="file"),
        Column("surplus", "盈亏（元）", sort="surplus", tone="number", decimals=2),
        Column("standing", "处理", tone="nowrap"),
        Column("note", "说明", only="file"),
        Column("person", "处理人", value="dealt.person", is_person=True, only="file"),
        Column("pseudonym", "病例假名", value="key", personal=Mask.ENDS, only="file"),
    ),
    deeds=tuple(
        Deed(
            standing.value,
            STANDING_NAMES[standing],
            _deed(standing),
            ask=policy.may_settle_cases,
            asks_reason=True,
        )
        for standing in Standing
    ),
    counted="例",
    order="-day",
    link=lambda line: line.url,
    key="key",
    empty=Empty("没有差异", "这个期间和范围内没有医保返回，或返回的都与本院一致。"),
    lines=lambda _request, rows: _lines(rows),
    may_export=policy.may_settle_cases,
    whole=True,
)


def _lines(pairs: list[Pair]) -> list[Line]:
    names = places.names()
    notes = DifferenceNote.objects.filter(key__in=[one.key for one in pairs]).order_by("pk")
    dealt = {note.key: note for note in notes}
    return [
        Line(one, unit(one.department, names) if one.has_case else "—", dealt.get(one.key))
        for one in pairs
    ]


@dataclass(slots=True)
class Compared(Rows):
    """The rows of a comparison, read page by page."""

    wanted: Wanted
    scope: CaseScope
    order: str = "-day"
    total: int | None = None

    def order_by(self, *paths: str) -> Compared:
        """By day of discharge or by surplus."""
        return replace(self, order=paths[0])

    def __iter__(self) -> Iterator[Pair]:
        return iter(self[0 : dealing.MOST_READ])

    def __getitem__(self, piece: slice) -> list[Pair]:
        rows, self.total = queries.page(
            self.wanted,
            scope=self.scope,
            order=self.order,
            offset=piece.start,
            limit=piece.stop - piece.start,
        )
        return rows

    def count(self) -> int:
        if self.total is None:
            _, self.total = queries.page(self.wanted, scope=self.scope, limit=0)
        return self.total


@require_http_methods(["GET", "HEAD", "POST"])
def difference_list(request: Request) -> HttpResponseBase:
    """A page of the worklist; POST writes down what was done about the chosen rows."""
    asked = asking.of(request, default=queries.last_month())
    if request.method == "POST":
        require(policy.may_settle_cases(request.rights))
    get = request.GET
    wanted = Wanted(
        period=asked.wanted.period,
        department=asked.wanted.department,
        difference=_chosen(get.get("difference", ""), dict(_DIFFERENCES)),
        standing=_chosen(get.get("standing", ""), dict(_STANDINGS)),
        drg=get.get("drg", ""),
        special=_chosen(get.get("special", ""), dict(SPECIAL)),
    )
    told = TOLD.get(Reason(wanted.difference)) if wanted.difference not in ("", RETURNED) else None
    return lists.page(
        request,
        replace(DIFFERENCES, filters=(asking.departments(request), *_FILTERS)),
        Compared(wanted, asked.scope),
        template="web/drg/differences.html",
        context={"asked": asked, "choice": asked.choice, "reason": told},
    )


def _chosen(text: str, known: dict[str, str]) -> str:
    """What is no choice narrows nothing; the list says so beside its filter."""
    return text if text in known else ""


_DIFFERENCES = [
    *((one.value, TOLD[one].name) for one in rules.DIFFERENCES),
    (Reason.SAME.value, TOLD[Reason.SAME].name),
    (RETURNED, RETURNED_NAME),
]
_STANDINGS = [(OPEN, OPEN_NAME), *((one.value, name) for one, name in STANDING_NAMES.items())]
_FILTERS = (
    Filter("difference", "差异", Way.CHOICE, options=_DIFFERENCES, apply=asking.as_is),
    Filter("standing", "处理", Way.CHOICE, options=_STANDINGS, apply=asking.as_is),
    Filter("drg", "DRG组", apply=asking.as_is),
    Filter("special", "特殊标志", Way.CHOICE, options=list(SPECIAL.items()), apply=asking.as_is),
)
