"""Declared relatives: everybody their own; personnel and discipline all of them."""

from __future__ import annotations

from linghang.foundation import clock
from linghang.org.relatives import services
from linghang.org.relatives.rules import Relation
from tests.web.access.base import EVERYBODY, Row, holding
from tests.web_hospital import TODAY, Hospital

TITLE = "亲属和利益关系申报"
READERS = holding("relatives.read")
PERSONNEL = ["hr_director"]

ROWS = [
    Row(name="relatives", ok=READERS, others=403),
    Row(name="relatives", query="?format=xlsx", ok=[], others=403),
    Row(name="relatives-own", ok=EVERYBODY),
    Row(name="relatives-declare", ok=EVERYBODY),
    Row(name="relatives-enter", ok=PERSONNEL, others=403),
    Row(name="relatives-end", args=("of the president",), ok=["president", *PERSONNEL]),
    Row(name="relatives-end", args=("999999",), ok=[]),
]


def things(hospital: Hospital) -> dict[str, str]:
    """What the president declared."""
    row = services.declare(
        person="P1",
        relation=Relation.SPOUSE,
        name="某人",
        declared_on=TODAY,
        actor=hospital.actor("president"),
        at=clock.now(),
        today=TODAY,
    )
    return {"of the president": str(row.pk)}
