"""Reports: the list, building, reading, the document file."""

from __future__ import annotations

from linghang.foundation import clock
from linghang.reports import services
from tests.web.access.base import HOSPITAL, POSTS, Row
from tests.web_hospital import JUNE, TODAY, Hospital

BUILDERS = ["president", "records"]
TITLE = "运行报告"
ROWS = [
    Row(name="report-list", ok=HOSPITAL, others=403),
    Row(
        name="report-list",
        method="post",
        data=(("report", "brief"), ("period", JUNE.code)),
        ok=BUILDERS,
        status=302,
        others=403,
    ),
    Row(name="report", args=("report",), ok=HOSPITAL, others=403),
    # Reports are no secret to those who may not read them: 403 with the reason comes before 404.
    Row(
        name="report",
        args=("999",),
        ok=[],
        answers=tuple((post, 403) for post in POSTS if post not in HOSPITAL),
    ),
    Row(name="report-document", args=("report",), ok=HOSPITAL, others=403),
]


def things(hospital: Hospital) -> dict[str, str]:
    """A report on June."""
    built = services.build(
        report="brief",
        period=JUNE,
        actor=hospital.actor("records"),
        at=clock.now(),
        today=TODAY,
    )
    return {"report": str(built.pk)}
