"""What can be looked for on a page: per kind who finds what, what is still there, where it is."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from django.urls import reverse

from linghang.foundation.parameters.searched import KIND as PARAMETERS
from linghang.foundation.search.queries import ALL
from linghang.foundation.search.rules import Scopes
from linghang.indicators.searched import KIND as INDICATORS
from linghang.meetings.models import Meeting
from linghang.meetings.models.meetings import READ
from linghang.meetings.searched import KIND as MEETINGS
from linghang.org import policy
from linghang.org.models import Appointment, Person
from linghang.org.searched import HELD, PEOPLE, UNITS
from linghang.procedures.queries import visible_to as visible_proceedings
from linghang.procedures.searched import KIND as PROCEEDINGS
from linghang.procedures.searched import scopes as proceeding_scopes
from linghang.reports.models import Report
from linghang.reports.searched import KIND as REPORTS
from linghang.texts.models import Version
from linghang.texts.searched import KIND as POLICIES
from linghang.web import addresses, places, subjects
from linghang.web.requests import Request
from linghang.web.searched import HELP

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of thing on a page of results.

    scopes: the scopes that the acting post may look into, ALL, AllBut, or none. still: of some keys
    those that it may see today, asked of the engine itself: the index may lag a day behind.
    url: where a thing is shown, by its key; "" for one without a page of its own. subject: its type
    in the trail, where its key is the number there, too.
    """

    code: str
    name: str
    icon: str
    scopes: Callable[[Request], Scopes]
    url: Callable[[str], str]
    still: Callable[[Request, Collection[str]], Collection[str]] = field(
        default=lambda _request, keys: keys
    )
    subject: str = ""


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Put a kind on the page of results, after those that are there; once per code."""
    if _kinds.setdefault(kind.code, kind) is not kind:
        raise ValueError(f"another kind is registered as {kind.code!r}")


def registered() -> list[Kind]:
    """All kinds in the order of the page."""
    return list(_kinds.values())


def kind(code: str) -> Kind:
    """The kind of that code. Raises KeyError."""
    return _kinds[code]


def whether(allowed: object) -> Scopes:
    """Everything of a kind, or nothing."""
    return ALL if allowed else NOTHING


def _readable_units(request: Request) -> Scopes:
    if request.rights.everywhere("org.read"):
        return ALL
    return request.rights.units("org.read")


def _people(request: Request, keys: Collection[str]) -> Collection[str]:
    here = Person.objects.on(request.today).visible_to(request.rights, request.today)
    return set(here.filter(code__in=keys).values_list("code", flat=True))


def _held(request: Request, keys: Collection[str]) -> Collection[str]:
    by_id = {key.partition(".")[0]: key for key in keys}
    here = Appointment.objects.on(request.today).visible_to(request.rights).filter(pk__in=by_id)
    return {by_id[str(pk)] for pk in here.values_list("pk", flat=True)}


def _reports(request: Request, keys: Collection[str]) -> Collection[str]:
    seen = Report.objects.visible_to(request.rights).filter(pk__in=keys)
    return {str(pk) for pk in seen.values_list("pk", flat=True)}


def _policies(request: Request, keys: Collection[str]) -> Collection[str]:
    told = Version.objects.published().filter(policy__in=[int(key) for key in keys])
    return {str(pk) for pk in told.values_list("policy", flat=True)}


register(
    Kind(
        code=UNITS,
        name="单位",
        icon="unit",
        scopes=_readable_units,
        url=lambda code: addresses.of("unit", code),
    )
)
register(
    Kind(
        code=PEOPLE,
        name="人员",
        icon="person",
        scopes=_readable_units,
        url=lambda code: subjects.address("person", code),
        still=_people,
    )
)
register(
    Kind(
        code=HELD,
        name="任职",
        icon="post",
        scopes=_readable_units,
        url=lambda key: subjects.address("person", key.partition(".")[2]),
        still=_held,
    )
)


def _meetings(request: Request, keys: Collection[str]) -> Collection[str]:
    seen = Meeting.objects.visible_to(request.rights).filter(pk__in=keys)
    return {str(pk) for pk in seen.values_list("pk", flat=True)}


def _recorded_units(request: Request) -> Scopes:
    if not request.rights.has(READ):
        return NOTHING
    return ALL if request.rights.everywhere(READ) else request.rights.units(READ)


def _proceedings(request: Request, keys: Collection[str]) -> Collection[str]:
    seen = visible_proceedings(request.rights, request.today).filter(pk__in=keys)
    return {str(pk) for pk in seen.values_list("pk", flat=True)}


register(
    Kind(
        code=MEETINGS,
        name="会议",
        icon="ledger",
        scopes=_recorded_units,
        url=lambda key: reverse("meeting", args=[key]),
        still=_meetings,
        subject="meetings.meeting",
    )
)
register(
    Kind(
        code=PROCEEDINGS,
        name="程序办理",
        icon="done",
        scopes=lambda request: proceeding_scopes(request.rights, request.today),
        url=lambda key: reverse("proceeding", args=[key]),
        still=_proceedings,
        subject="procedures.proceeding",
    )
)
register(
    Kind(
        code=INDICATORS,
        name="指标",
        icon="overview",
        scopes=lambda request: whether(places.home(request.rights)),
        url=lambda code: reverse("indicator", args=[code]),
    )
)
register(
    Kind(
        code=REPORTS,
        name="报告",
        icon="report",
        scopes=lambda request: whether(policy.may_read_reports(request.rights)),
        url=lambda key: reverse("report", args=[key]),
        still=_reports,
        subject="reports.report",
    )
)
register(
    Kind(
        code=POLICIES,
        name="制度",
        icon="book",
        scopes=lambda request: whether(policy.may_read_policies(request.rights)),
        url=lambda key: reverse("policy", args=[key]),
        still=_policies,
    )
)
register(
    Kind(
        code=PARAMETERS,
        name="规则参数",
        icon="parameters",
        scopes=lambda request: whether(policy.may_read_parameters(request.rights)),
        url=lambda code: reverse("parameter", args=[code]),
    )
)
register(
    Kind(
        code=HELP,
        name="帮助",
        icon="help",
        scopes=lambda _request: ALL,
        url=lambda key: (
            reverse("help-page", args=[key.partition("#")[0]]) + "#" + key.partition("#")[2]
        ),
    )
)
