"""Who may open what: one table over every address of the resolver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.urls import URLPattern, get_resolver, reverse

from linghang.foundation import clock
from linghang.reports import services as reports
from tests.web_hospital import JUNE, TODAY, Hospital, sheets

POSTS = (
    "",
    "president",
    "records",
    "cardiology_head",
    "orthopaedics_head",
    "team_leader",
    "branch_secretary",
)
FIGURES = ["president", "records", "cardiology_head", "orthopaedics_head", "team_leader"]
HOSPITAL = ["president", "records"]
CARDIOLOGY = [*HOSPITAL, "cardiology_head"]


@dataclass(frozen=True, kw_only=True)
class Row:
    """An address, the posts for which it answers `ok`, and what it answers to all others.

    `anonymous` is the answer without login. args and query may name things of the hospital.
    """

    name: str
    ok: list[str]
    args: tuple[str, ...] = ()
    query: str = ""
    method: str = "get"
    data: tuple[tuple[str, str], ...] = ()
    status: int = 200
    others: int = 404
    anonymous: int = 302


EVERYBODY = [*FIGURES, "branch_secretary"]
OF_CARDIOLOGY = f"?period={JUNE.code}&department=CARD"
TABLE = [
    Row(name="cockpit", ok=EVERYBODY),
    Row(name="cockpit", query="?department=CARD", ok=CARDIOLOGY),
    Row(name="cockpit", query="?department=none", ok=HOSPITAL),
    Row(name="cockpit", query="?campus=EAST", ok=HOSPITAL),
    Row(name="cockpit", query="?team=CARD-A", ok=[*CARDIOLOGY, "team_leader"]),
    Row(name="cockpit", query="?department=CARD&team=ORTH-A", ok=HOSPITAL),
    Row(name="cockpit", query="?department=NEVER-WAS", ok=[]),
    Row(name="indicator", args=("discharges",), ok=FIGURES, others=403),
    Row(name="indicator", args=("discharges",), query=OF_CARDIOLOGY, ok=CARDIOLOGY),
    Row(name="indicator", args=("no_such",), ok=[]),
    Row(name="indicator-export", args=("discharges",), ok=FIGURES, others=403),
    Row(name="indicator-export", args=("discharges",), query=OF_CARDIOLOGY, ok=CARDIOLOGY),
    Row(name="case-list", ok=FIGURES),
    Row(name="case-list", query=OF_CARDIOLOGY, ok=CARDIOLOGY),
    Row(name="case-list", query="?department=none", ok=HOSPITAL),
    Row(name="case-list", query="?team=CARD-A", ok=[*CARDIOLOGY, "team_leader"]),
    Row(name="case-list", query="?indicator=discharges&step=no_such", ok=[]),
    Row(name="case", args=("case CARD-A",), ok=[*CARDIOLOGY, "team_leader"]),
    Row(name="case", args=("case CARD-B",), ok=CARDIOLOGY),
    Row(name="case", args=("case ORTH-A",), ok=[*HOSPITAL, "orthopaedics_head"]),
    Row(name="case", args=("case nowhere",), ok=HOSPITAL),
    Row(name="case", args=("0" * 32,), ok=[]),
    Row(name="import-list", ok=["records"], others=403),
    Row(name="import-list", method="post", ok=["records"], status=422, others=403),
    Row(name="import", args=("committed batch",), ok=["records"]),
    Row(name="import", args=("999",), ok=[]),
    Row(name="import-complaints", args=("committed batch",), ok=["records"]),
    Row(name="report-list", ok=HOSPITAL, others=403),
    Row(
        name="report-list",
        method="post",
        data=(("report", "brief"), ("period", JUNE.code)),
        ok=HOSPITAL,
        status=302,
        others=403,
    ),
    Row(name="report", args=("report",), ok=HOSPITAL, others=403),
    Row(name="report", args=("999",), ok=[], others=404),
    Row(name="report-document", args=("report",), ok=HOSPITAL, others=403),
    Row(name="unit", args=("CARD",), ok=CARDIOLOGY),
    Row(name="unit", args=("CARD-A",), ok=[*CARDIOLOGY, "team_leader"]),
    Row(name="unit", args=("PB1",), ok=[*HOSPITAL, "branch_secretary"]),
    Row(name="unit", args=("NEVER-WAS",), ok=[]),
    Row(name="login", ok=[], others=302, anonymous=200),
    Row(name="demo-login", args=("post president",), method="post", ok=[], others=302),
    Row(name="demo-login", args=("999",), method="post", ok=[], anonymous=404),
    Row(name="logout", method="post", ok=[], others=302),
    Row(name="act", args=("post president",), method="post", ok=["president"], status=302),
    Row(
        name="act",
        args=("post head_as_branch_secretary",),
        method="post",
        ok=["cardiology_head"],
        status=302,
    ),
    Row(name="healthz", ok=EVERYBODY, anonymous=200),
    # Last, since they change what the rows above look at.
    Row(name="import-retry", args=("staged batch",), method="post", ok=["records"], status=422),
    Row(name="import-undo", args=("committed batch",), method="post", ok=["records"], status=302),
    Row(name="import-commit", args=("staged batch",), method="post", ok=["records"], status=302),
    Row(name="import-discard", args=("other batch",), method="post", ok=["records"], status=302),
]
OF_SESSION = {"act", "logout", "demo-login"}
# Reports are no secret to those who may not read them: 403 with the reason comes before 404.
EXCEPTIONS = {("report", ("999",), post): 403 for post in EVERYBODY if post not in HOSPITAL}


@pytest.fixture
def things(hospital: Hospital) -> dict[str, str]:
    """What the table's arguments stand for."""
    staged = hospital.stage(sheets(first=401, count=1))
    other = hospital.stage(sheets(first=402, count=1))
    built = reports.build(
        report="brief",
        period=JUNE,
        actor=hospital.actor("records"),
        at=clock.now(),
        today=TODAY,
    )
    return {
        "staged batch": str(staged.pk),
        "other batch": str(other.pk),
        "committed batch": str(hospital.batch.pk),
        "report": str(built.pk),
        **{f"case {place}": row.case_key for place, row in hospital.cases.items()},
        **{f"post {key}": str(held.pk) for key, held in hospital.appointments.items()},
    }


def expected(row: Row, post: str) -> int:
    if not post:
        return row.anonymous
    default = row.status if post in row.ok else row.others
    return EXCEPTIONS.get((row.name, row.args, post), default)


def test_every_post_gets_just_the_answers_of_the_table(
    hospital: Hospital, things: dict[str, str]
) -> None:
    clients = {post: hospital.client(post) for post in POSTS}
    wrong = []

    for row in TABLE:
        url = reverse(row.name, args=[things.get(one, one) for one in row.args]) + row.query
        for post in POSTS:
            client = hospital.client(post) if row.name in OF_SESSION else clients[post]
            found = getattr(client, row.method)(url, dict(row.data) or None).status_code
            if found != expected(row, post):
                wrong.append((row.method, url, post or "nobody", found, expected(row, post)))

    assert not wrong


def patterns(resolver: object) -> Iterator[URLPattern]:
    for one in resolver.url_patterns:  # type: ignore[attr-defined]
        if isinstance(one, URLPattern):
            yield one
        else:
            yield from patterns(one)


def test_every_address_is_in_the_table() -> None:
    names = {pattern.name for pattern in patterns(get_resolver())}

    assert names == {row.name for row in TABLE}
