"""A small hospital as a workbook, and the deeds of an import in a line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from linghang.foundation.access import Actor, system_actor
from linghang.foundation.intake import complaints, services
from linghang.foundation.intake.definitions import Upload
from linghang.foundation.intake.models import Batch
from tests.foundation.sheets.workbooks import xlsx

FROM = date(2020, 1, 1)
TODAY = date(2025, 6, 30)
AT = datetime(2025, 6, 30, 8, 0, tzinfo=UTC)
SYSTEM: Actor = system_actor()

UNIT_HEAD = ["单位编码", "单位名称", "类别", "上级单位", "院区", "开放床位", "启用日期", "停用日期"]
PERSON_HEAD = [
    "工号",
    "姓名",
    "证件号码",
    "手机号",
    "执业证书编码",
    "所在科室",
    "医疗组",
    "入院日期",
    "离院日期",
]
POST_HEAD = ["工号", "姓名", "岗位", "任职单位", "任职日期", "免职日期", "兼任理由"]
CHARGE_HEAD = ["工号", "姓名", "岗位", "分管单位", "依据", "分管起", "分管止", "理由"]
CODE_HEAD = ["来源", "外部编码或名称", "对应单位", "起用日期"]
# Made up: the check characters are right, the places of registration are no real ones.
CARD_A, CARD_B = "110101199003070011", "110101198505050024"

UNITS = [
    ["H", "示范医院", "医院", None, None, None, FROM],
    ["E", "东院区", "院区", None, None, None, FROM],
    ["D1", "骨科", "科室", "H", "E", None, FROM],
    ["D2", "心内科", "科室", "示范医院", None, None, FROM],
    ["W1", "骨科一病区", "病区", "骨科", None, 40, FROM],
    ["T1", "关节组", "医疗组", "D1", None, None, FROM],
    ["O1", "人事科", "职能部门", "H", None, None, FROM],
]
PEOPLE = [
    ["001", "甲某", CARD_A, "13800000001", "110000000000001", "骨科", "关节组", FROM],
    ["002", "乙某", None, "13800000002", None, "人事科", None, FROM],
    ["003", "丙某", None, None, None, "心内科", None, date(2021, 5, 1)],
]
POSTS = [
    ["001", "甲某", "科主任", "骨科", FROM],
    ["002", "乙某", "人事科科长", "人事科", FROM],
]
CODES = [["front_sheet.ward", "骨一", "W1", FROM]]
Rows = Sequence[Sequence[object]]


def file(
    folder: Path,
    *,
    units: Rows | None = None,
    people: Rows | None = None,
    posts: Rows | None = None,
    charges: Rows | None = None,
    codes: Rows | None = None,
    name: str = "组织.xlsx",
    **options: Any,
) -> Path:
    """The given sheets, without those that are None."""
    sheets = {
        sheet: [head, *rows]
        for sheet, head, rows in (
            ("单位", UNIT_HEAD, units),
            ("人员", PERSON_HEAD, people),
            ("任职", POST_HEAD, posts),
            ("分管", CHARGE_HEAD, charges),
            ("编码对应", CODE_HEAD, codes),
        )
        if rows is not None
    }
    return xlsx(folder / name, sheets, **options)


def check(path: Path, *, actor: Actor = SYSTEM, effective: date = TODAY) -> Batch:
    """Sent and checked."""
    upload = Upload(path.name, path)
    batch = services.receive(
        kind="organisation",
        uploads=[upload],
        asked={"effective": effective},
        actor=actor,
        at=AT,
    )
    return services.check(batch_id=batch.pk, today=TODAY, clock=lambda: AT)


def commit(path: Path, *, actor: Actor = SYSTEM, effective: date = TODAY) -> Batch:
    """Sent, checked and committed."""
    batch = check(path, actor=actor, effective=effective)
    assert batch.state == "staged", (batch.message, says(batch))
    return services.commit(batch_id=batch.pk, actor=actor, today=TODAY, clock=lambda: AT)


def everything(folder: Path) -> Path:
    """The whole small hospital."""
    return file(folder, units=UNITS, people=PEOPLE, posts=POSTS, codes=CODES)


def says(batch: Batch) -> list[str]:
    """What was complained of: sheet, row, column and sentence."""
    return [
        f"{one.file}{one.row} {one.column}：{one.says}"
        for one in complaints.everything(batch.complaints_file)
    ]


def errors(batch: Batch) -> list[str]:
    """The sentences of the errors alone."""
    return [
        one.says for one in complaints.everything(batch.complaints_file) if one.severity == "error"
    ]
