"""The import of a library: one list with its files, whole or nothing."""

from __future__ import annotations

from linghang.foundation.intake.kinds import Kind, Words
from linghang.org import policy
from linghang.texts import trail_actions

KIND = Kind(
    code="policies",
    words=Words(
        title="导入制度",
        intro="已有的制度用一份清单加正文文件一次导入：先检查每一行、每一份正文，再整份入库；"
        "入库后还可以撤销。",
        what="制度库",
        file="清单",
        upload="上传清单和正文",
        drop="把清单和正文拖到这里，或点此选择",
        drop_hint="清单 .xlsx、.xls、.csv 一份；正文 .docx、.txt，或者把它们放在一个 .zip 里。"
        "扫描件不能导入",
        undo="撤销后，这一批带来的制度全部移出制度库。入库以后有人修订、阅知或者评估过的，不能撤销。",
        empty=("还没有导入过", "先下载模板填写，连同正文文件一起上传；检查不改变任何数据。"),
    ),
    trail=trail_actions.IMPORTS,
    importer="linghang.texts.library.importer.LibraryImport",
    lock="texts.library",
    may=lambda rights, _target: policy.may_manage_policies(rights),
    accepts=(".xlsx", ".xls", ".csv", ".zip", ".docx", ".txt"),
    many=True,
    template="制度清单.xlsx",
)
