"""The check-up of the organisation: everybody in one grid cell, nobody registered twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from linghang.foundation import clock, doctor
from linghang.foundation.doctor import Finding
from linghang.org import queries
from linghang.org.memberships.rules import FAULT_NAMES
from linghang.org.models import Unit

SHOWN = 5


def grid(now: datetime) -> Iterator[Finding]:
    """Everybody belongs to exactly one cell of the lowest level, once there is a grid at all."""
    today = clock.today()
    if not Unit.objects.on(today).filter(tree="grid").exists():
        yield doctor.fine("没有设清廉网格")
        return
    faults = queries.grid_faults(today)
    if not faults:
        yield doctor.fine("每人都在且只在一个最末级网格")
    for fault, count in Counter(one.fault for one in faults).items():
        codes = "、".join(one.person for one in faults if one.fault is fault)
        shown = codes if count <= SHOWN else "、".join(codes.split("、")[:SHOWN]) + "等"
        yield doctor.warn(
            f"{count}人{FAULT_NAMES[fault]}：{shown}", mend="在“组织机构”里把他们编入所在科室的网格"
        )


def duplicates(now: datetime) -> Iterator[Finding]:
    """People who may be registered twice."""
    alike = queries.possible_duplicates(clock.today())
    if not alike:
        yield doctor.fine("没有疑似重复登记的人员")
    for group in alike[:SHOWN]:
        yield doctor.warn(
            f"疑似同一人：{'、'.join(group.codes)}（{group.why}）",
            mend="在“人员”里核对；确是同一人的办理合并，不是的不必处理",
        )


doctor.register("org.grid", "清廉网格", grid, needs=("database",))
doctor.register("org.duplicates", "重复登记", duplicates, needs=("database",))
