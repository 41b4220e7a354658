"""Where the insurer's group and ours part, what to check then, and when a difference is settled."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

NO_GROUP = re.compile(r"^(0+|0000\w*|[A-Z]?QY|\w{1,2}BBZ)$")
"""What stands in the group column of a case without group: 0000, BQY, KBBZ."""
INSURED = ("1.1", "1.2", "2.1", "2.2", "3.1", "3.2")
"""医疗付费方式 (A46C, RC032) that a basic medical insurance settles."""


DUE_SHARE = 0.5
"""A way of payment settles by DRG when at least so much of a month's cases came back."""


class Placed(StrEnum):
    """Whether the insurer found a group."""

    GROUPED = "grouped"
    UNGROUPED = "ungrouped"


PLACE_NAMES: Mapping[str, str] = MappingProxyType({"grouped": "入组", "ungrouped": "未入组"})
SPECIAL: Mapping[str, str] = MappingProxyType(
    {
        "normal": "正常",
        "high": "费用极高",
        "low": "费用极低",
        "negotiated": "特病单议",
        "by_item": "按项目付费",
    }
)
INSURANCE: Mapping[str, str] = MappingProxyType(
    {"employees": "职工", "residents": "居民", "other": "其他"}
)


class Reason(StrEnum):
    """Why two answers on one case are not the same; the first that holds is the one named."""

    THEIRS_UNGROUPED = "theirs_ungrouped"
    OURS_UNGROUPED = "ours_ungrouped"
    EDITION = "edition"
    CATEGORY = "category"
    ADRG = "adrg"
    SEVERITY = "severity"
    WEIGHT = "weight"
    COST = "cost"
    NOT_RETURNED = "not_returned"
    WITHOUT_CASE = "without_case"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Told:
    """A reason in words: its name, what to check, and who usually answers."""

    name: str
    check: str
    who: str


TOLD: Mapping[Reason, Told] = MappingProxyType(
    {
        Reason.THEIRS_UNGROUPED: Told(
            "医保未入组",
            "看医保返回的原因；核对结算清单的主要诊断、手术操作、性别、年龄和新生儿体重是否与首页一致、"
            "是否上传完整。",
            "病案科",
        ),
        Reason.OURS_UNGROUPED: Told(
            "本院未入组",
            "打开病例看本院为什么没有入组；核对首页的编码和必填项，改正后重新上报这个月。",
            "病案科",
        ),
        Reason.EDITION: Told(
            "方案版本不同",
            "医保的组编码不在本院现用的分组方案中；核对规则参数“分组方案”与统筹区现行方案是否同一版。",
            "医保办",
        ),
        Reason.CATEGORY: Told(
            "诊断大类不同",
            "核对结算清单与首页的主要诊断是否一致，主要诊断的选择是否符合病历。",
            "临床科室",
        ),
        Reason.ADRG: Told(
            "同类不同组",
            "核对主要诊断的亚目和主要手术操作：结算清单是否漏传手术，首要手术的选择是否符合病历。",
            "临床科室",
        ),
        Reason.SEVERITY: Told(
            "仅合并症程度不同",
            "组的前三位相同，只是并发症与合并症的程度不同。核对其他诊断：结算清单是否漏传，或被医保审核扣除；每一项应当有病历记载。",
            "病案科",
        ),
        Reason.WEIGHT: Told(
            "同组权重不同",
            "组相同而权重不同：核对本院载入的权重表的年度、级别系数和启用日期。",
            "医保办",
        ),
        Reason.COST: Told(
            "同组费用不符",
            "核对结算清单的总费用与首页总费用（D01）：有无出院后补记账、退费或跨月结算。",
            "医保办",
        ),
        Reason.NOT_RETURNED: Told(
            "医保没有返回",
            "同一付费方式的病例这个月多数已返回，这一例没有：核对结算清单是否已上传、是否尚未结算。",
            "医保办",
        ),
        Reason.WITHOUT_CASE: Told(
            "找不到病例",
            "核对病案号、住院次数和出院日期；首页还没有导入的，导入后自动对上或重新上传这份返回。",
            "病案科",
        ),
        Reason.SAME: Told("一致", "不需要处理。", ""),
    }
)
DIFFERENCES = tuple(one for one in Reason if one is not Reason.SAME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One side's answer on a case. drg: "" without group. rw: None without weight.

    cost: total cost in 分 as that side has it, None where it is not told.
    """

    grouped: bool
    drg: str = ""
    rw: Decimal | None = None
    cost: int | None = None


def reason(
    ours: Group | None,
    theirs: Group | None,
    *,
    known: Collection[str],
    is_due: bool = True,
) -> Reason:
    """Why the two differ; SAME when nothing does.

    ours: None for a return without a case. theirs: None for a case that was not returned.
    known: the groups of our edition. is_due: whether a return of the case was to be expected; a
    case that the insurer does not settle by DRG is not missed. Raises ValueError without either.
    """
    if ours is None and theirs is None:
        raise ValueError("neither a case nor a return")
    if ours is None:
        return Reason.WITHOUT_CASE
    if theirs is None:
        return Reason.NOT_RETURNED if is_due else Reason.SAME
    if ours.grouped != theirs.grouped:
        return Reason.OURS_UNGROUPED if theirs.grouped else Reason.THEIRS_UNGROUPED
    if ours.grouped and ours.drg != theirs.drg:
        return _by_code(ours.drg, theirs.drg, known)
    return _by_figures(ours, theirs)


def _by_code(ours: str, theirs: str, known: Collection[str]) -> Reason:
    if theirs not in known:
        return Reason.EDITION
    if ours[:1] != theirs[:1]:
        return Reason.CATEGORY
    return Reason.ADRG if ours[:3] != theirs[:3] else Reason.SEVERITY


def _by_figures(ours: Group, theirs: Group) -> Reason:
    if None not in (ours.rw, theirs.rw) and ours.rw != theirs.rw:
        return Reason.WEIGHT
    if None not in (ours.cost, theirs.cost) and ours.cost != theirs.cost:
        return Reason.COST
    return Reason.SAME


def is_due(payment: str | None, *, returned: int, cases: int) -> bool:
    """Whether a case of this way of payment should have come back in its month.

    returned, cases: of all cases of the month with this way of payment. Which of them an insurer
    settles by DRG differs from place to place and from year to year; its returns tell.
    """
    return payment in INSURED and cases > 0 and returned / cases >= DUE_SHARE


def placed(word: str | None, drg: str) -> Placed:
    """Whether a returned row has a group: by its word, else by the group that it names."""
    if word is not None:
        return Placed(word)
    return Placed.UNGROUPED if not drg or NO_GROUP.match(drg) else Placed.GROUPED


def other_editions(drg: str, groups: Mapping[str, Collection[str]], *, but: str) -> list[str]:
    """Codes of the editions that carry a group, without the one in force."""
    return [code for code, known in groups.items() if code != but and drg in known]


class Standing(StrEnum):
    """What was done about a difference."""

    APPEALED = "appealed"
    RESENT = "resent"
    ACCEPTED = "accepted"
    WAITING = "waiting"


STANDING_NAMES: Mapping[Standing, str] = MappingProxyType(
    {
        Standing.APPEALED: "已申诉",
        Standing.RESENT: "已改编码重传",
        Standing.ACCEPTED: "认可医保",
        Standing.WAITING: "待查",
    }
)
OPEN = "open"
OPEN_NAME = "未处理"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A difference as it is now, or as it was when something was done about it.

    content: what tells the returned row from another version of it, "" when there is none.
    batch: the last return that held the row, 0 without.
    """

    reason: Reason
    content: str
    batch: int


def stands(standing: Standing, then: Seen, now: Seen) -> bool:
    """Whether what was done still answers for the difference; otherwise it is open again.

    It does not when the difference has another reason or the insurer changed the row, and – but
    for an accepted one – when a later return still says the same.
    """
    if then.reason is not now.reason or then.content != now.content:
        return False
    return standing is Standing.ACCEPTED or now.batch <= then.batch


def fault_of_note(note: str) -> str:
    """Why a note does not do, in Chinese; "" when it does."""
    if len(note.strip()) < SHORTEST_NOTE:
        return f"说明至少{SHORTEST_NOTE}个字，写清查了什么、怎样办"
    return f"说明最多{LONGEST_NOTE}个字" if len(note) > LONGEST_NOTE else ""


SHORTEST_NOTE, LONGEST_NOTE = 4, 300
