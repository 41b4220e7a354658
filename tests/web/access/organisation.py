"""Charts, people, the forms that change them, delegations."""

from __future__ import annotations

from linghang.org.models import Charge, Coverage, Membership, Unit
from tests.web.access.base import EVERYBODY, Row, holding
from tests.web.access.units import READERS
from tests.web_hospital import Hospital

TITLE = "组织机构图、人员、任免、授权代办"
EDITORS = ["hr_director"]
DENIED = tuple((post, 403) for post in READERS if post not in EDITORS)
COVERERS = (*((post, 403) for post in READERS), ("branch_secretary", 403))
OF_CARDIOLOGY = (*DENIED, ("cardiology_head", 403))
OF_THE_PERSON = (*OF_CARDIOLOGY, ("team_leader", 403))
PERSON_FORMS = (
    "person-unmask",
    "person-correct",
    "person-belong",
    "person-release",
    "person-return",
    "person-merge",
)
UNIT_FORMS = (
    "unit-add",
    "unit-rename",
    "unit-move",
    "unit-merge",
    "unit-split",
    "unit-close",
    "unit-code-add",
    "appoint",
)
ROWS = [
    Row(name="org-chart", ok=EVERYBODY),
    Row(name="org-chart-of", args=("party",), ok=EVERYBODY),
    Row(name="org-chart-of", args=("party",), query="?on=2019-01-01&closed=1&q=x", ok=EVERYBODY),
    Row(name="org-chart-of", args=("nowhere",), ok=[]),
    Row(name="unit-add-root", args=("campus",), ok=EDITORS, others=403),
    Row(name="unit-add-root", args=("union",), ok=[], others=403),
    Row(name="unit-add-root", args=("administration",), ok=[]),
    *(Row(name=name, args=("CARD",), ok=EDITORS, answers=OF_CARDIOLOGY) for name in UNIT_FORMS),
    Row(name="unit-beds", args=("CARD1",), ok=EDITORS, answers=OF_CARDIOLOGY),
    Row(name="unit-beds", args=("NEVER-WAS",), ok=[]),
    Row(
        name="unit-cover",
        args=("PB1",),
        ok=[],
        answers=COVERERS,
    ),
    Row(
        name="unit-close",
        args=("ORTH",),
        ok=EDITORS,
        answers=(*DENIED, ("orthopaedics_head", 403)),
    ),
    Row(
        name="appointment-end",
        args=("post cardiology_head",),
        ok=EDITORS,
        answers=OF_CARDIOLOGY,
    ),
    Row(name="appointment-end", args=("999",), ok=[]),
    Row(name="grid-coverage", ok=EVERYBODY),
    Row(name="grid-coverage", query="?fault=none&format=csv", ok=EVERYBODY),
    Row(name="grid-check", method="post", ok=[], others=403),
    Row(name="org-rotation", ok=holding("relatives.read"), others=403),
    Row(name="org-charges", ok=EVERYBODY),
    Row(name="org-charges", query="?on=2020-06-01&format=csv", ok=EVERYBODY),
    Row(
        name="charge",
        args=("post president",),
        ok=EDITORS,
        answers=DENIED,
    ),
    Row(name="charge", args=("999",), ok=[]),
    Row(
        name="charge-end",
        args=("charge",),
        ok=EDITORS,
        answers=DENIED,
    ),
    Row(name="charge-end", args=("999",), ok=[]),
    Row(name="coverage-end", args=("coverage",), ok=[], answers=COVERERS),
    Row(name="coverage-end", args=("999",), ok=[]),
    Row(name="membership-leave", args=("membership",), ok=EDITORS, answers=OF_THE_PERSON),
    Row(name="membership-leave", args=("999",), ok=[]),
    Row(name="people", ok=EVERYBODY),
    Row(name="people", query="?format=xlsx", ok=EVERYBODY),
    Row(name="people", query="?status=left&unit=CARD", ok=EVERYBODY),
    Row(name="people-duplicates", ok=EDITORS, others=403),
    Row(name="person-add", ok=EDITORS, others=403),
    Row(name="person", args=("D1",), ok=[*READERS, "cardiology_head", "team_leader"]),
    Row(name="person", args=("D3",), ok=[*READERS, "orthopaedics_head"]),
    Row(name="person", args=("NEVER-WAS",), ok=[]),
    *(Row(name=name, args=("D1",), ok=EDITORS, answers=OF_THE_PERSON) for name in PERSON_FORMS),
    Row(
        name="person-party",
        args=("D1",),
        ok=[],
        answers=(*OF_THE_PERSON, *((post, 403) for post in EDITORS)),
    ),
    Row(
        name="org-thing",
        args=("appointment", "post cardiology_head"),
        # Leads to the person, who holds a post in the branch as well.
        ok=[*READERS, "cardiology_head", "branch_secretary"],
        status=302,
    ),
    Row(
        name="org-thing", args=("unit", "unit ORTH"), ok=[*READERS, "orthopaedics_head"], status=302
    ),
    Row(name="org-thing", args=("person", "999"), ok=[]),
    Row(name="org-thing", args=("nothing", "1"), ok=[]),
    Row(name="delegations", ok=EVERYBODY),
    Row(name="delegate", args=("post president",), ok=["president"]),
    Row(name="delegate", args=("999",), ok=[]),
    Row(name="delegation-withdraw", args=("999",), method="post", ok=[]),
]


def things(hospital: Hospital) -> dict[str, str]:
    """A unit by its row, and a leader in charge of one."""
    unit = Unit.objects.get(code="ORTH")
    charge = Charge.objects.create(
        appointment=hospital.appointments["president"],
        unit=unit,
        document="示院党〔2025〕3号",
        active_from=unit.active_from,
    )
    coverage = Coverage.objects.create(
        unit=Unit.objects.get(code="PB1"), covered=unit, active_from=unit.active_from
    )
    membership = Membership.objects.get(person__code="D1", line="team")
    return {
        "unit ORTH": str(unit.pk),
        "charge": str(charge.pk),
        "coverage": str(coverage.pk),
        "membership": str(membership.pk),
    }
