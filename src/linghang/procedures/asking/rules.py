"""The shapes of a question to the rules and of their answer. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from linghang.foundation.access import Decision, allow, deny
from linghang.foundation.workdays.rules import Calendar
from linghang.procedures.progress.rules import Document, InForce, Values, Verb
from linghang.procedures.seats.rules import Place

NOBODY = "任何人都不能（程序已经结束）"
HIMSELF = "本人补齐后即可办理"
SYSTEM_ADMINISTRATOR = "系统管理员（校准服务器时间）"
PERSONNEL = "党委办公室或人事科（任免、授权）"
PARAMETERS = "规则参数和工作日历的维护人"


@dataclass(frozen=True, slots=True)
class Block:
    """One thing that stands in the way: what, and who could lift it. Both texts are Chinese.

    opens: the proceedings that it speaks of.
    """

    code: str
    says: str
    who_can: str
    opens: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that stands in the way; nothing means allowed. seat: in which voice.

    prompts: what was explained, and so no longer stands in the way.
    """

    blocks: tuple[Block, ...] = ()
    seat: int = 0
    prompts: tuple[Block, ...] = ()

    def __bool__(self) -> bool:
        return not self.blocks

    @property
    def decision(self) -> Decision:
        """The same as the policy answers everywhere."""
        if not self.blocks:
            return allow("程序规定的条件都已具备")
        who = dict.fromkeys(block.who_can for block in self.blocks)
        return deny("；".join(block.says for block in self.blocks), who_can="；".join(who))


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """A requirement provider's answer on the day.

    day: on which what it rests on happened; the step is done as of that day. about: (type, id)
    of the record on which it rests. opens: the proceedings (ids) of which it speaks.
    """

    is_met: bool
    says: str
    who_can: str
    day: date | None = None
    about: tuple[str, str] = ("", "")
    opens: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the rules must know about the day.

    concerned: persons whom the matter is about. values: rule parameters of the day of the deed.
    earlier: those of the days of what was done; without it they are the same.
    requirements: (step, number) → the provider's answer, None while it waits for the form to be
    filled in. posts: code → name.
    """

    today: date
    place: Place
    calendar: Calendar
    concerned: frozenset[str] = frozenset()
    values: Values = field(default_factory=dict)
    earlier: InForce | None = None
    requirements: Mapping[tuple[str, int], Met | None] = field(default_factory=dict)
    posts: Mapping[str, str] = field(default_factory=dict)

    def in_force(self, on: date) -> Values:
        """The rule parameters by which an act of that day was judged."""
        return self.values if self.earlier is None else self.earlier(on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What somebody wants to do. day: on which it happened. fields: as they were typed.

    explanation: why it is done though a requirement that asks for one is not met.
    """

    verb: Verb
    step: str
    day: date
    to: str = ""
    reason: str = ""
    explanation: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)
    documents: Sequence[Document] = ()
