"""What steps ask of people: formal members, of full age (§1.6 steps 1, 5, 9; §1.6.6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from linghang.foundation.fields.identities import birthday
from linghang.meetings.bodies import queries as bodies
from linghang.org.memberships.rules import Line
from linghang.org.models import Membership, PartyRecord, Person
from linghang.org.party.rules import STANDING_NAMES, Dates, Standing
from linghang.org.relatives import queries as relatives
from linghang.procedures import requirements
from linghang.procedures.asking.rules import HIMSELF, Met
from linghang.procedures.checking.params.rules import Param, Takes, several
from linghang.procedures.models import Proceeding
from linghang.procedures.requirements import Asked

ADULT = 18
PARTY_OFFICE = "党委办公室（登记党员日期）"


def formal_members(asked: Asked) -> Met:
    """The persons of the fields are formal members here, each another, none the applicant.

    fields: of the kind person. Who is on probation or has lost the vote by discipline can't be
    one (§1.6.6).
    """
    names = asked.definition.fields
    told = {
        names[code].name: str(asked.fields[code])
        for code in several(asked.params["fields"])
        if asked.fields.get(code)
    }
    if len(set(told.values())) < len(told):
        return Met(is_met=False, says=f"{'、'.join(told)}应是不同的人", who_can=HIMSELF)
    concerned = Proceeding.objects.values_list("concerned", flat=True).get(pk=asked.proceeding)
    says = [f"{name}：{why}" for name, code in told.items() if (why := _why(code, asked.on))]
    says += [f"{name}是申请人本人" for name, code in told.items() if code in concerned]
    return Met(is_met=not says, says="；".join(says), who_can=f"{HIMSELF}；{PARTY_OFFICE}")


def no_relatives(asked: Asked) -> Met:
    """The persons of the fields are no relatives of who it is about, as declared (§1.6.6, §2.5.2).

    fields: of the kind person. Only that somebody should not do it is said, never what the tie is.
    """
    told = {
        str(asked.fields[code])
        for code in several(asked.params["fields"])
        if asked.fields.get(code)
    }
    about = dict(
        enumerate(Proceeding.objects.values_list("concerned", flat=True).get(pk=asked.proceeding))
    )
    people = dict(
        Person.objects.filter(code__in=[*told, *about.values()]).values_list("code", "name")
    )
    texts = {number: people.get(code, code) for number, code in about.items()}
    hits = relatives.suggested(told, about=about, texts=texts, on=asked.on)
    names = "、".join(sorted({people.get(one.member, one.member) for one in hits}))
    says = f"{names}与申请人的关系须回避（本人或者亲属申报），请另派政审人员" if names else ""
    return Met(is_met=not says, says=says, who_can=HIMSELF)


def _why(code: str, on: date) -> str:
    """Why the person is no formal member with all rights; "" for one who is."""
    person = Person.objects.on(on).filter(code=code).first()
    if person is None:
        return f"没有工号为“{code}”的在院人员"
    if not Membership.objects.on(on).filter(person=person, line=Line.PARTY).exists():
        return f"{person.name}的组织关系不在本院"
    if ground := bodies.grounds_without_vote([code], on).get(code):
        return f"{person.name}是{ground}"
    row = PartyRecord.objects.filter(person=person).first()
    standing = row.dates.standing(on) if row else Standing.FULL
    return "" if standing is Standing.FULL else f"{person.name}是{STANDING_NAMES[standing]}"


def adult(asked: Asked) -> Met:
    """The person is of full age on the day of a field. born, day: fields with days.

    The identity card of the organisation, where it is known, must say the same birthday.
    """
    born, on = asked.fields.get(asked.params["born"]), asked.fields.get(asked.params["day"])
    if not isinstance(born, date) or not isinstance(on, date):
        return Met(is_met=True, says="", who_can=HIMSELF)
    says = []
    if (on.year - born.year - ((on.month, on.day) < (born.month, born.day))) < ADULT:
        says.append(f"申请时不满{ADULT}周岁")
    concerned = Proceeding.objects.values_list("concerned", flat=True).get(pk=asked.proceeding)
    if any(born != known for known in _birthdays(concerned)):
        says.append("出生日期与登记的证件号码不符")
    return Met(is_met=not says, says="；".join(says), who_can=HIMSELF)


def _birthdays(codes: Iterable[str]) -> Iterable[date]:
    for person in Person.objects.filter(code__in=codes):
        if person.id_card and (known := birthday(person.id_card)):
            yield known


def dates_known(asked: Asked) -> Met:
    """The person is on probation according to the Party record; nothing is asked without one."""
    concerned = Proceeding.objects.values_list("concerned", flat=True).get(pk=asked.proceeding)
    row = PartyRecord.objects.filter(person__code__in=concerned).first()
    standing = (row.dates if row else Dates()).standing(asked.on)
    says = "" if standing is Standing.PROBATION else f"登记的身份是{STANDING_NAMES[standing]}"
    return Met(is_met=not says, says=says, who_can=PARTY_OFFICE)


def register() -> None:
    """Declare them."""
    requirements.register(
        "party.formal_members",
        "所写的人都是正式党员",
        formal_members,
        params=(Param("fields", Takes.FIELDS),),
    )
    requirements.register(
        "party.adult",
        "申请人年满十八周岁",
        adult,
        params=(Param("born", Takes.ORDERED), Param("day", Takes.ORDERED)),
    )
    requirements.register(
        "party.no_relatives",
        "所写的人不是当事人的亲属",
        no_relatives,
        params=(Param("fields", Takes.FIELDS),),
    )
    requirements.register("party.on_probation", "登记为预备党员", dates_known, params=())
