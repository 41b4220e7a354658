"""整改看板: figures as of a day, by problem and by measure; what changed since another day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Literal
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linghang.commitments.counting import queries as counting
from linghang.commitments.counting.queries import Asked, Figures
from linghang.commitments.deeds import WHAT_NAMES, What
from linghang.commitments.definitions import Role
from linghang.commitments.models import Commitment, Step
from linghang.commitments.progress.rules import Base, State
from linghang.commitments.spells.rules import ACCEPTED, COUNTED, STANDING_NAMES, UNDER_WAY, Standing
from linghang.ledgers import directory
from linghang.web.commitments import weighed
from linghang.web.commitments.board import roles_of
from linghang.web.commitments.lines import standing
from linghang.web.commitments.reached import Plan, plan, story
from linghang.web.requests import Request

MOST_CHANGES, MOST_LATER = 200, 100
STANDINGS: Mapping[str, tuple[Standing, ...]] = {
    "total": COUNTED,
    "done": (Standing.DONE,),
    "stage_done": (Standing.STAGE_DONE,),
    "open": UNDER_WAY,
    "accepted": ACCEPTED,
    "closing": (Standing.CLOSING,),
}
DEEDS = {"extended": What.EXTENDED, "returned": What.RETURNED, "reopened": What.REOPENED}
BY_NAMES = {"unit": "按责任部门", "leader": "按责任领导", "heading": "", "type": "按类型"}
BASES = {Role.FINDING: Base.PROBLEMS, Role.TASK: Base.MEASURES}


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """The days of the address. known: as it was known on `on`; None: as it is known today."""

    on: date
    since: date | None
    known: date | None

    def query(self, **more: str) -> str:
        """The same days in an address."""
        told = {
            "on": str(self.on),
            "since": str(self.since or ""),
            "known": "then" if self.known else "",
            **more,
        }
        return urlencode({name: text for name, text in told.items() if text})


def when(request: Request) -> When:
    """The days asked for; what can't be read, or lies ahead, is today's."""
    on = min(_day(request.GET.get("on", "")) or request.today, request.today)
    since = _day(request.GET.get("since", ""))
    is_then = request.GET.get("known") == "then"
    return When(on=on, since=since if since and since < on else None, known=on if is_then else None)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number of a base; url: of the rows behind it; before: of the earlier day."""

    name: str
    number: int
    counted: str
    url: str
    tone: str = ""
    before: int | None = None

    @property
    def change(self) -> str:
        """+3 or −3; "" for none, and without an earlier day."""
        if self.before is None or self.before == self.number:
            return ""
        return f"{self.number - self.before:+d}".replace("-", "−")


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """All figures of one base: 按问题计 or 按措施计, with its rate and what this is called."""

    name: str
    called: str
    rate: str
    figures: tuple[Figure, ...]


@require_safe
def figures(request: Request, pk: int) -> HttpResponse:
    """The dashboard as of a day (?on=), with what changed since another (?since=)."""
    found, asked_for = plan(request, pk), when(request)
    asked = found.asked(known=asked_for.known)
    bases = [_base(found, asked_for, role) for role in roles_of(found)]
    by = request.GET.get("by", "")
    ways = _bys(found)
    by = by if by in ways else "unit"
    names = called(found)
    later = counting.entered_later(asked_for.on, found.asked()).select_related("commitment")
    latest = list(later.order_by("-known_on", "-pk")[: MOST_LATER + 1])
    context = {
        "plan": found,
        "when": asked_for,
        "bases": bases,
        "most": (MOST_CHANGES, MOST_LATER),
        "produced": _produced(found, asked_for, asked),
        "words": [names[one] for one in (State.DONE, State.STAGE_DONE, State.OPEN)],
        "by": by,
        "dashboard": found.dashboard,
        "bys": [(code, name, asked_for.query(by=code)) for code, name in ways.items()],
        "table": _table(found, asked_for, by),
        "progress": weighed.progress(
            found, asked_for.on, asked_for.since, is_then=asked_for.known is not None
        ),
        **_changed(found, asked_for, asked),
        "later": _later(latest[:MOST_LATER]),
        "later_count": later.count() if len(latest) > MOST_LATER else len(latest),
        "plain": asked_for.query(known=""),
        "then": asked_for.query(known="then"),
        "printed_on": request.today,
    }
    return render(request, "web/commitments/figures.html", context)


def _bys(found: Plan) -> dict[str, str]:
    """By what its tasks are told: by what stands at the top, too, where tasks stand under it."""
    levels = found.kind.levels
    named = {code: name or f"按{levels[0].name}" for code, name in BY_NAMES.items()}
    if len(levels) == 1 or levels[0].role is Role.TASK:
        del named["heading"]
    if not any(one.types for one in levels if one.role is Role.TASK):
        del named["type"]
    return named


def called(found: Plan) -> dict[State, str]:
    """How this programme calls the three states outside."""
    return dict(found.kind.telling(found.programme.words).states)


def _base(found: Plan, at: When, role: Role) -> Basis:
    asked = found.asked(known=at.known, role=role)
    now = counting.as_of(at.on, asked, role=role).get("", Figures(role=role))
    then = None
    if at.since:
        earlier = found.asked(known=at.since if at.known else None, role=role)
        then = counting.as_of(at.since, earlier, role=role).get("", Figures(role=role))
    level = found.level_of(role) or found.task_level
    words = found.kind.telling(found.programme.words)
    names = words.states
    told: list[tuple[str, str, Callable[[Figures], int], str]] = [
        ("total", f"{level.name}总数", lambda one: one.total, ""),
        ("done", names[State.DONE], lambda one: one.tally.done, "done"),
        ("stage_done", names[State.STAGE_DONE], lambda one: one.tally.stage_done, "done"),
        ("open", names[State.OPEN], lambda one: one.tally.open, ""),
    ]
    if role is Role.TASK:
        told += [
            ("closing", "其中待验收", lambda one: one.of(Standing.CLOSING), ""),
            ("overdue", "其中逾期", lambda one: one.overdue, "failed"),
            ("extended", "延期过", lambda one: one.extended, "warning"),
            ("returned", "退回过", lambda one: one.returned, "warning"),
            ("reopened", "反弹过", lambda one: one.reopened, "failed"),
        ]
    return Basis(
        name=words.bases[BASES[role]],
        called=words.rate,
        rate=_rate(now.tally.rate),
        figures=(
            *(_headings(found, at) if role is roles_of(found)[0] else ()),
            *(
                Figure(
                    name=name,
                    number=count(now),
                    counted=level.counted,
                    url=_rows_url(found, at, what=code, role=role.value),
                    tone=tone if count(now) else "",
                    before=count(then) if then else None,
                )
                for code, name, count, tone in told
            ),
        ),
    )


def _headings(found: Plan, at: When) -> Iterator[Figure]:
    """How many aspects there are, where the kind groups by any."""
    level, role = found.level_of(Role.HEADING), Role.HEADING
    if level is None:
        return

    def total(day: date, known: date | None) -> int:
        held = counting.as_of(day, found.asked(known=known, role=role), role=role)
        return held.get("", Figures(role=role)).total

    yield Figure(
        name=level.name,
        number=total(at.on, at.known),
        counted=level.counted,
        url=_rows_url(found, at, what="total", role=role.value),
        before=total(at.since, at.since if at.known else None) if at.since else None,
    )


def _rate(rate: Fraction | None) -> str:
    return "—" if rate is None else f"{float(rate):.1%}"


def _rows_url(found: Plan, at: When, **more: str) -> str:
    return f"{found.url('commitment-figure-rows')}?{at.query(since='', **more)}"


def _produced(found: Plan, at: When, asked: Asked) -> list[tuple[str, str, str]]:
    """(name, how much, address of the rows) of each yield of the kind."""
    counted = counting.produced(at.on, asked)
    query = at.query(since="")
    return [
        (
            one.name,
            one.told(counted.get(one.code, 0)),
            f"{found.url('commitment-figure-yields', one.code)}?{query}",
        )
        for one in found.kind.yields
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table by department, leader, aspect or type; numbers with their rows."""

    name: str
    numbers: tuple[tuple[int, str], ...]
    rate: str


def _table(found: Plan, at: When, by: str) -> list[Row]:
    asked = found.asked(known=at.known, role=Role.TASK)
    line: Literal["unit", "leader", "heading", "type"] = by  # type: ignore[assignment]
    counted = counting.as_of(at.on, asked, by=line)
    names = directory.names(counted) if by in ("unit", "leader") else _names(found, by, counted)
    rows = []
    for code, one in counted.items():
        if not one.total:
            continue
        told = (
            ("total", one.total),
            ("done", one.tally.done),
            ("stage_done", one.tally.stage_done),
            ("open", one.tally.open),
            ("overdue", one.overdue),
            ("extended", one.extended),
            ("returned", one.returned),
            ("reopened", one.reopened),
        )
        numbers = tuple(
            (number, _rows_url(found, at, what=what, role=Role.TASK.value, line=by, of=code))
            for what, number in told
        )
        name = names.get(code, code) or "没有写明"
        rows.append(Row(name=name, numbers=numbers, rate=_rate(one.tally.rate)))
    return rows if by == "heading" else sorted(rows, key=lambda row: -row.numbers[3][0])


def _names(found: Plan, by: str, counted: Iterable[str]) -> dict[str, str]:
    if by == "type":
        return dict(Commitment._meta.get_field("type").choices or [])
    tops = found.rows().filter(number__in=counted).values_list("number", "title")
    return {number: f"{number} {title}" for number, title in tops}


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A commitment that stands otherwise than on the earlier day."""

    row: Commitment
    url: str
    before: str
    after: Any


def _changed(found: Plan, at: When, asked: Asked) -> dict[str, Any]:
    """changes: what stands otherwise than on the earlier day, in the order of the tree, as many as
    the page lists; changes_count: how many in all."""
    if at.since is None:
        return {"changes": [], "changes_count": 0}
    told = [
        change
        for role in roles_of(found)
        for change in counting.changes(at.since, at.on, asked, role=role)
    ]
    rows = Commitment.objects.in_bulk([one.commitment for one in told])
    told.sort(key=lambda one: rows[one.commitment].path)
    made = [
        Changed(
            row=rows[one.commitment],
            url=story(one.commitment),
            before=STANDING_NAMES[one.before] if one.before else "没有",
            after=standing(one.after.value),
        )
        for one in told[:MOST_CHANGES]
    ]
    return {"changes": made, "changes_count": len(told)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """A deed that was entered after the day on which it took effect."""

    step: Step
    what: str
    person: str
    url: str


def _later(steps: list[Step]) -> list[Later]:
    names = directory.names({one.person for one in steps})
    return [
        Later(
            step=one,
            what=WHAT_NAMES[What(one.what)],
            person=names.get(one.person, one.person),
            url=story(one.commitment_id) if one.commitment_id else "",
        )
        for one in steps
    ]
