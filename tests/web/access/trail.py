"""The trail: who reads it, who takes it out, and who may have it checked."""

from __future__ import annotations

from linghang.foundation import clock
from linghang.foundation.trail import verifying
from linghang.foundation.trail.models import Entry
from tests.web.access.base import Row, holding
from tests.web_hospital import Hospital

TITLE = "留痕"
READERS = holding("trail.read")
TAKERS = holding("trail.export")
REASON = (("reason", "季度审计抽查"), ("format", "csv"))


def things(hospital: Hospital) -> dict[str, str]:
    """An entry of the trail, and a check of it."""
    actor = hospital.actor("audit_administrator")
    asked, _ = verifying.ask(actor=actor, at=clock.now())
    newest = Entry.objects.order_by("-pk").values_list("pk", flat=True).first()
    return {"ENTRY": str(newest), "VERIFICATION": str(asked.pk)}


ROWS = [
    Row(name="trail-list", ok=READERS, others=403),
    Row(name="trail-list", query="?format=csv", ok=[], others=403),
    Row(name="trail-list", method="post", data=REASON, ok=TAKERS, others=403),
    Row(name="trail-entry", args=("ENTRY",), ok=READERS, others=403),
    Row(name="trail-entry", args=("999999999",), ok=READERS, status=404, others=403),
    Row(name="trail-privacy", ok=READERS, others=403),
    Row(name="trail-privacy", query="?format=xlsx", ok=[], others=403),
    Row(name="trail-privacy", method="post", data=REASON, ok=TAKERS, others=403),
    Row(name="trail-state", ok=READERS, others=403),
    Row(name="trail-verification", args=("VERIFICATION",), ok=READERS, status=302, others=403),
    Row(name="trail-verify", method="post", ok=READERS, status=302, others=403, late=True),
]
