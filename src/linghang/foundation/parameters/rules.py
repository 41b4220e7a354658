"""Which value is in force on a day, and what a hospital may change: pure rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from linghang.foundation.errors import Refused
from linghang.foundation.parameters.definitions import Lock, Parameter
from linghang.foundation.parameters.kinds import Majority, Recurrence, Value
from linghang.foundation.period import day_label

Ordinal = int | Decimal | Fraction | tuple[Fraction, bool]


class NotInForce(Refused):
    """The parameter has no value on the day: its source was not in force yet, or no longer."""


class Origin(StrEnum):
    """Where the value in force comes from."""

    CATALOG = "catalog"
    SUPERSEDING = "superseding"
    OWN = "own"


ORIGIN_NAMES: dict[Origin, str] = {
    Origin.CATALOG: "随产品提供",
    Origin.SUPERSEDING: "按上级新文件",
    Origin.OWN: "本院规定",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An approved change: the hospital's own rule, or a revised text that `supersedes` ours."""

    change: int
    value: Value
    supersedes: bool
    active_from: date
    active_to: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the day lies in `[active_from, active_to)`."""
        return self.active_from <= day and (self.active_to is None or day < self.active_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The value of a parameter on a day. change: id of the change it comes from, if any."""

    parameter: Parameter
    value: Value
    origin: Origin
    change: int | None = None

    @property
    def shown(self) -> str:
        """The value in Chinese."""
        return self.parameter.shown(self.value)


def base_of(parameter: Parameter, rows: Iterable[Row], on: date) -> Standing | None:
    """What the texts from above say on the day: the latest superseding row, else the catalog."""
    revised = [row for row in rows if row.supersedes and row.holds_on(on)]
    if revised:
        last = max(revised, key=lambda row: row.active_from)
        return Standing(
            parameter=parameter,
            value=last.value,
            origin=Origin.SUPERSEDING,
            change=last.change,
        )
    ends = parameter.active_to
    if parameter.active_from <= on and (ends is None or on < ends):
        return Standing(parameter=parameter, value=parameter.typed, origin=Origin.CATALOG)
    return None


def resolve(parameter: Parameter, rows: Iterable[Row], on: date) -> Standing:
    """The value in force on the day.

    The hospital's own row stands over the base. Where the parameter is locked and the base was
    tightened meanwhile, the stricter of the two holds. Raises NotInForce.
    """
    known = list(rows)
    base = base_of(parameter, known, on)
    own = [row for row in known if not row.supersedes and row.holds_on(on)]
    if own:
        last = max(own, key=lambda row: row.active_from)
        if base is None or is_as_strict(parameter, last.value, base.value):
            return Standing(
                parameter=parameter, value=last.value, origin=Origin.OWN, change=last.change
            )
    if base is None:
        raise NotInForce(f"“{parameter.name}”在{day_label(on)}没有现行规定（{parameter.source}）。")
    return base


def is_as_strict(parameter: Parameter, value: Value, base: Value) -> bool:
    """Whether the lock lets the value stand in place of the base; always where nothing locks."""
    if parameter.lock is Lock.EXACT:
        return value == base
    if not parameter.is_locked:
        return True
    if isinstance(value, Majority) and isinstance(base, Majority) and value.of is not base.of:
        return False
    own, least = _ordinal(value), _ordinal(base)
    return own >= least if parameter.lock is Lock.FLOOR else own <= least  # type: ignore[operator]


def _ordinal(value: Value) -> Ordinal:
    """Comparable within one kind; a definition allows bounds on such kinds only."""
    if isinstance(value, Majority):
        return (value.share, value.more)
    if isinstance(value, Recurrence):
        return value.months
    if isinstance(value, int | Decimal | Fraction):
        return value
    raise TypeError(f"{value!r} has no more and less")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A change as it is drafted."""

    value: Value
    supersedes: bool
    active_from: date
    active_to: date | None
    document: str
    has_file: bool
    reason: str


def reasons_not_to_change(
    parameter: Parameter, proposal: Proposal, rows: Iterable[Row], *, today: date
) -> list[str]:
    """Why the change cannot come into force; every reason, in Chinese.

    rows: what was approved before for this parameter. today: the day of drafting or approval.
    """
    known = list(rows)
    reasons = _reasons_in_form(parameter, proposal)
    if not proposal.supersedes:
        if proposal.active_from < today:
            reasons.append("本院规定不能追溯，生效日期不能早于今天")
        base = base_of(parameter, known, proposal.active_from)
        if base and not is_as_strict(parameter, proposal.value, base.value):
            reasons.append(_locked(parameter, base))
    same_day = [
        row
        for row in known
        if row.supersedes == proposal.supersedes and row.active_from == proposal.active_from
    ]
    if same_day:
        reasons.append(f"{day_label(proposal.active_from)}起已有一项批准的改动，请另定生效日期")
    return reasons


def _reasons_in_form(parameter: Parameter, proposal: Proposal) -> list[str]:
    reasons = []
    if not proposal.reason.strip():
        reasons.append("没有写改动的理由")
    if proposal.active_to is not None and proposal.active_to <= proposal.active_from:
        reasons.append("终止日期应当晚于生效日期")
    if proposal.supersedes and not parameter.is_locked:
        reasons.append("这一项没有锁定，按本院规定起草即可")
    elif proposal.supersedes:
        if not proposal.document.strip():
            reasons.append("没有写上级文件的文号")
        if not proposal.has_file:
            reasons.append("没有附上级文件")
    return reasons


def _locked(parameter: Parameter, base: Standing) -> str:
    allowed = {
        Lock.FLOOR: "本院只能提高",
        Lock.CEILING: "本院只能降低",
        Lock.EXACT: "本院不能改动",
    }[parameter.lock]
    return (
        f"“{parameter.name}”依{parameter.source}为{base.shown}，{allowed}；"
        "如上级文件已修订，请选“上级文件修订”，写明文号并附文件"
    )


def is_same_hand(drafter: Iterable[str | None], approver: Iterable[str | None]) -> bool:
    """Whether one person stands behind both, for themselves or through a delegate."""
    return bool({one for one in drafter if one} & {one for one in approver if one})
