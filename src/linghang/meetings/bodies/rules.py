"""The words of bodies: why somebody has no vote, why somebody is left out of 应到."""

from __future__ import annotations

from enum import StrEnum

LEAST_COMMITTEE = 3  # 支委会由三至五人组成；不足的，党员大会代行（§1.1.5、§1.1.6）


class NoVoteGround(StrEnum):
    """Why a Party member has no vote (§1.2.7)."""

    PROBATION = "probation"
    DISCIPLINE = "discipline"


class LeftOutGround(StrEnum):
    """Why a Party member may be left out of 应到 by the branch's decision (§1.2.7, §1.3.8)."""

    ILL = "ill"
    ABROAD = "abroad"
    AWAY = "away"
    RETIRED = "retired"


class Nature(StrEnum):
    """What a branch is that is no plain one (§1.1.3, §1.1.7)."""

    TEMPORARY = "temporary"
    JOINT = "joint"


NATURE_NAMES: dict[Nature, str] = {Nature.TEMPORARY: "临时党支部", Nature.JOINT: "联合党支部"}
NO_VOTE_NAMES: dict[NoVoteGround, str] = {
    NoVoteGround.PROBATION: "预备党员",
    NoVoteGround.DISCIPLINE: "留党察看",
}
LEFT_OUT_NAMES: dict[LeftOutGround, str] = {
    LeftOutGround.ILL: "长期患病",
    LeftOutGround.ABROAD: "出国出境半年以上",
    LeftOutGround.AWAY: "外出学习工作半年以上",
    LeftOutGround.RETIRED: "离退休、行动不便",
}
