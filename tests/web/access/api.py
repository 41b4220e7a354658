"""The read API: the same posts see the same things as on the pages."""

from __future__ import annotations

from linghang.foundation import clock
from linghang.notices.models import Notice
from tests.web.access import commitments, ledgers, meetings, procedures
from tests.web.access.base import EVERYBODY, FIGURES, HOSPITAL, Row
from tests.web_hospital import Hospital

TITLE = "只读接口"
ELSEWHERE = ("cardiology_head", "team_leader", "branch_secretary")
OF_CARDIOLOGY = "?period=2025-06&department=CARD"
CARDIOLOGY = [*HOSPITAL, "cardiology_head"]


def _figures(name: str, more: str = "") -> list[Row]:
    """The whole hospital is no secret, others' departments are."""
    args = ("discharges",)
    return [
        Row(name=name, args=args, query=OF_CARDIOLOGY + more, ok=CARDIOLOGY, anonymous=401),
        Row(
            name=name,
            args=args,
            query=f"?period=2025-06{more}",
            ok=HOSPITAL,
            others=403,
            anonymous=401,
        ),
        Row(name=name, args=("no_such",), query=OF_CARDIOLOGY + more, ok=[], anonymous=401),
    ]


ROWS = [
    Row(name="api-description", ok=EVERYBODY, anonymous=200),
    Row(name="api-nothing", args=("nothing",), ok=[], anonymous=404),
    Row(name="api-me", ok=EVERYBODY, anonymous=401),
    Row(name="api-units", ok=EVERYBODY, anonymous=401),
    Row(
        name="api-unit",
        args=("ORTH",),
        ok=[post for post in EVERYBODY if post not in ELSEWHERE],
        anonymous=401,
    ),
    Row(name="api-unit", args=("NEVER-WAS",), ok=[], anonymous=401),
    Row(name="api-people", ok=EVERYBODY, anonymous=401),
    Row(name="api-person", args=("NEVER-WAS",), ok=[], anonymous=401),
    Row(name="api-appointments", ok=EVERYBODY, anonymous=401),
    Row(name="api-indicators", ok=FIGURES, others=403, anonymous=401),
    *_figures("api-value"),
    *_figures("api-trend"),
    *_figures("api-breakdown", "&by=team"),
    Row(name="api-notices", ok=EVERYBODY, anonymous=401),
    Row(name="api-notice", args=("notice of the president",), ok=["president"], anonymous=401),
    Row(name="api-meetings", ok=EVERYBODY, anonymous=401),
    Row(name="api-meeting", args=("held",), ok=meetings.READERS, anonymous=401),
    Row(name="api-proceedings", ok=EVERYBODY, anonymous=401),
    Row(name="api-proceeding", args=("the admission",), ok=procedures.PART, anonymous=401),
    Row(name="api-ledgers", ok=EVERYBODY, anonymous=401),
    Row(name="api-ledger-entries", args=("outreach",), ok=ledgers.READERS, anonymous=401),
    Row(name="api-ledger-entry", args=ledgers.IN_FORCE, ok=ledgers.READERS, anonymous=401),
    Row(name="api-programmes", ok=EVERYBODY, anonymous=401),
    *(
        Row(name=name, args=("programme",), ok=commitments.SEERS, anonymous=401)
        for name in ("api-commitments", "api-programme-figures")
    ),
    Row(name="api-commitment", args=("measure",), ok=commitments.READERS, anonymous=401),
    Row(name="api-commitment", args=("999999",), ok=[], anonymous=401),
    Row(name="api-commitment-versions", args=("measure",), ok=commitments.READERS, anonymous=401),
    Row(name="api-ledger-entry", args=ledgers.DRAFT, ok=[], anonymous=401),
]


def things(hospital: Hospital) -> dict[str, str]:
    """A notice that only one of them may read; meetings, a proceeding, entries of the branch."""
    made = Notice.objects.create(
        kind="tests.kind",
        person=hospital.appointments["president"].person,
        title="只给院长",
        body="只给院长",
        subject_type="org.unit",
        subject_id="1",
        sender="system",
        created_at=clock.now(),
    )
    told = {**meetings.things(hospital), **procedures.things(hospital), **ledgers.things(hospital)}
    told |= commitments.things(hospital)
    return {**told, "notice of the president": str(made.pk)}
