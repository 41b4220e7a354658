"""The check-up of procedures: what is kept beside the acts still follows from them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F

from linghang.foundation import doctor
from linghang.foundation.catalog.models import CatalogVersion
from linghang.foundation.doctor import Finding
from linghang.procedures.days import Day
from linghang.procedures.definitions import Outcome
from linghang.procedures.models import ActDocument, Proceeding
from linghang.procedures.progress.rules import state_of

SHOWN = 5


def agreement(now: datetime) -> Iterator[Finding]:
    """Outcomes follow from the acts, versions are kept, and documents are those acted on."""
    day, count = Day(now.date()), 0
    wrong: list[str] = []
    lost: list[str] = []
    for row in Proceeding.objects.whole():
        count += 1
        try:
            if not _agrees(row, day):
                wrong.append(str(row.pk))
        except CatalogVersion.DoesNotExist:
            lost.append(str(row.pk))
    swapped = ActDocument.objects.exclude(sha256=F("evidence__sha256")).count()
    if wrong:
        yield doctor.bad(
            f"{_few(wrong)}的结果与办理经过不符，登记被改动过",
            mend="请审计管理员核对留痕，并从备份恢复",
        )
    if lost:
        yield doctor.bad(
            f"{_few(lost)}所依据的程序版本没有保存", mend="从备份恢复目录版本，或联系开发方"
        )
    if swapped:
        yield doctor.bad(
            f"{swapped}份卷宗材料与办理时的摘要不符，登记被改动过",
            mend="请审计管理员核对留痕，并从备份恢复",
        )
    if not (wrong or lost or swapped):
        yield doctor.fine(f"{count}件程序的结果、版本和卷宗与办理经过一致")


def _agrees(row: Proceeding, day: Day) -> bool:
    acts = row.told()
    if not acts:
        return False
    values = day.values(acts[-1].day)
    return state_of(row.definition, acts, values=values).outcome is Outcome(row.outcome)


def _few(numbers: list[str]) -> str:
    told = "、".join(numbers[:SHOWN])
    return f"程序第{told}号" if len(numbers) <= SHOWN else f"程序第{told}号等{len(numbers)}件"


doctor.register("procedures.agreement", "程序", agreement, needs=("database",))
