"""The import of the insurer's returns: good rows come in, earlier ones of the same cases stay."""

from __future__ import annotations

from linghang.cases import trail_actions
from linghang.cases.grouping.returns.definitions import LIMITS
from linghang.cases.grouping.returns.models import RETURNS
from linghang.cases.importing import LOCK
from linghang.foundation.intake.kinds import Kind, Words
from linghang.org import policy

KIND = Kind(
    code=RETURNS,
    words=Words(
        title="医保返回导入",
        intro="医保经办机构每月返回的DRG结算明细。每一格先检查，再按病案号、住院次数和出院日期对上病例；"
        "看过再入库，入库后还可以撤销。病案号只用来对病例，不保存。",
        what="医保返回",
        drop_hint=".xlsx、.xls、.csv、.csv.gz",
        upload_hint="必须有病案号、出院日期和DRG组编码三列；没有住院次数的，按出院日期对。"
        "列名认不出来的，见使用说明。",
        undo="撤销后，医保返回回到这一批入库之前。只有最近入库的一批可以撤销，并会留痕。",
        empty=(
            "还没有导入过医保返回",
            "从医保经办机构下载一个月的DRG结算明细，上传后先逐格检查、对上病例；"
            "检查不改变任何数据。",
        ),
        done="新增{new}行，替换{replaced}行，未变{unchanged}行",
    ),
    trail=trail_actions.RETURN_IMPORTS,
    importer="linghang.cases.grouping.returns.importer.ReturnImport",
    lock=LOCK,
    may=lambda rights, _target: policy.may_settle_cases(rights),
    whole=False,
    accepts=(".xlsx", ".xls", ".csv", ".gz", ".txt"),
    many=True,
    limits=LIMITS,
)
