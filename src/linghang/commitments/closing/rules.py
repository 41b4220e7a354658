"""How a commitment is closed (销号): a procedure made out of what its kind declares. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from linghang.commitments.definitions import BEGAN, ProgrammeKind
from linghang.commitments.progress.rules import NO_REVIEW, Kind, Measure, reasons_not_to_close
from linghang.commitments.spells.rules import STANDING_NAMES, Standing
from linghang.foundation.period import day_label
from linghang.procedures.definitions import Outcome, Procedure, Seat, Separation, Step

SUBJECT = "commitments.commitment"
APPLY = "apply"
MOST_NAMED = 5
NOT_APPROVED = "内容修改后还没有重新审定"
DID_IT = "本人是责任人，或反馈过、上传过材料、登记过成果或目标现值、申请过销号"


class Lifts(StrEnum):
    """Whose deed lifts what stands in the way of a closing.

    below: who does the tasks under it. target: who does it, or who lets the target through.
    """

    DOER = "doer"
    LEAD = "lead"
    REVIEW = "review"
    BELOW = "below"
    TARGET = "target"
    DECIDE = "decide"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """One thing that closing lacks, in Chinese. units: who answers for the tasks below."""

    says: str
    lifts: Lifts = Lifts.DOER
    units: Sequence[str] = ()


def steps_of(kind: ProgrammeKind) -> tuple[tuple[str, str, tuple[Seat, ...]], ...]:
    """(key, title, seats) of every step that has a seat."""
    seats = kind.seats
    every = (
        (APPLY, "自查申请", seats.own),
        ("review", "初审", seats.review),
        ("sign", "审签", seats.sign),
        ("verify", "复核", seats.verify),
        ("supervise", "监督意见", seats.supervise),
        ("decide", "审定", seats.decide),
    )
    return tuple(one for one in every if one[2])


def procedure_of(kind: ProgrammeKind) -> Procedure:
    """Who did it asks; others look at it one after the other, and may send it back."""
    known = steps_of(kind)
    keys = [key for key, _, _ in known]
    steps = []
    for number, (key, title, seats) in enumerate(known):
        is_last = number == len(known) - 1
        steps.append(
            Step(
                key=key,
                title=title,
                stage="申请" if key == APPLY else "验收",
                who=seats,
                after=(keys[number - 1],) if number else (),
                returns_to=(APPLY,) if number else (),
                ends=Outcome.COMPLETED if is_last else None,
            )
        )
    return Procedure(
        code=derived_code(kind),
        name=f"{kind.name}销号"[:80],
        source=kind.source,
        purpose=f"“{kind.name}”的事项由责任部门申请，由他人逐级核验后销号，办理的人不验收。",
        subject=SUBJECT,
        overseers=kind.seats.lead,
        starters=kind.seats.own,
        keep=kind.keep,
        steps=tuple(steps),
        different=(Separation(steps=(APPLY,), against=tuple(keys[1:]), source=kind.source),),
    )


def derived_code(kind: ProgrammeKind) -> str:
    """The code of the procedure that is made out of what the kind declares."""
    return f"close_{kind.code}"


def code_of(kind: ProgrammeKind) -> str:
    """The code of the procedure by which commitments of the kind are closed."""
    return kind.procedure or derived_code(kind)


def evidence_since(kind: ProgrammeKind, type: str, days: dict[str, date]) -> date | None:
    """The first day on which evidence counts; None when that day is not known yet.

    What is mended at once counts from the first day of the programme on.
    """
    anchor = BEGAN if type == Kind.AT_ONCE.value else kind.evidence_from
    return days.get(anchor)


def reasons_not_to_begin(standing: Standing, *, in_force: bool) -> list[str]:
    """Why closing can't be asked for as the commitment and its programme stand."""
    found = []
    if standing not in (Standing.OPEN, Standing.REOPENED):
        found.append(f"{STANDING_NAMES[standing]}，不用申请")
    if not in_force:
        found.append("方案不在实施中")
    return found


def lacks(
    *,
    measure: Measure,
    since: date | None,
    evidence: Collection[date],
    below: Mapping[str, str] | None = None,
    targets: Iterable[str] = (),
    today: date,
) -> list[Lack]:
    """Everything that closing lacks, and whose deed lifts it.

    evidence: days of the files that stand behind it. below: the tasks under it that are not
    accepted, number → unit. targets: what its target and those of the goals under it lack.
    """
    counted = [one for one in evidence if since is not None and since <= one <= today]
    found = []
    if since is None:
        says = "还没有登记佐证材料的起算日期（反馈日期），不能判断材料是否有效"
        found.append(Lack(says=says, lifts=Lifts.LEAD))
    elif not counted:
        found.append(Lack(says=f"没有{day_label(since)}以后形成的佐证材料"))
    for says in reasons_not_to_close(measure, evidence_after_feedback=1):
        found.append(Lack(says=says, lifts=Lifts.REVIEW if says == NO_REVIEW else Lifts.DOER))
    if below:
        numbers = list(below)
        more = "等" if len(numbers) > MOST_NAMED else ""
        says = f"下级任务{'、'.join(numbers[:MOST_NAMED])}{more}还没有销号"
        units = tuple(dict.fromkeys(unit for unit in below.values() if unit))
        found.append(Lack(says=says, lifts=Lifts.BELOW, units=units))
    return found + [Lack(says=says, lifts=Lifts.TARGET) for says in targets]


def reasons_not_to_verify(person: Collection[str], doers: Sequence[str]) -> list[str]:
    """Why somebody may not verify: doers are who answers for it and who did any of it.

    person: the one who acts and the one in whose name, as they are known today.
    """
    if set(person).isdisjoint(doers):
        return []
    return [f"{DID_IT}，不能参加验收"]
