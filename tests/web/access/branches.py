"""Branches: the Party's posts read, a branch records its own, the office tends terms."""

from __future__ import annotations

from datetime import date

from linghang.branches.cultivation import services as cultivation
from linghang.branches.cultivation.rules import Kind
from linghang.branches.flowing import services as flowing
from linghang.branches.pairing import services as pairing
from linghang.foundation import clock
from tests.meetings import branch
from tests.web.access.base import Row
from tests.web_hospital import TODAY, Hospital

TITLE = "换届、流动党员和发展党员"
READERS = ["party_secretary", "discipline_secretary", "branch_secretary"]
OWN = ["branch_secretary"]
LOOKERS_ON = tuple((post, 403) for post in READERS if post not in OWN)


def _recorded(name: str, *args: str, others: int = 404) -> Row:
    return Row(name=name, args=args, ok=OWN, others=others, answers=LOOKERS_ON)


def _read(name: str, query: str = "") -> Row:
    return Row(name=name, query=query, ok=READERS, others=403)


ROWS = [
    _read("branch-terms"),
    _read("branch-terms", "?format=xlsx"),
    Row(
        name="term-begin",
        args=("PB1",),
        ok=[],
        others=403,
        answers=tuple((post, 404) for post in READERS),
    ),
    _read("flowing-list"),
    _recorded("flowing-add", "PB1", others=403),
    Row(name="flowing", args=("flowing",), ok=READERS),
    Row(name="flowing", args=("999999",), ok=[]),
    _recorded("flowing-contact", "flowing"),
    _recorded("flowing-back", "flowing"),
    _read("development"),
    _read("development-people"),
    Row(name="development-plan", ok=[], others=403),
    _read("cultivated"),
    _recorded("cultivated-add", "PB1", others=403),
    _recorded("cultivated-void", "event"),
    _read("pairings"),
    _recorded("pairing-add", "PB1", others=403),
    Row(name="pairing", args=("pairing",), ok=READERS),
    Row(name="pairing", args=("999999",), ok=[]),
    _recorded("pairing-note", "pairing"),
    _recorded("pairing-achieve", "pairing"),
    _recorded("pairing-end", "pairing"),
]


def things(hospital: Hospital) -> dict[str, str]:
    """A member on the move, an event of 三培养, and two who are paired."""
    branch.add()
    by = {"actor": hospital.actor("branch_secretary"), "at": clock.now()}
    row = flowing.register(
        unit="PB1",
        person="M01",
        place="外地",
        since=date(2025, 1, 1),
        back_on=date(2026, 1, 1),
        **by,
    )
    event = cultivation.enter(
        unit="PB1",
        person="M02",
        kind=Kind.MANAGER,
        day=TODAY,
        became="护士长",
        document="任职文件",
        today=TODAY,
        **by,
    )
    two = pairing.pair(
        unit="PB1",
        person="M03",
        mentor="M04",
        kind=Kind.PROFESSIONAL,
        goal="亚专科骨干",
        since=date(2025, 1, 6),
        due_on=date(2026, 6, 30),
        today=TODAY,
        **by,
    )
    return {"flowing": str(row.pk), "event": str(event.pk), "pairing": str(two.pk)}
