"""What `commitments.yaml` may say: kinds of programmes, their levels, seats, terms and lights.

A programme is a plan, an inspection, a list of supervised matters; its commitments form a tree.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property

from pydantic import Field, model_validator

from linghang.commitments.progress.rules import STATE_NAMES, Base, Kind, State, Words
from linghang.foundation.catalog.definitions import Item
from linghang.foundation.fields.definitions import Field as Declared
from linghang.foundation.fields.definitions import Kind as FieldKind
from linghang.foundation.sensitivity.definitions import Level as Sensitivity
from linghang.procedures.definitions import Seat, Unit
from linghang.procedures.needs.definitions import KEY, Shape

BEGAN, FEEDBACK = "began", "feedback"


class Role(StrEnum):
    """What a level is for: it groups, it was found, it is aimed at, or somebody does it."""

    HEADING = "heading"
    FINDING = "finding"
    GOAL = "goal"
    TASK = "task"


ROLE_NAMES: dict[Role, str] = {
    Role.HEADING: "分组",
    Role.FINDING: "问题",
    Role.GOAL: "目标",
    Role.TASK: "任务",
}


class Named(StrEnum):
    """A person who answers for a task: who does it, and the leader responsible."""

    OWNER = "owner"
    LEADER = "leader"


NAMED_NAMES: dict[Named, str] = {Named.OWNER: "责任人", Named.LEADER: "责任领导"}


class Rhythm(StrEnum):
    """How often progress is reported (反馈周期)."""

    NONE = ""
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


RHYTHM_NAMES: dict[Rhythm, str] = {
    Rhythm.NONE: "不定期",
    Rhythm.WEEKLY: "每周",
    Rhythm.MONTHLY: "每月",
    Rhythm.QUARTERLY: "每季",
}


class Level(Shape):
    """One level of the tree, from the top down.

    counted: what one is counted in: 个, 项, 条. role: see Role. types: kinds of task that may be
    chosen; none where all tasks have a day. fields: what a commitment of the level says besides.
    optional: the tree may pass the level over. names: who must be named besides the department.
    """

    code: str = Field(pattern=KEY, max_length=20)
    name: str = Field(min_length=1, max_length=20)
    counted: str = Field(default="项", min_length=1, max_length=4)
    role: Role
    types: tuple[Kind, ...] = ()
    fields: tuple[Declared, ...] = ()
    optional: bool = False
    names: tuple[Named, ...] = ()

    @cached_property
    def by_code(self) -> dict[str, Declared]:
        """Each field by its code."""
        return {one.code: one for one in self.fields}


class Day(Shape):
    """A day of the programme that counts: plan_due, concentrated_end, report_due.

    n, unit: so long after `after` (began, feedback, or an earlier day), unless the programme sets
    the day itself. n: a number or the code of a rule parameter. owed: something is to be done by
    then, and somebody says that it was; False for a day that others are counted from.
    """

    code: str = Field(pattern=KEY, max_length=40)
    name: str = Field(min_length=1, max_length=20)
    after: str = Field(default="", pattern=rf"^$|{KEY}")
    n: int | str | None = None
    unit: Unit = Unit.DAYS
    owed: bool = True

    @model_validator(mode="after")
    def _is_whole(self) -> Day:
        if bool(self.after) != (self.n is not None):
            raise ValueError("after 和 n 要一起写")
        return self


class Yield(Shape):
    """What comes of a commitment and is counted besides: rules revised, money recovered, people
    dealt with.

    policy: it is a rule or system, as a continuous task needs one. named: it names persons, whom
    only the seats of `names` see; others see the number. money: counted in 分.
    """

    code: str = Field(pattern=KEY, max_length=40)
    name: str = Field(min_length=1, max_length=20)
    counted: str = Field(default="项", min_length=1, max_length=4)
    policy: bool = False
    named: bool = False
    money: bool = False

    def told(self, number: int) -> str:
        """A number of it, as people read it: 3项, 1,250.00元."""
        return f"{number / 100:,.2f}元" if self.money else f"{number:,}{self.counted}"


class Seats(Shape):
    """Who does what.

    lead: sets up, decomposes, changes. group: the leading group, sees all. own: reports for its
    unit and asks for closing. extend: grants extensions. Closing goes through `own`, then those of
    review (初审), sign (审签), verify (复核), supervise (监督意见), decide (审定) that are written.
    names: sees the names of persons dealt with. read: reads besides.
    """

    lead: tuple[Seat, ...] = Field(min_length=1)
    group: tuple[Seat, ...] = ()
    own: tuple[Seat, ...] = Field(min_length=1)
    extend: tuple[Seat, ...] = Field(min_length=1)
    review: tuple[Seat, ...] = ()
    sign: tuple[Seat, ...] = ()
    verify: tuple[Seat, ...] = ()
    supervise: tuple[Seat, ...] = ()
    decide: tuple[Seat, ...] = Field(min_length=1)
    names: tuple[Seat, ...] = ()
    read: tuple[Seat, ...] = ()

    @property
    def overlooking(self) -> tuple[Seat, ...]:
        """Those that see commitments of others, as far as the seat reaches."""
        checking = (*self.review, *self.sign, *self.verify, *self.supervise, *self.decide)
        return (*self.lead, *self.group, *self.extend, *checking, *self.read)

    @property
    def all(self) -> tuple[Seat, ...]:
        """Every seat."""
        return (*self.overlooking, *self.own, *self.names)


class Lights(Shape):
    """When a light turns amber: so many days before the day, or progress so far behind the time.

    days: a number or the code of a rule parameter. behind: points of 100, None for never.
    """

    days: int | str = 7
    behind: int | None = Field(default=20, ge=1, le=100)


class Binding(Shape):
    """What a body decided is changed or stopped by the same body alone, and reported on to it.

    body: kind of meeting, called `name`. field, value: what a commitment says of itself when it
    rests on a decision of that body. change: as what kind of item a change is put up. report: the
    item by which one of the posts `reporters` reports on all of them, `times` a year: a number or
    the code of a rule parameter.
    """

    body: str = Field(pattern=KEY)
    name: str = Field(min_length=1, max_length=20)
    field: str = Field(pattern=KEY)
    value: str = Field(pattern=KEY)
    change: str = Field(pattern=KEY)
    report: str = Field(pattern=KEY)
    reporters: tuple[str, ...] = Field(min_length=1)
    times: int | str = 1


class Revision(Shape):
    """Whose decision it takes to change what was approved; its approval names that as its basis.

    bodies: kinds of meeting of which an item is cited, called `name`; a document will do instead.
    """

    bodies: tuple[str, ...] = Field(min_length=1)
    name: str = Field(min_length=1, max_length=40)


class Publication(Shape):
    """What is made public of a programme: all of its problems but those that are kept back.

    withheld: field of a problem that says why it is not published; outcome: the one with the words
    that are, made of its measures where it is empty. contacts: facts of the programme under which
    the public may answer. day: of the programme, by which it is to be made public; it is met by
    that.
    """

    withheld: str = Field(pattern=KEY)
    outcome: str = Field(pattern=KEY)
    contacts: tuple[str, ...] = Field(min_length=1)
    day: str = Field(default="", pattern=rf"^$|{KEY}")


class Causes(Shape):
    """By what problems are analysed: causes stand under them, and measures under the causes.

    level: of the causes, which group; by: its field that says of what kind a cause is; happened,
    paid: fields of the problem, the day and the money; split_by: those by which causes are told
    apart besides, choices or units.
    """

    level: str = Field(pattern=KEY)
    by: str = Field(pattern=KEY)
    happened: str = Field(pattern=KEY)
    paid: str = Field(pattern=KEY)
    split_by: tuple[str, ...] = ()


class ExampleMeasure(Shape):
    """A measure of a worked example. accepted: closed by others than its owner."""

    type: Kind
    accepted: bool = False
    policies: int = Field(default=0, ge=0)
    reviews: int = Field(default=0, ge=0)


class Example(Shape):
    """A worked example: problems, each as its measures; what the figures must come out as.

    by_problem, by_measure: done, done for the stage, open.
    """

    problems: tuple[tuple[ExampleMeasure, ...], ...] = Field(min_length=1)
    by_problem: tuple[int, int, int]
    by_measure: tuple[int, int, int]


class ProgrammeKind(Item):
    """One kind of programme of `commitments.yaml`.

    prefix: of numbers (XC-2026-01). levels: from the top down; the last is done by somebody.
    facts: what a programme says of itself. days: see Day. rhythm: unless a commitment says
    otherwise. approval: its commitments begin when somebody else has approved the programme;
    without, each begins when it is entered. extensions: how often one may be extended.
    procedure: a declared one on `commitments.commitment` instead of the one made of the seats.
    words: how the three states are called outside; rate: how the share of what is done is, "" for
    整改完成率 of problems and 完成率 of all else. evidence_from: the first day on which evidence
    counts; tasks at once always count from the first day of the programme. review_after: months
    after closing to look back; None for never. yields: see Yield. binding,
    revision, publication, causes: see there.
    """

    purpose: str = Field(min_length=4)
    prefix: str = Field(pattern=r"^[A-Z]{1,4}$")
    levels: tuple[Level, ...] = Field(min_length=1, max_length=6)
    facts: tuple[Declared, ...] = ()
    days: tuple[Day, ...] = ()
    rhythm: Rhythm = Rhythm.NONE
    seats: Seats
    approval: bool = True
    sensitivity: Sensitivity = Sensitivity.INTERNAL
    extensions: int | str = 2
    procedure: str = Field(default="", pattern=rf"^$|{KEY}")
    keep: int | str | None = None
    words: dict[State, str] = Field(default_factory=dict)
    rate: str = Field(default="", max_length=12)
    binding: Binding | None = None
    revision: Revision | None = None
    publication: Publication | None = None
    causes: Causes | None = None
    evidence_from: str = Field(default=BEGAN, pattern=KEY)
    review_after: int | str | None = None
    lights: Lights = Lights()
    yields: tuple[Yield, ...] = ()
    examples: tuple[Example, ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> ProgrammeKind:
        for what, codes in (
            ("levels", [one.code for one in self.levels]),
            ("days", [one.code for one in self.days] + [BEGAN, FEEDBACK]),
            ("yields", [one.code for one in self.yields]),
            ("facts", [one.code for one in self.facts]),
        ):
            if twice := sorted({code for code in codes if codes.count(code) > 1}):
                raise ValueError(f"{what} 的编码写了两次：{'、'.join(twice)}")
        if self.levels[-1].role is not Role.TASK:
            raise ValueError("最末一级必须是任务（task）")
        if any(FieldKind.FILE is one.kind for level in self.levels for one in level.fields):
            raise ValueError("文件作为佐证材料上传，不作字段")
        return self

    @cached_property
    def by_level(self) -> dict[str, Level]:
        """Each level by its code."""
        return {one.code: one for one in self.levels}

    @cached_property
    def by_yield(self) -> dict[str, Yield]:
        """Each yield by its code."""
        return {one.code: one for one in self.yields}

    @cached_property
    def of_problems(self) -> dict[str, Declared]:
        """Each field of a problem by its code."""
        found = (level for level in self.levels if level.role is Role.FINDING)
        return {code: one for level in found for code, one in level.by_code.items()}

    @property
    def finds(self) -> bool:
        """Whether it has problems that measures answer."""
        return any(one.role is Role.FINDING for one in self.levels)

    def telling(self, own: Mapping[str, str]) -> Words:
        """How its figures are told. own: what a programme calls the states otherwise, by code."""
        levels = {
            base: next((one for one in self.levels if one.role is role and not one.optional), None)
            for base, role in ((Base.PROBLEMS, Role.FINDING), (Base.MEASURES, Role.TASK))
        }
        told = {base: level or self.levels[-1] for base, level in levels.items()}
        return Words(
            rate=self.rate or ("整改完成率" if self.finds else "完成率"),
            bases={base: f"按{level.name}计" for base, level in told.items()},
            counted={base: level.counted for base, level in told.items()},
            states={**STATE_NAMES, **self.words, **{State(c): w for c, w in own.items()}},
        )

    def counted_level(self, role: Role) -> str:
        """The level that figures of the role count, "" for all of it: measures of problems are
        counted without the steps and letters beside them."""
        if role is not Role.TASK or not self.finds:
            return ""
        tasks = [one for one in self.levels if one.role is role]
        return next((one.code for one in tasks if not one.optional), "")

    def may_stand_under(self, level: str, parent: str) -> bool:
        """Whether a commitment of the level may stand under one of the other, "" for the top.

        The same level may stand under itself: tasks have tasks; levels between must be optional.
        Nothing is grouped or found below what somebody does.
        """
        order = [one.code for one in self.levels]
        is_done = bool(parent) and self.by_level[parent].role is Role.TASK
        if is_done and self.by_level[level].role in (Role.HEADING, Role.FINDING):
            return False
        if parent == level:
            return self.by_level[level].role in (Role.TASK, Role.GOAL, Role.HEADING)
        start = order.index(parent) + 1 if parent else 0
        end = order.index(level)
        return start <= end and all(one.optional for one in self.levels[start:end])
