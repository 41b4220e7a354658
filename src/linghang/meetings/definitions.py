"""The shapes of `meetings.yaml` and `items.yaml`: kinds of meetings, and of what they decide."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator

from linghang.foundation.catalog.definitions import Item
from linghang.foundation.fields.definitions import Field as Asked
from linghang.meetings.lessons.rules import LessonKind

CODE = r"^[a-z][a-z0-9_.]*$"
REPORTED_ON = "reported_on"


class Mode(StrEnum):
    """How a body comes to its decision."""

    VOTE = "vote"
    HEARD = "heard"
    OPINION = "opinion"


MODE_NAMES: dict[Mode, str] = {
    Mode.VOTE: "表决",
    Mode.HEARD: "听取意见后由主持人决定",
    Mode.OPINION: "只提意见",
}


class Ballot(StrEnum):
    """How votes are given."""

    OPEN = "open"
    SECRET = "secret"
    ANY = "any"


BALLOT_NAMES: dict[Ballot, str] = {
    Ballot.OPEN: "口头或举手",
    Ballot.SECRET: "无记名投票",
    Ballot.ANY: "口头、举手或无记名投票",
}


class Among(StrEnum):
    """Who belongs to a body without being named one by one."""

    PARTY_MEMBERS = "party_members"
    POSTS = "posts"
    NAMED = "named"


AMONG_NAMES: dict[Among, str] = {
    Among.PARTY_MEMBERS: "本组织的党员",
    Among.POSTS: "任这些岗位的人",
    Among.NAMED: "按届登记的成员",
}


class MeetingKind(Item):
    """One kind of meeting of `meetings.yaml`: 党员大会, 支委会, 党委会, 院长办公会.

    of: kinds of units (org) that hold it. chair: posts that preside, in this order. among, posts:
    who its members are; posts only with `posts`. below: posts held on units beneath count, too
    (护士长 of a department's wards); covering: so do these posts in the organisations that cover
    the unit; seats: further members may sit beside them for a term. probation: whether 预备党员
    belong to 应到 (they never vote). mode: how it decides. quorum, passes: rule parameters of the
    kind majority; least: one that says how many must be there whatever the share.
    every: rule parameter that says how often it is due; `at_least` meetings in each such period.
    notice, material: rule parameters in workdays before the meeting. minutes: rule parameter in
    workdays after it, by which its minutes are issued; "" where none have to be.
    may_hold: kinds that may be held as a part of it, each with minutes of its own (§1.3.9).
    records: every member's opinion is written down, not the outcome alone. asks_leader: an item
    names the leader in charge of it, without whom it normally waits (§2.4.2).
    fields: what is written down of it besides (主题党日的内容, 组织生活会的会前准备). opens_with:
    kind of the item that stands first (第一议题); opens_told: fields without which nothing is
    known of what was studied with it. agreed: what its list of things to do is called
    (整改清单); "" for a kind without one. lessons: somebody teaches, and is counted as a speaker;
    lessons_owed: which lessons meet what leaders owe in a year (§1.3.2).
    planned_by: kinds of units above that fix themes for a year, too; themed_by: the field that
    says the theme where it is not the meeting's own. papers: files that belong to it.
    reported_within: rule parameter in days until it is reported to the superior, told by the field
    `reported_on`.
    """

    of: tuple[str, ...] = Field(min_length=1)
    chair: tuple[str, ...] = ()
    among: Among
    posts: tuple[str, ...] = ()
    below: bool = False
    covering: tuple[str, ...] = ()
    seats: bool = False
    probation: bool = False
    mode: Mode = Mode.VOTE
    quorum: str = Field(default="", pattern=rf"{CODE}|^$")
    passes: str = Field(default="", pattern=rf"{CODE}|^$")
    least: str = Field(default="", pattern=rf"{CODE}|^$")
    every: str = Field(default="", pattern=rf"{CODE}|^$")
    at_least: int = Field(default=1, ge=1, le=31)
    notice: str = Field(default="", pattern=rf"{CODE}|^$")
    material: str = Field(default="", pattern=rf"{CODE}|^$")
    minutes: str = Field(default="", pattern=rf"{CODE}|^$")
    may_hold: tuple[str, ...] = ()
    chair_speaks_last: bool = False
    records: Literal["outcome", "opinions"] = "outcome"
    asks_leader: bool = False
    fields: tuple[Asked, ...] = ()
    opens_with: str = ""
    opens_told: tuple[str, ...] = ()
    agreed: str = Field(default="", max_length=20)
    lessons: bool = False
    lessons_owed: tuple[LessonKind, ...] = (LessonKind.SPECIAL,)
    planned_by: tuple[str, ...] = ()
    themed_by: str = ""
    papers: tuple[str, ...] = ()
    reported_within: str = Field(default="", pattern=rf"{CODE}|^$")

    @model_validator(mode="after")
    def _agrees(self) -> MeetingKind:
        codes = [one.code for one in self.fields]
        if len(set(codes)) < len(codes):
            raise ValueError("同一栏写了两次（fields）")
        if not set(self.opens_told) <= set(codes) or (self.opens_told and not self.opens_with):
            raise ValueError("opens_told 写首项议题要登记的栏目，须在 fields 中，且写了 opens_with")
        if self.themed_by and self.themed_by not in codes:
            raise ValueError("themed_by 写哪一栏是主题，须在 fields 中")
        if self.reported_within and REPORTED_ON not in codes:
            raise ValueError(f"写了上报期限，就要有上报日期一栏（fields: {REPORTED_ON}）")
        if self.passes and self.mode is not Mode.VOTE:
            raise ValueError(f"{MODE_NAMES[self.mode]}的会议没有表决，不能写 passes")
        if self.passes and not self.quorum:
            raise ValueError("要表决（passes）就要写到会多少人才能表决（quorum）")
        if self.code in self.may_hold:
            raise ValueError("会议不能包含自己（may_hold）")
        return self

    @model_validator(mode="after")
    def _says_who_belongs(self) -> MeetingKind:
        if (self.among is Among.POSTS) != bool(self.posts):
            raise ValueError("among: posts 时要写 posts（哪些岗位），其余情形不写")
        if not self.posts and (self.below or self.covering or self.seats):
            raise ValueError("below、covering、seats 只用于按岗位定成员的会议（among: posts）")
        if self.least and self.mode is not Mode.HEARD:
            raise ValueError("least 只用于听取意见后由主持人决定的会议（mode: heard）")
        return self

    def is_planned_by(self, kind: str) -> bool:
        """Whether a unit of that kind fixes its themes for a year: who holds it, or is above."""
        return kind in self.of or kind in self.planned_by

    @property
    def takes_seats(self) -> bool:
        """Whether members are registered by term, alone or beside those by post."""
        return self.seats or self.among is Among.NAMED


class DepartmentMatter(Item):
    """One great matter of departments (`department_matters.yaml`), in which the branch takes part.

    concerns_people: the branch speaks on their political conduct and integrity, too (§2.9.1).
    """

    concerns_people: bool = False


class ItemKind(Item):
    """One kind of agenda item of `items.yaml`: what is decided, by whom, under stricter rules.

    decided_by: kinds of meetings that may decide it; others may only discuss it. first: kind that
    deals with it before (§1.3.5). stands_in: kind that decides where none of `decided_by` stands
    (§1.1.6). quorum, passes: rule parameters that take the place of the
    meeting's. ballot: how. one_by_one: each person is voted on alone. written: written opinions
    handed in before the meeting join the count of votes, never the quorum (§1.6.2). present:
    posts of which one must be there (§2.4.6). unannounced: may be put up at the meeting itself.
    branch_opinion: a department's item without its branch's opinion goes back (§2.9.1).
    surplus: rule parameter, by how much candidates exceed seats (§1.2.5). opinions: the record is
    closed only with the opinion of every member present (§2.4.7). known_to: posts that may read
    it beside the members of the body until its publicity starts (§2.4.9); none: whoever reads the
    record. apart: its minutes are issued apart from those of other items (§2.4.8).
    not_temporary: beyond what a temporary branch may do (§1.1.7). voted: false for what is taken
    note of (学习传达): its resolution needs no vote.
    """

    decided_by: tuple[str, ...] = Field(min_length=1)
    first: str = ""
    stands_in: str = ""
    quorum: str = Field(default="", pattern=rf"{CODE}|^$")
    passes: str = Field(default="", pattern=rf"{CODE}|^$")
    ballot: Ballot = Ballot.ANY
    one_by_one: bool = False
    written: bool = False
    present: tuple[str, ...] = ()
    unannounced: bool = True
    branch_opinion: bool = False
    is_election: bool = False
    surplus: str = Field(default="", pattern=rf"{CODE}|^$")
    opinions: bool = False
    known_to: tuple[str, ...] = ()
    apart: bool = False
    not_temporary: bool = False
    voted: bool = True

    @property
    def only_by_vote(self) -> bool:
        """Whether a body that votes can resolve on it in no other way: the vote has rules of its
        own, is secret or one by one, or everybody's opinion is asked for."""
        stricter = self.quorum or self.passes or self.ballot is Ballot.SECRET
        return bool(stricter or self.one_by_one or self.opinions)

    @model_validator(mode="after")
    def _agrees(self) -> ItemKind:
        if self.first in self.decided_by:
            raise ValueError("先议的会议（first）不能就是作决定的会议（decided_by）")
        if self.stands_in in self.decided_by:
            raise ValueError("代行的会议（stands_in）不能就是作决定的会议（decided_by）")
        if self.is_election and not (self.quorum and self.passes):
            raise ValueError("选举要写明自己的 quorum 和 passes")
        if self.is_election and self.ballot is not Ballot.SECRET:
            raise ValueError("选举只能无记名投票（ballot: secret）")
        if self.is_election and self.written:
            raise ValueError("选举没有书面意见（written）")
        if self.surplus and not self.is_election:
            raise ValueError("不是选举，没有差额（surplus）")
        if self.known_to and not self.apart:
            raise ValueError("限定知悉（known_to）的议题，纪要要单独印发（apart: true）")
        return self

    @model_validator(mode="after")
    def _is_voted(self) -> ItemKind:
        if not self.voted and self.only_by_vote:
            raise ValueError("有表决要求的议题，不能写不作表决（voted: false）")
        return self
