"""The check-up of procedures: what is kept beside the acts still follows from them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F

from linghang.foundation import doctor
from linghang.foundation.catalog.models import CatalogVersion
from linghang.foundation.doctor import Finding
from linghang.procedures import remembering
from linghang.procedures.days import Day
from linghang.procedures.definitions import Outcome
from linghang.procedures.models import ActDocument, Proceeding
from linghang.procedures.progress.rules import Way, state_of

SHOWN = 5
WRONG, LOST, STALE = "wrong", "lost", "stale"
# Fault → what is said of those that have it, and what mends it.
FAULTS = {
    WRONG: ("的结果与办理经过不符，登记被改动过", "请审计管理员核对留痕，并从备份恢复"),
    LOST: ("所依据的程序版本没有保存", "从备份恢复目录版本，或联系开发方"),
    STALE: (
        "记下的待办岗位或填写内容与办理经过不符",
        "请审计管理员核对留痕；待办岗位由每天的定时任务重新写入",
    ),
}


def agreement(now: datetime) -> Iterator[Finding]:
    """Outcomes, turns and answers follow from the acts, versions are kept, and documents are those
    acted on."""
    day, count = Day(now.date()), 0
    found: dict[str, list[str]] = {one: [] for one in (WRONG, LOST, STALE)}
    for row in Proceeding.objects.whole().prefetch_related("turns", "answers"):
        count += 1
        if fault := _fault(row, day):
            found[fault].append(str(row.pk))
    for fault, (says, mend) in FAULTS.items():
        if found[fault]:
            yield doctor.bad(f"{_few(found[fault])}{says}", mend=mend)
    swapped = ActDocument.objects.exclude(sha256=F("evidence__sha256")).count()
    if swapped:
        yield doctor.bad(
            f"{swapped}份卷宗材料与办理时的摘要不符，登记被改动过",
            mend="请审计管理员核对留痕，并从备份恢复",
        )
    if not swapped and not any(found.values()):
        yield doctor.fine(f"{count}件程序的结果、版本和卷宗与办理经过一致")


def _fault(row: Proceeding, day: Day) -> str:
    """Which fault it has, "" for none."""
    acts = row.told()
    try:
        definition = row.definition
    except CatalogVersion.DoesNotExist:
        return LOST
    if not acts:
        return WRONG
    state = state_of(definition, acts, in_force=day.values)
    if state.outcome is not Outcome(row.outcome):
        return WRONG
    return STALE if remembering.strays(row, Way(state, day.values(day.on)), day) else ""


def _few(numbers: list[str]) -> str:
    told = "、".join(numbers[:SHOWN])
    return f"程序第{told}号" if len(numbers) <= SHOWN else f"程序第{told}号等{len(numbers)}件"


doctor.register("procedures.agreement", "程序", agreement, needs=("database",))
