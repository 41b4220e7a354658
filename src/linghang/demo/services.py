"""Makes the demo hospital in an empty installation, by the deeds that every hospital uses."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings

from linghang.cases.models import FRONT_SHEETS, Manifest
from linghang.demo import (
    admissions,
    bad_files,
    branch_life,
    branch_terms,
    branch_year,
    committee_life,
    core_groups,
    decisions_year,
    dues,
    front_sheets,
    office_work,
    party_records,
    policies,
    purchases,
    recruits,
    settlements,
    study,
    superior_forms,
    technologies,
)
from linghang.demo.commitments import services as commitments
from linghang.demo.faults import FULL
from linghang.demo.hospital import HOSPITAL, NAME, hospital
from linghang.demo.ledgers import services as ledgers
from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.intake import services as intake
from linghang.foundation.intake.models import State
from linghang.org.loading import services as loading
from linghang.org.models import Unit

Told = Callable[[str], None]
# The last month arrives on its own, so that its import can be taken back and tried again.
SHIPMENTS = ((0, 12), (12, 23), (23, 24))


class CannotMake(Refused):
    """The demo hospital cannot be made here; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What there is now. already: everything was there before, nothing was done."""

    cases: int
    already: bool
    seconds: float


def make(
    *,
    count: int = FULL,
    force: bool = False,
    actor: Actor,
    today: date,
    clock: Callable[[], datetime],
    told: Told | None = None,
) -> Made:
    """Make structure, people and front sheets, and import the sheets month by month.

    Does nothing when it was all done before; goes on where an earlier call was interrupted.
    With `force` the imports of the demo are taken back, the files are written anew and imported
    again. Raises CannotMake outside the demo and beside another hospital's data.
    """
    _only_in_the_demo()
    began, tell = time.perf_counter(), told or _silent
    found = _found()
    if found and not force:
        return Made(cases=found, already=True, seconds=time.perf_counter() - began)
    _mark().unlink(missing_ok=True)
    _load(actor, clock, tell)
    if force:
        _take_back(actor, clock, tell)
    files = _write(count, tell)
    _import(files, actor, today, clock, tell)
    with _step("导入2025年的医保返回", tell):
        settlements.do(
            actor=actor,
            insurance=office_work.holder_at("insurance_director", "O11"),
            folder=front_sheet_folder(),
            today=today,
            clock=clock,
        )
    with _step("办理年末的几件公务", tell):
        office_work.do(today=today, clock=clock)
    with _step("记下党支部一年的组织生活", tell):
        branch_life.do(today=today, clock=clock)
        committee_life.do(today=today, clock=clock)
        party_records.do(today=today)
    with _step("记下一年的换届、转接、发展党员和党费", tell):
        branch_terms.do(today=today, clock=clock)
        admissions.do(today=today, at=clock())
        dues.do(today=today, clock=clock)
    with _step("办理一年的几件采购", tell):
        core_groups.do(today)
        purchases.do()
    with _step("建立制度库，办理新技术和人才引进", tell):
        policies.do(today=today, clock=clock)
        technologies.do(today=today, clock=clock)
        recruits.do(today=today, clock=clock)
    with _step("记下支部的年度事项和党委的学习", tell):
        branch_year.do(today=today, clock=clock)
        study.do(today=today, clock=clock)
        decisions_year.do(today=today, clock=clock)
    _keep(count / FULL, today, clock, tell)
    with _step("写出示例坏文件", tell):
        bad_files.write(folder() / "示例-坏文件")
    current = Manifest.current()
    total = current.case_count if current else 0
    _mark().write_text(json.dumps({"cases": total}), "utf-8")
    return Made(cases=total, already=False, seconds=time.perf_counter() - began)


def _keep(share: float, today: date, clock: Callable[[], datetime], tell: Told) -> None:
    """Ledgers, and what was promised and done about it."""
    with _step("记下两年的台账", tell):
        tell(f"  {ledgers.do(today=today, clock=clock, share=share)}条")
    with _step("承接一年的整改、目标和督办", tell):
        tell(f"  {commitments.do(today=today, clock=clock)}项")
    superior_forms.do(today=today, clock=clock)


def load_organisation(
    *, actor: Actor, clock: Callable[[], datetime], told: Told | None = None
) -> None:
    """Load units, people and posts only, unless they are there. Raises CannotMake."""
    _only_in_the_demo()
    _load(actor, clock, told or _silent)


def folder() -> Path:
    """Where the demo keeps its files."""
    return Path(settings.HOME) / "demo"


def front_sheet_folder() -> Path:
    """Where the monthly files lie, to be looked at or uploaded by hand."""
    return folder() / "front_sheets"


def _silent(text: str) -> None:
    """Nobody listens."""


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise CannotMake(
            "不能建演示医院：没有打开演示标志。演示数据只能放进演示环境（LINGHANG_DEMO=1）。"
        )


def _mark() -> Path:
    return folder() / "made.json"


def _found() -> int:
    """Cases of a demo that was made to the end in this database, 0 otherwise."""
    if not _mark().exists() or not Unit.objects.filter(code=HOSPITAL, name=NAME).exists():
        return 0
    return int(json.loads(_mark().read_text("utf-8"))["cases"])


@contextmanager
def _step(name: str, tell: Told) -> Iterator[None]:
    began = time.perf_counter()
    yield
    tell(f"{name}（{time.perf_counter() - began:.1f}秒）")


def _load(actor: Actor, clock: Callable[[], datetime], tell: Told) -> None:
    """Load units, people and posts, unless an earlier call did."""
    if Unit.objects.filter(code=HOSPITAL, name=NAME).exists():
        return
    if Unit.objects.exists():
        raise CannotMake("不能建演示医院：系统里已有别的组织机构。请换一个空的数据目录。")
    with _step("装入组织机构", tell):
        counts = loading.load(establishment=hospital().establishment, actor=actor, at=clock())
    tell(
        f"  单位{counts.units}个，人员{counts.people}人，任职{counts.appointments}项，"
        f"编组{counts.memberships}条，可登录{counts.accounts}人"
    )


def _take_back(actor: Actor, clock: Callable[[], datetime], tell: Told) -> None:
    """Undo every import in force, the last one first; the insurer's returns before all."""
    settlements.take_back(actor=actor, clock=clock)
    while (current := Manifest.current()) and current.batch_id:
        batch = intake.undo(batch_id=current.batch_id, actor=actor, at=clock())
        tell(f"已撤销{batch}")


def _write(count: int, tell: Told) -> tuple[Path, ...]:
    with _step("写出24个月的病案首页文件", tell):
        written = front_sheets.write(front_sheet_folder(), count=count)
    size = sum(path.stat().st_size for path in written.files) / 1024**2
    tell(f"  {written.rows}行，{size:.0f}MB，埋设差错{len(written.marks)}处")
    return written.files


def _import(
    files: tuple[Path, ...],
    actor: Actor,
    today: date,
    clock: Callable[[], datetime],
    tell: Told,
) -> None:
    for first, end in SHIPMENTS:
        name = f"导入{front_sheets.month_name(first)}"
        if end - first > 1:
            name += f"至{front_sheets.month_name(end - 1)}"
        with _step(name, tell):
            batch = intake.import_files(
                kind=FRONT_SHEETS, files=files[first:end], actor=actor, today=today, clock=clock
            )
        if batch.state != State.COMMITTED:
            raise CannotMake(f"不能建演示医院：{batch}没有入库（{batch.message}）。")
        facts = batch.facts
        tell(
            f"  新增{facts['new']}例，更正{facts['replaced']}例，拒收{facts['refused']}行，"
            f"未归属科室{facts['no_department']}例，未归属医疗组{facts['no_team']}例"
        )
