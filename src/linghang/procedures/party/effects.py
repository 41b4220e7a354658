"""What steps change in Party records: admission, confirmation, transfer (§1.6.4, §1.7).

Each is carried out in the transaction of its step, so that a person never stands in two branches,
and nobody enters in the organisation what a procedure decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from linghang.foundation.errors import Refused
from linghang.foundation.parameters import queries as parameters
from linghang.foundation.period import day_label
from linghang.meetings.bodies import services as bodies
from linghang.meetings.bodies.rules import NoVoteGround
from linghang.meetings.models import NoVote
from linghang.org import posts
from linghang.org.definitions import Kind
from linghang.org.memberships import services as memberships
from linghang.org.memberships.rules import Line
from linghang.org.models import Appointment, Membership, Unit
from linghang.org.party import services as records
from linghang.org.party.rules import ENDING_NAMES, Ending
from linghang.org.posts_held import services as posts_held
from linghang.org.posts_held.rules import Basis
from linghang.org.queries import structure
from linghang.org.rules import title
from linghang.procedures import effects
from linghang.procedures.definitions import Procedure, Step
from linghang.procedures.effects import Doing
from linghang.procedures.terms.rules import add_months

PROBATION = "probation.months"
ENDINGS = (Ending.LEFT, Ending.REMOVED)
BRANCHES = (Kind.PARTY_GENERAL_BRANCH, Kind.PARTY_BRANCH, Kind.PARTY_GROUP)


class NoEffect(Refused):
    """What the step should change elsewhere can't be changed so."""


def admit(doing: Doing) -> str:
    """The person is a probationary member of the branch from the meeting that admitted.

    params: admitted, applied (optional): step or date field with the day.
    """
    person, since = _one(doing), _day(doing, "admitted")
    place = _named(doing.unit)
    memberships.join(
        person=person,
        unit=doing.unit,
        line=Line.PARTY,
        active_from=since,
        actor=doing.actor,
        at=doing.at,
    )
    bodies.take_vote(
        person=person,
        ground=NoVoteGround.PROBATION,
        document=doing.title,
        active_from=since,
        actor=doing.actor,
        at=doing.at,
    )
    records.enter(
        person=person,
        document=doing.title,
        applied_on=_day(doing, "applied") if "applied" in doing.params else None,
        admitted_on=since,
        actor=doing.actor,
        at=doing.at,
        today=doing.day,
    )
    return f"自{day_label(since)}起编入{place}，为预备党员"


def confirm(doing: Doing) -> str:
    """The person is a full member; 党龄 counts from the end of probation, the vote from today.

    params: extended (optional): step with the day on which an extended probation ended.
    """
    person = _one(doing)
    admitted = records.dates_of(person).admitted
    if admitted is None:
        raise NoEffect("没有入党日期的登记，请党委办公室先登记入党日期。")
    extended = doing.done_on.get(doing.params.get("extended", ""))
    months = parameters.in_force(doing.day)[PROBATION]
    assert isinstance(months, int)
    since = extended or add_months(admitted, months)
    _give_vote_back(doing, person)
    records.enter(
        person=person,
        document=doing.title,
        full_since=since,
        actor=doing.actor,
        at=doing.at,
        today=doing.day,
    )
    return f"转为正式党员，党龄自{day_label(since)}起算"


def cancel(doing: Doing) -> str:
    """Probation is cancelled: the person is no member from the day of the step."""
    person = _one(doing)
    given_up = _leave(doing, person)
    records.enter(
        person=person,
        document=doing.title,
        ended_on=doing.day,
        ending=Ending.CANCELLED,
        actor=doing.actor,
        at=doing.at,
        today=doing.day,
    )
    return f"自{day_label(doing.day)}起取消预备党员资格{given_up}"


def end(doing: Doing) -> str:
    """Membership ends on the day of the step: leaving or removal (§1.4.6).

    params: ending: left or removed. The vote lost by discipline needs no end: who is no member has
    none.
    """
    person, ending = _one(doing), Ending(doing.params["ending"])
    given_up = _leave(doing, person)
    records.enter(
        person=person,
        document=doing.title,
        ended_on=doing.day,
        ending=ending,
        actor=doing.actor,
        at=doing.at,
        today=doing.day,
    )
    return f"自{day_label(doing.day)}起{ENDING_NAMES[ending]}{given_up}"


def transfer_in(doing: Doing) -> str:
    """The person's membership comes to a branch on the day of the step (回执到达, §1.7.2).

    params: unit (optional): field with the code of the branch; else the proceeding's unit.
    Where they belonged here before ends that day.
    """
    person = _one(doing)
    code = doing.fields.get(doing.params.get("unit", ""), "") or doing.unit
    place = _named(code)
    given_up = _give_up_posts(doing, person, keep=code)
    memberships.join(
        person=person,
        unit=code,
        line=Line.PARTY,
        active_from=doing.day,
        actor=doing.actor,
        at=doing.at,
    )
    return f"组织关系自{day_label(doing.day)}起在{place}{given_up}"


def transfer_out(doing: Doing) -> str:
    """The person's membership leaves the hospital on the day of the step."""
    person = _one(doing)
    given_up = _leave(doing, person)
    return f"组织关系自{day_label(doing.day)}起转出本院{given_up}"


def _one(doing: Doing) -> str:
    if len(doing.concerned) != 1:
        raise NoEffect("这件事没有写明涉及的一名人员，不能登记到人。")
    return doing.concerned[0]


def _day(doing: Doing, param: str) -> date:
    named = doing.params[param]
    if named in doing.done_on:
        return doing.done_on[named]
    return date.fromisoformat(doing.fields[named])


def _named(code: str) -> str:
    found = Unit.objects.filter(code=code).first()
    if found is None:
        raise NoEffect(f"没有编码为“{code}”的党组织。")
    return found.name


def _leave(doing: Doing, person: str) -> str:
    """Membership ends, and with it the posts of branches; says which."""
    row = Membership.objects.on(doing.day).filter(person__code=person, line=Line.PARTY).first()
    if row is None:
        raise NoEffect("此人的组织关系不在本院党组织。")
    memberships.leave(membership_id=row.pk, active_to=doing.day, actor=doing.actor, at=doing.at)
    _give_vote_back(doing, person)
    return _give_up_posts(doing, person)


def _give_up_posts(doing: Doing, person: str, keep: str = "") -> str:
    """Posts of branches, general branches and groups are held by their members: they end on the
    day of the step. keep: the unit to which the person comes; posts there and above stay.

    Posts of the Party committee and of its offices are taken by a decision of their own.
    """
    kept = {place.code for place in structure(doing.day).path(keep)} if keep else set()
    rows = Appointment.objects.on(doing.day).filter(person__code=person, unit__kind__in=BRANCHES)
    titles = []
    for row in rows.exclude(unit__code__in=kept).exclude(basis=Basis.DELEGATED):
        ended = posts_held.end_appointment(
            appointment_id=row.pk,
            active_to=doing.day,
            reason=f"组织关系变动：{doing.title}",
            actor=doing.actor,
            at=doing.at,
        )
        titles.append(title(posts.post(ended.post), ended.unit.name))
    return f"，同时不再担任{'、'.join(titles)}" if titles else ""


def _give_vote_back(doing: Doing, person: str) -> None:
    rows = NoVote.objects.on(doing.day).filter(person__code=person)
    for row in rows.filter(ground=NoVoteGround.PROBATION):
        bodies.give_vote_back(row_id=row.pk, active_to=doing.day, actor=doing.actor, at=doing.at)


def _wrong(*wanted: str, optional: tuple[str, ...] = ()) -> effects.Faults:
    def faults(definition: Procedure, step: Step, params: Mapping[str, str]) -> Iterator[str]:
        if strange := sorted(set(params) - {*wanted, *optional}):
            yield f"没有参数 {'、'.join(strange)}"
        if missing := sorted(set(wanted) - set(params)):
            yield f"缺少参数 {'、'.join(missing)}"
        if not definition.for_one:
            yield "登记到人的程序要写 for_one: true（逐人办理）"
        known = definition.before[step.key] | {step.key} | set(definition.fields)
        yield from (
            f"{name}：前面没有步骤或者填写项 {value}"
            for name, value in params.items()
            if value not in known
        )

    return faults


def _wrong_ending(_: Procedure, __: Step, params: Mapping[str, str]) -> Iterator[str]:
    known = {one.value for one in ENDINGS}
    if set(params) != {"ending"} or params["ending"] not in known:
        yield f"参数只写 ending：{'、'.join(sorted(known))}"


def register() -> None:
    """Declare them."""
    effects.register(
        "party.admit", "编入支部，登记为预备党员", admit, _wrong("admitted", optional=("applied",))
    )
    effects.register(
        "party.confirm", "登记为正式党员，起算党龄", confirm, _wrong(optional=("extended",))
    )
    effects.register("party.cancel", "终止预备党员资格", cancel, _wrong())
    effects.register("party.end", "终止党籍", end, _wrong_ending)
    effects.register(
        "party.transfer_in", "组织关系转入支部", transfer_in, _wrong(optional=("unit",))
    )
    effects.register("party.transfer_out", "组织关系转出本院", transfer_out, _wrong())
