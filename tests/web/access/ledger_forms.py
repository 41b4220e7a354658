"""Superiors' forms: the offices and who oversees a ledger; nobody else knows of them."""

from __future__ import annotations

from datetime import UTC, datetime

from linghang.foundation.period import Period
from linghang.org.rights import rights_of
from linghang.reports.forms import services
from linghang.reports.forms.definitions import Binding
from linghang.reports.forms.filling import Asked
from tests.reports.forms.test_forms import xlsx
from tests.web.access.base import Row
from tests.web_hospital import TODAY, Hospital

TITLE = "上级报表"
OVERSEERS = ["discipline_secretary", "hr_director"]
AT = datetime(2025, 12, 31, 2, tzinfo=UTC)


def _plain(name: str, **more: object) -> Row:
    return Row(name=name, ok=OVERSEERS, others=403, **more)  # type: ignore[arg-type]


def _one(name: str, which: str = "form", **more: object) -> Row:
    return Row(name=name, args=(which,), ok=OVERSEERS, **more)  # type: ignore[arg-type]


ROWS = [
    _plain("ledger-forms"),
    _plain("ledger-form-new"),
    _one("ledger-form"),
    _one("ledger-form", query="?period=2025"),
    _one("ledger-form-file"),
    _one("ledger-form-file", query="?period=2025"),
    _one("ledger-form-bind", query="?cell=汇总!B2&of=text"),
    _one("ledger-form-send"),
    Row(name="ledger-form-sent", args=("sent",), ok=["hr_director"]),
    Row(name="ledger-form-sent-file", args=("sent",), ok=["hr_director"]),
    _one("ledger-form-unbind", method="post", status=302, late=True),
    _one("ledger-form-restore", method="post", status=302, late=True),
    _one("ledger-form-retire", method="post", status=302, late=True),
]


def things(hospital: Hospital) -> dict[str, str]:
    """A form with a bound cell, sent once."""
    by = {"actor": hospital.actor("hr_director"), "at": AT}
    form = services.keep(
        content=xlsx(), name="表.xlsx", title="统计表", source="省卫生健康委", today=TODAY, **by
    )
    text = Binding.model_validate({"cell": "汇总!B2", "kind": "text", "source": "period"})
    services.bind(form_id=form.pk, binding=text, **by)
    rights = rights_of(hospital.appointments["hr_director"].pk, TODAY)
    asked = Asked(period=Period.year(2025), rights=rights, person="职工", today=TODAY)
    sent = services.send(form_id=form.pk, asked=asked, to="省卫生健康委", **by)
    return {"form": str(form.pk), "sent": str(sent.pk)}
