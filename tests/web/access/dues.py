"""Dues: a branch's own keeper sees sums, its secretary who paid, the office the branches' sums."""

from __future__ import annotations

from datetime import date

from linghang.dues.paying import services as paying
from linghang.dues.spending import services as spending
from linghang.dues.spending.rules import Use
from tests.dues import factories
from tests.meetings import branch
from tests.web.access.base import EVERYBODY, Row, holding
from tests.web_hospital import TODAY, Hospital

TITLE = "党费"
LOOKERS_ON = (("branch_secretary", 403),)
OFFICE = holding("dues.oversee")
MEMBER = ("PB1", "M01")


def _kept(name: str, *args: str) -> Row:
    return Row(name=name, args=args, ok=[], answers=LOOKERS_ON)


ROWS = [
    Row(name="dues-own", ok=EVERYBODY),
    Row(name="dues-office", ok=OFFICE, others=403),
    Row(name="dues-arrears", ok=OFFICE, others=403),
    Row(name="dues-uses", ok=OFFICE, others=403),
    Row(name="dues-use-add", ok=OFFICE, others=403),
    Row(name="dues-use-void", args=("use",), ok=OFFICE),
    Row(name="dues-publish", ok=OFFICE, others=403),
    Row(name="dues-publication", args=("publication",), ok=["branch_secretary"]),
    Row(name="dues-publication", args=("999999",), ok=[]),
    Row(name="dues-unit", args=("PB1",), ok=["branch_secretary"]),
    Row(name="dues-unit", args=("PB1",), query="?format=xlsx", ok=["branch_secretary"]),
    Row(name="dues-unit", args=("PC",), ok=[]),
    Row(name="dues-unit", args=("NEVER-WAS",), ok=[]),
    Row(name="dues-member", args=MEMBER, ok=["branch_secretary"]),
    Row(name="dues-member", args=("PB1", "P1"), ok=[]),
    _kept("dues-bases", "PB1"),
    _kept("dues-collect", "PB1", "2025-12"),
    _kept("dues-pay", *MEMBER),
    _kept("dues-reason", *MEMBER),
    _kept("dues-extra", *MEMBER),
    _kept("dues-void", "payment"),
    _kept("dues-reason-void", "reason"),
    _kept("dues-extra-void", "extra"),
]


def things(_hospital: Hospital) -> dict[str, str]:
    """A member with a base, a payment, a reason, an extra payment; a use; a publication."""
    branch.add()
    factories.set_base("M01", "P5")
    (payment,) = factories.pay("M01", 12)
    by = factories.by()
    about = {"unit": "PB1", "person": "M01"}
    reason = paying.note_reason(
        **about,
        month_from=date(2025, 3, 1),
        month_to=date(2025, 3, 1),
        reason="重病",
        document="支委会记录",
        **by,
    )
    extra = paying.take_extra(**about, amount=100, paid_on=TODAY, today=TODAY, **by)
    use = spending.use(
        unit="PB1",
        used_on=TODAY,
        purpose=Use.TRAINING,
        matter="培训",
        amount=100,
        approval="支委会记录",
        today=TODAY,
        **by,
    )
    published = spending.publish(year=TODAY.year, today=TODAY, **by)
    factories.keeper().delete()
    return {
        "payment": str(payment.pk),
        "reason": str(reason.pk),
        "extra": str(extra.pk),
        "use": str(use.pk),
        "publication": str(published.pk),
    }
