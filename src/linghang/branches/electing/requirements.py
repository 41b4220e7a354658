"""What steps of a re-election ask: enough candidates, the election's own record, the elected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from linghang.branches.electing import rules
from linghang.branches.electing.rules import Vote
from linghang.meetings import catalog as meetings
from linghang.meetings.counting.rules import Verdict
from linghang.meetings.models import AgendaItem
from linghang.meetings.recording.rules import State
from linghang.org.models import Person
from linghang.procedures import requirements
from linghang.procedures.agenda.providers import THING
from linghang.procedures.asking.rules import HIMSELF, PARAMETERS, Met
from linghang.procedures.checking.params.rules import Param, Takes, several
from linghang.procedures.definitions import Procedure
from linghang.procedures.requirements import Asked

RECORDER = "会议的记录人（更正记录），或者退回请示修改名额"


def _surplus(asked: Asked) -> Fraction | None:
    found = asked.values.get(asked.params["surplus"])
    return found if isinstance(found, Fraction) else None


def _unknown(asked: Asked) -> Met:
    says = f"规则参数 {asked.params['surplus']} 当日没有可用的值"
    return Met(is_met=False, says=says, who_can=PARAMETERS)


def candidates(asked: Asked) -> Met:
    """So many candidates are put up that they exceed the seats by the share (差额, §1.2.5).

    seats, candidates: fields with numbers. surplus: rule parameter. approval: a field; what is
    written there is the superior's approval of fewer.
    """
    seats, stood = (asked.fields.get(asked.params[one]) for one in ("seats", "candidates"))
    surplus = _surplus(asked)
    if surplus is None:
        return _unknown(asked)
    if not isinstance(seats, int) or not isinstance(stood, int):
        return Met(is_met=True, says="", who_can=HIMSELF)
    approval = str(asked.fields.get(asked.params.get("approval", "")) or "")
    says = rules.too_few(seats, stood, surplus, approval=approval)
    return Met(is_met=not says, says=says, who_can=HIMSELF)


def votes(proceeding: int, items: tuple[str, ...], asked: Asked) -> list[Vote]:
    """The elections about a proceeding in closed records up to the day, in two queries."""
    rows = AgendaItem.objects.filter(
        about_type=THING,
        about_id=str(proceeding),
        kind__in=items,
        form__meeting__state=State.CLOSED.value,
        form__meeting__day__lte=asked.on,
        verdict=Verdict.PASSED,
        seats__isnull=False,
    ).prefetch_related("candidates")
    found = []
    for row in rows:
        stood = row.candidates.all()
        elected = frozenset(one.person_id for one in stood if one.is_elected)
        found.append(
            Vote(seats=row.seats or 0, stood=len(stood), elected=elected, approval=row.approval)
        )
    return found


def election(asked: Asked) -> Met:
    """The election's own record fits: seats as asked for, candidates exceeding them (§1.2.5).

    items: kinds of items. seats: field. surplus: rule parameter. Without a record nothing is said
    here: that there is one is another requirement's question.
    """
    surplus, seats = _surplus(asked), asked.fields.get(asked.params["seats"])
    if surplus is None:
        return _unknown(asked)
    found = votes(asked.proceeding, several(asked.params["items"]), asked)
    if not found or not isinstance(seats, int):
        return Met(is_met=True, says="", who_can=RECORDER)
    says = "；".join(rules.faults_of_votes(found, seats, surplus))
    return Met(is_met=not says, says=says, who_can=RECORDER)


def elected(asked: Asked) -> Met:
    """Who is written in the fields was elected in a record of this re-election.

    items: kinds of items. fields: of the kind person; empty ones say nothing.
    """
    names = asked.definition.fields
    told = {
        names[code].name: str(asked.fields[code])
        for code in several(asked.params["fields"])
        if asked.fields.get(code)
    }
    known = rules.elected_in(votes(asked.proceeding, several(asked.params["items"]), asked))
    strange = {name: code for name, code in told.items() if code not in known}
    people = dict(Person.objects.filter(code__in=strange.values()).values_list("code", "name"))
    says = "；".join(
        f"{name}{people.get(code, code)}不在会议记录的当选人中" for name, code in strange.items()
    )
    return Met(is_met=not says, says=says, who_can=HIMSELF)


def _tell_candidates(
    definition: Procedure, params: Mapping[str, str], shown: Mapping[str, str]
) -> str:
    names = (f"“{definition.fields[params[one]].name}”" for one in ("candidates", "seats"))
    return f"{'多于'.join(names)}，差额不少于{shown.get(params['surplus'], params['surplus'])}"


def _tell_election(
    definition: Procedure, params: Mapping[str, str], shown: Mapping[str, str]
) -> str:
    name = definition.fields[params["seats"]].name
    share = shown.get(params["surplus"], params["surplus"])
    return f"会议记录的应选人数与“{name}”一致，候选人差额不少于{share}"


def _tell_elected(definition: Procedure, params: Mapping[str, str], _: Mapping[str, str]) -> str:
    names = "".join(f"“{definition.fields[code].name}”" for code in several(params["fields"]))
    return f"{names}是会议记录的当选人"


def _wrong(params: Mapping[str, str]) -> Iterator[str]:
    known = meetings.items()
    for code in several(params.get("items", "")):
        if code not in known or not known[code].is_election:
            yield f"items：{code} 不是选举的议题"


def register() -> None:
    """Declare them."""
    seats = Param("seats", Takes.WHOLE)
    surplus, items = Param("surplus", Takes.PARAMETER), Param("items")
    requirements.register(
        "branches.candidates",
        "候选人多于应选名额",
        candidates,
        params=(
            seats,
            surplus,
            Param("candidates", Takes.WHOLE),
            Param("approval", Takes.FIELD, required=False),
        ),
        tell=_tell_candidates,
    )
    requirements.register(
        "branches.election",
        "选举记录与请示一致，候选人有差额",
        election,
        _wrong,
        params=(items, seats, surplus),
        tell=_tell_election,
    )
    requirements.register(
        "branches.elected",
        "所写的人是当选人",
        elected,
        _wrong,
        params=(items, Param("fields", Takes.FIELDS)),
        tell=_tell_elected,
    )
