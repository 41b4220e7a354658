"""What a step may ask for: fields, papers, requirements, each always or on a condition; entries."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from linghang.foundation.fields.definitions import Field as Declared

KEY = r"^[a-z][a-z0-9_]*$"
PARAMETER = r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$"


class Shape(BaseModel):
    """Strict, closed and frozen, as everything that a catalog says."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Unmet(StrEnum):
    """What an unmet requirement does: refuse the deed, or ask for an explanation in writing."""

    REFUSE = "refuse"
    EXPLAIN = "explain"


UNMET_NAMES: dict[Unmet, str] = {
    Unmet.REFUSE: "不满足即不能办理",
    Unmet.EXPLAIN: "不满足的写明说明后可以办理，说明留痕并告知监管人",
}


class Condition(Shape):
    """One comparison with a field; exactly one of the four is said.

    equals, among: the code of an option, 是/否 as true/false. at_least, below: a number in the
    field's unit, money in 分, or the code of a rule parameter.
    """

    field: str = Field(pattern=KEY)
    equals: str | bool | None = None
    among: tuple[str, ...] = ()
    at_least: int | str | None = None
    below: int | str | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Condition:
        said = [
            self.equals is not None,
            bool(self.among),
            self.at_least is not None,
            self.below is not None,
        ]
        if sum(said) != 1:
            raise ValueError("条件只能写 equals、among、at_least、below 中的一个")
        return self


class When(Shape):
    """On what condition something applies: all of them, or any. One level."""

    all: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> When:
        if bool(self.all) == bool(self.any):
            raise ValueError("when 要写 all 或 any，且只写一个")
        return self

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Those of either kind."""
        return self.all or self.any


class FormField(Declared):
    """A declared field; with `when` it is asked for, and may be filled in, only then.

    by_each: every voice of the step fills it in, as one declares something for oneself.
    """

    has_lines: ClassVar[bool] = True
    when: When | None = None
    by_each: bool = False


class Paper(Shape):
    """A kind of document that a step needs, how many of it, and on what condition."""

    kind: str = Field(pattern=KEY, max_length=60)
    name: str = Field(min_length=1, max_length=80)
    least: int = Field(default=1, ge=0, le=50)
    when: When | None = None


class Requirement(Shape):
    """A question that a registered provider answers: a meeting's outcome, an entry, an indicator.

    params: what the provider asks for; texts only. when: asked only then. if_unmet: an
    explanation answers a prompt to check oneself; it is never a verdict on people.
    source: on what ground, if not the procedure's.
    """

    provider: str = Field(pattern=PARAMETER, max_length=80)
    params: dict[str, str] = Field(default_factory=dict)
    when: When | None = None
    if_unmet: Unmet = Unmet.REFUSE
    source: str = ""


class Needs(Shape):
    """What must be on the table when a step is done.

    Conditions name fields of this step or of earlier ones.
    """

    fields: tuple[FormField, ...] = ()
    documents: tuple[Paper, ...] = ()
    requirements: tuple[Requirement, ...] = ()

    @property
    def conditions(self) -> tuple[tuple[str, When], ...]:
        """Each condition with where it stands: fields.brand."""
        told = [(f"fields.{one.code}", one.when) for one in self.fields]
        told += [(f"documents.{one.kind}", one.when) for one in self.documents]
        told += [(f"requirements.{n}", one.when) for n, one in enumerate(self.requirements, 1)]
        return tuple((where, when) for where, when in told if when is not None)


class Entries(Shape):
    """What is entered one by one while a step lies open: checks, people, instalments.

    name: what one of them is (半年考察). least: so many before the step can be done; most: no more
    than that; each a number, or the code of a number field that an earlier step tells. key: the
    field by which one is known: entered once at this step, and where entries of an earlier step
    have the same field, only what was entered there.
    """

    name: str = Field(min_length=1, max_length=20)
    least: int | str = 1
    most: int | str | None = None
    key: str = ""
    fields: tuple[FormField, ...] = ()
    documents: tuple[Paper, ...] = ()

    @model_validator(mode="after")
    def _asks_for_something(self) -> Entries:
        if not self.fields and not self.documents:
            raise ValueError(f"“{self.name}”：fields 和 documents 至少写一项")
        if self.key and self.key not in {one.code for one in self.fields}:
            raise ValueError(f"“{self.name}”：key 要写 fields 中的一项")
        return self
