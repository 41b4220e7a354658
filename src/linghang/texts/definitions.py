"""What `texts.yaml` may say: the categories of the library; and the words of this engine."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from linghang.foundation.catalog.definitions import Item


class Category(Item):
    """One category of the library. prefix: how numbers of its texts begin (医-001)."""

    prefix: str = Field(min_length=1, max_length=4)


class Action(StrEnum):
    """立改废: what a version does to its text."""

    ADOPT = "adopt"
    REVISE = "revise"
    ABOLISH = "abolish"


class Cause(StrEnum):
    """Why a version came about."""

    LAW = "law"
    INSPECTION = "inspection"
    DECISION = "decision"
    REVIEW = "review"
    NEED = "need"


class Answer(StrEnum):
    """What a department that was asked says to a draft."""

    AGREES = "agrees"
    PROPOSES = "proposes"
    OBJECTS = "objects"


class Conclusion(StrEnum):
    """What a regular review of a text in force came to."""

    KEEP = "keep"
    REVISE = "revise"
    ABOLISH = "abolish"


ACTION_NAMES = {Action.ADOPT: "新立", Action.REVISE: "修订", Action.ABOLISH: "废止"}
CAUSE_NAMES = {
    Cause.LAW: "法律法规和上级政策变化",
    Cause.INSPECTION: "巡察、审计、检查整改",
    Cause.DECISION: "党委会、院长办公会决定",
    Cause.REVIEW: "定期评估",
    Cause.NEED: "工作需要",
}
ANSWER_NAMES = {Answer.AGREES: "同意", Answer.PROPOSES: "提出修改意见", Answer.OBJECTS: "不同意"}
CONCLUSION_NAMES = {
    Conclusion.KEEP: "继续执行",
    Conclusion.REVISE: "需要修订",
    Conclusion.ABOLISH: "建议废止",
}
PROCEDURES = {
    Action.ADOPT: "policy_adoption",
    Action.REVISE: "policy_revision",
    Action.ABOLISH: "policy_abolition",
}
