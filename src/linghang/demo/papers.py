"""The papers of the files of those on their way into the Party: one stored specimen of each kind.

Equal papers are attached to many files: a thousand stored ones would take longer than the front
sheets of a month.
"""

from __future__ import annotations

from datetime import date, datetime

from linghang.demo.office_work import holder_at
from linghang.foundation.evidence import services as evidence
from linghang.foundation.evidence.models import Evidence
from linghang.procedures.definitions import Procedure

MINUTES = "paper_minutes"
SPECIMEN = """{name}

（演示样张，不含个人信息）
姓名：　　　　　　所在党支部：
日期：　　年　　月　　日

正文从略。本人签名和党支部意见、党委意见按原件。
"""


def stored(definition: Procedure, on: date, at: datetime) -> dict[str, Evidence]:
    """Kind → file, of every document that some step wants, and of minutes on paper."""
    wanted = {paper.kind: paper.name for step in definition.steps for paper in step.needs.documents}
    wanted[MINUTES] = "会议记录（纸质扫描件）"
    office = holder_at("party_office_director", "O01")
    return {
        kind: evidence.store(
            content=SPECIMEN.format(name=name).encode(),
            name=f"{name}.txt",
            media_type="text/plain",
            happened_on=on,
            actor=office,
            at=at,
        )
        for kind, name in wanted.items()
    }
