"""The import of front sheets: good rows come into force, the others are complained of."""

from __future__ import annotations

from linghang.cases import trail_actions
from linghang.cases.models import FRONT_SHEETS
from linghang.foundation.intake.kinds import Kind, Words
from linghang.org import policy

LOCK = "cases.intake"
"""Held by whoever changes which files are the cases or the returns."""

KIND = Kind(
    code=FRONT_SHEETS,
    words=Words(
        title="病案首页导入",
        intro="HQMS 接口格式的 CSV（UTF-8 或 GB18030），可一次选多个，也可用 zip 打包。"
        "先检查、列出问题，看过再入库；入库后还可以撤销。",
        what="库中数据",
        drop_hint=".csv、.zip",
        undo="撤销后，库中数据和指标回到这一批入库之前。只有最近入库的一批可以撤销，并会留痕。",
        empty=(
            "还没有导入过",
            "从病案系统导出一个月的病案首页，上传后会先检查每一行；检查不改变任何数据。",
        ),
        done="新增{new}例，替换{replaced}例，未变{unchanged}例",
    ),
    trail=trail_actions.IMPORTS,
    importer="linghang.cases.importer.FrontSheetImport",
    lock=LOCK,
    may=lambda rights, _target: policy.may_import_cases(rights),
    whole=False,
    accepts=(".csv", ".zip", ".txt"),
    many=True,
)
