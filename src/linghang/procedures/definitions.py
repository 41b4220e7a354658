"""What `procedures.yaml` may say: steps, seats, needs, intervals, separations. A closed vocabulary.

A procedure is data: no arithmetic, no expressions, one level of conditions. What needs more is a
named requirement provider that the file mentions.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import combinations

from pydantic import ConfigDict, Field, model_validator

from linghang.foundation.catalog.definitions import Item
from linghang.procedures.needs.definitions import (
    KEY,
    PARAMETER,
    Entries,
    FormField,
    Needs,
    Shape,
    When,
)

MATTER = "matter"


class Scope(StrEnum):
    """On which unit a post must be held, seen from the unit that the proceeding belongs to."""

    UNIT = "unit"
    WITHIN = "within"
    ABOVE = "above"
    COVERING = "covering"
    IN_CHARGE = "in_charge"
    ELSEWHERE = "elsewhere"
    ANYWHERE = "anywhere"


class Mode(StrEnum):
    """Whose voices a step needs."""

    ONE = "one"
    ALL = "all"
    N_OF_M = "n_of_m"
    SEQUENCE = "sequence"


class Join(StrEnum):
    """Whether all of the steps before must be done, or one of them."""

    ALL = "all"
    ANY = "any"


class Unit(StrEnum):
    """What an interval counts. Days are calendar days, months and years end with the month."""

    DAYS = "days"
    WORKDAYS = "workdays"
    MONTHS = "months"
    YEARS = "years"


class Late(StrEnum):
    """What happens after the most time: the step is marked late, or can't be done any more."""

    FLAG = "flag"
    REFUSE = "refuse"


class By(StrEnum):
    """Who must differ between two steps. Different departments are different persons, too."""

    PERSON = "person"
    DEPARTMENT = "department"


class Outcome(StrEnum):
    """How a proceeding stands; the last three end it."""

    RUNNING = "running"
    COMPLETED = "completed"
    REJECTED = "rejected"
    VOIDED = "voided"


SCOPE_NAMES: dict[Scope, str] = {
    Scope.UNIT: "本单位",
    Scope.WITHIN: "本单位或下属单位",
    Scope.ABOVE: "本单位或上级单位",
    Scope.COVERING: "覆盖本单位的党组织",
    Scope.IN_CHARGE: "分管本单位",
    Scope.ELSEWHERE: "本科室以外",
    Scope.ANYWHERE: "全院",
}
MODE_NAMES: dict[Mode, str] = {
    Mode.ONE: "一人办理",
    Mode.ALL: "会签（逐方同意）",
    Mode.N_OF_M: "多人中若干人同意",
    Mode.SEQUENCE: "依次签批",
}
UNIT_NAMES: dict[Unit, str] = {
    Unit.DAYS: "日",
    Unit.WORKDAYS: "个工作日",
    Unit.MONTHS: "个月",
    Unit.YEARS: "年",
}
BY_NAMES: dict[By, str] = {By.PERSON: "不同的人", By.DEPARTMENT: "不同的部门"}
OUTCOME_NAMES: dict[Outcome, str] = {
    Outcome.RUNNING: "办理中",
    Outcome.COMPLETED: "办结",
    Outcome.REJECTED: "不予通过",
    Outcome.VOIDED: "作废",
}


class Seat(Shape):
    """Whoever holds one of the posts on a unit of that scope."""

    posts: tuple[str, ...] = Field(min_length=1)
    at: Scope = Scope.UNIT


class Effect(Shape):
    """What follows in other records when a step is done: a registered deed, by its name.

    params: what the deed asks for; texts only.
    """

    effect: str = Field(pattern=PARAMETER, max_length=80)
    params: dict[str, str] = Field(default_factory=dict)


class Step(Shape):
    """One step.

    who: seats. With `one` and `n_of_m` anybody in any seat may act, with `all` each seat is
    heard, with `sequence` each in its turn. count, of: with `n_of_m`, so many of so many voices.
    after, join: the steps before. may_precede: those of them that may be caught up later.
    optional: may be passed over. when: applies only then. returns_to: to which steps it may be
    sent back. may_reject: a refusal here ends the proceeding. substitutes: whether a delegate
    may act. backdated: so many days may lie between the deed and its entry.
    entries: what is entered one by one until somebody does the step itself.
    by_concerned: the persons whom the matter concerns may act, too.
    beside: it stands beside the steps that the regulation counts and takes none of their numbers.
    ends: what doing it makes of the proceeding. effects: what doing it changes elsewhere, in the
    same transaction; from then on the step stands: nothing sends back behind it.
    """

    key: str = Field(pattern=KEY, max_length=60)
    title: str = Field(min_length=1, max_length=30)
    stage: str = Field(default="", max_length=20)
    note: str = ""
    who: tuple[Seat, ...] = Field(min_length=1)
    mode: Mode = Mode.ONE
    count: int | None = Field(default=None, ge=1, le=50)
    of: int | None = Field(default=None, ge=1, le=50)
    needs: Needs = Needs()
    entries: Entries | None = None
    after: tuple[str, ...] = ()
    join: Join = Join.ALL
    may_precede: tuple[str, ...] = ()
    optional: bool = False
    when: When | None = None
    returns_to: tuple[str, ...] = ()
    may_reject: bool = False
    substitutes: bool = True
    backdated: int = Field(default=0, ge=0, le=366)
    by_concerned: bool = False
    beside: bool = False
    ends: Outcome | None = None
    effects: tuple[Effect, ...] = ()

    @model_validator(mode="after")
    def _agrees(self) -> Step:
        if (self.mode is Mode.N_OF_M) != (self.count is not None and self.of is not None):
            raise ValueError(f"“{self.title}”：count 和 of 只用于 n_of_m，而且两个都要写")
        if self.count and self.of and self.count > self.of:
            raise ValueError(f"“{self.title}”：{self.of}人中不可能有{self.count}人同意")
        if self.entries and self.mode is not Mode.ONE:
            raise ValueError(f"“{self.title}”：逐次登记的步骤由一人办理")
        if self.ends is Outcome.RUNNING:
            raise ValueError(f"“{self.title}”：ends 只能是 completed、rejected 或 voided")
        return self

    @cached_property
    def entry(self) -> Step:
        """What one entry asks for, as a step would."""
        asked = self.entries
        needs = Needs(fields=asked.fields, documents=asked.documents) if asked else Needs()
        return self.model_copy(update={"needs": needs})

    @property
    def voices(self) -> int:
        """How many approvals make it done."""
        if self.mode is Mode.ONE:
            return 1
        return self.count or len(self.who)


class Interval(Shape):
    """The least and most time between two steps.

    least, most: a number, or the code of a rule parameter, whose value of the day is taken.
    Counted from the next day on, as regulations count: one month after 31 January is the last
    day of February. from_field: a date that `from` tells; the term counts from it and not from the
    day of the deed, which may lie before or after. The least time counts from no earlier day than
    that on which the steps before `from` were done. remind: so many days before the last day in
    time those whose turn it is are told, besides the week before; or the code of a rule parameter.
    repeats: `most` counts anew from each entry of `to`.
    """

    model_config = ConfigDict(populate_by_name=True)

    start: str = Field(alias="from", pattern=KEY)
    from_field: str = Field(default="", max_length=60)
    end: str = Field(alias="to", pattern=KEY)
    least: int | str | None = None
    most: int | str | None = None
    unit: Unit
    if_late: Late = Late.FLAG
    repeats: bool = False
    remind: int | str | None = None
    source: str = ""

    @model_validator(mode="after")
    def _says_something(self) -> Interval:
        if self.least is None and self.most is None:
            raise ValueError("间隔要写 least 或 most")
        if self.remind is not None and self.most is None:
            raise ValueError("写了 remind 的间隔要写 most")
        if self.repeats and (self.least is not None or self.most is None):
            raise ValueError("写了 repeats 的间隔只写 most")
        return self


class Separation(Shape):
    """Steps of one proceeding that must be done by different persons, or different departments.

    Each of `steps` must differ from each other one; with `against`, each of `steps` must differ
    from each of those, and neither side within itself.
    """

    steps: tuple[str, ...] = Field(min_length=1)
    against: tuple[str, ...] = ()
    by: By = By.PERSON
    source: str = ""

    @model_validator(mode="after")
    def _names_two_sides(self) -> Separation:
        if len(self.steps) < 2 and not self.against:
            raise ValueError("different 至少写两个步骤，或者写 against")
        return self

    @property
    def all(self) -> tuple[str, ...]:
        """Every step that it names."""
        return self.steps + self.against

    def partners(self, key: str) -> tuple[str, ...]:
        """The steps that a step must differ from."""
        if not self.against:
            return tuple(one for one in self.steps if key in self.steps and one != key)
        if key in self.steps:
            return self.against
        return self.steps if key in self.against else ()

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every two steps that must differ, once."""
        if self.against:
            return tuple((one, other) for one in self.steps for other in self.against)
        return tuple(combinations(self.steps, 2))


class Procedure(Item):
    """One procedure of `procedures.yaml`.

    subject: `matter` for what exists in the procedure only, else a registered kind of subject.
    overseers: who may void a proceeding and move it to a newer version.
    watchers: who may read all of it, dossier and timeline, and do nothing by that.
    starters: who may open one; without them, whoever may do one of the first steps.
    never: posts whose holders do no step, under whatever other post: they supervise.
    keep: years from its end for which the file is kept, or the code of a rule parameter.
    for_one: it is about exactly one person (逐人办理).
    in_person: need-to-know; who holds a post by delegation has no part in it and sees none of it.
    sealed: what somebody words in it, reasons and explanations, is kept encrypted.
    active_to: no new ones from that day on.
    """

    purpose: str = ""
    subject: str = Field(default=MATTER, min_length=1, max_length=80)
    overseers: tuple[Seat, ...] = Field(min_length=1)
    watchers: tuple[Seat, ...] = ()
    starters: tuple[Seat, ...] = ()
    for_one: bool = False
    in_person: bool = False
    sealed: bool = False
    steps: tuple[Step, ...] = Field(min_length=1)
    intervals: tuple[Interval, ...] = ()
    different: tuple[Separation, ...] = ()
    never: tuple[str, ...] = ()
    keep: int | str | None = None
    active_to: date | None = None

    @model_validator(mode="after")
    def _keys_are_unique(self) -> Procedure:
        keys = [step.key for step in self.steps]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f"步骤编码写了两次：{'、'.join(twice)}")
        return self

    @cached_property
    def by_key(self) -> dict[str, Step]:
        """Each step by its key."""
        return {step.key: step for step in self.steps}

    @cached_property
    def fields(self) -> dict[str, FormField]:
        """Every field of every step by its code; a code means the same wherever it stands."""
        return {field.code: field for step in self.steps for field in step.needs.fields}

    @cached_property
    def entry_fields(self) -> dict[str, FormField]:
        """Every field of entries by its code; it has a value for each entry, so none of its own."""
        return {f.code: f for step in self.steps if step.entries for f in step.entries.fields}

    @cached_property
    def before(self) -> dict[str, frozenset[str]]:
        """Every step that comes before a step, however far; in a circle, a step before itself."""
        return {key: _reached(key, {s.key: s.after for s in self.steps}) for key in self.by_key}

    @cached_property
    def following(self) -> dict[str, frozenset[str]]:
        """Every step that comes after a step, however far."""
        return {
            key: frozenset(other for other, above in self.before.items() if key in above)
            for key in self.by_key
        }

    @cached_property
    def by_parameter(self) -> frozenset[str]:
        """The steps that apply or not as a rule parameter says, so that it may change one day."""
        return frozenset(
            step.key
            for step in self.steps
            if step.when
            for one in step.when.conditions
            if isinstance(one.at_least, str) or isinstance(one.below, str)
        )

    @property
    def firsts(self) -> tuple[Step, ...]:
        """The steps with nothing before them."""
        return tuple(step for step in self.steps if not step.after)

    @property
    def doing(self) -> tuple[Seat, ...]:
        """The seats to which a deed falls: of steps, of those who start and who oversee."""
        of_steps = tuple(seat for step in self.steps for seat in step.who)
        return (*of_steps, *self.starters, *self.overseers)

    @property
    def seats(self) -> tuple[Seat, ...]:
        """All seats, those who only watch among them."""
        return (*self.doing, *self.watchers)


def _reached(key: str, nexts: dict[str, tuple[str, ...]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = list(nexts.get(key, ()))
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting.extend(nexts.get(current, ()))
    return frozenset(found)
