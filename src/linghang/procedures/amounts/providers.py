"""The requirement providers of this engine: they read what proceedings have in their fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import Q

from linghang.foundation.parameters import catalog as parameters
from linghang.foundation.period import Period
from linghang.procedures import requirements
from linghang.procedures.amounts import rules, several_lines
from linghang.procedures.amounts.wording import rules as wording
from linghang.procedures.asking.rules import HIMSELF, PARAMETERS, Met
from linghang.procedures.checking.params.rules import Param, Takes, number, several
from linghang.procedures.definitions import Outcome, Unit
from linghang.procedures.models import Act, Proceeding, ProceedingQuerySet, Told
from linghang.procedures.naming.rules import plain
from linghang.procedures.progress.rules import Verb
from linghang.procedures.requirements import Asked
from linghang.procedures.terms import rules as terms

STANDING = (Outcome.RUNNING.value, Outcome.COMPLETED.value)


def year_total(asked: Asked) -> Met:
    """The sum of a money field over the proceedings of the procedure in the fiscal year.

    amount: the field, or several in the order in which they are told: the last that is told
    counts, and is said only where the one before it kept the limit. same: fields that must be
    equal. limit: rule parameter; the sum may not pass it. where, among: only those count whose
    field is one of these. The day on which `where` was told, without it the amount, says the year
    of each, which is the calendar year; not told yet, it is told today. Rejected and voided ones
    never count.
    """
    limit = asked.values.get(asked.params["limit"])
    codes = several(asked.params["amount"])
    own = [asked.fields[code] for code in codes if asked.fields.get(code) is not None]
    if not isinstance(limit, int) or not own:
        return _unknown(asked.params["limit"])
    rows = _like(asked, several(asked.params["same"]))
    dated = asked.params.get("where", codes[0])
    if "where" in asked.params:
        rows = rows.filter(_told(dated, *map(plain, several(asked.params["among"]))))
    rows = _of_year(rows, dated, _day_of(asked, dated))
    found = {pk: amount for code in codes for pk, amount in _amounts(rows, code).items()}
    says = rules.over_limit(own[-1], found.values(), limit)
    if len(own) > 1 and rules.over_limit(own[-2], found.values(), limit):
        return _met("")
    if says:
        says += f"，请核对是否化整为零（{_numbers(found)}）"
    return Met(is_met=not says, says=says, who_can=HIMSELF, opens=tuple(sorted(found)))


def share(asked: Asked) -> Met:
    """One field in another. part, whole: fields. at_most, at_least: a parameter or a number.

    same: the parts of all proceedings of the procedure that are equal in these fields are added.
    """
    part, whole = (asked.fields.get(asked.params[one]) for one in ("part", "whole"))
    names = asked.definition.fields
    if part is None or whole is None:
        return _met("")
    found: Mapping[int, int] = {}
    if "same" in asked.params:
        rows = _like(asked, several(asked.params["same"]))
        found = _amounts(rows, asked.params["part"])
    bounds = {one: _bound(asked, one) for one in ("at_most", "at_least") if one in asked.params}
    if None in bounds.values():
        return _unknown("、".join(asked.params[one] for one in bounds))
    told = f"{names[asked.params['part']].name}占{names[asked.params['whole']].name}"
    if found:
        told = f"{told}（连同{_numbers(found)}合计）"
    says = rules.share_fault(told, part + sum(found.values()), whole, **bounds)
    return _met(says, tuple(sorted(found)))


def not_listed(asked: Asked) -> Met:
    """No completed proceeding of another procedure names the same within a term.

    field: the name here. procedure, there: where it would be listed. since: the day there from
    which the term counts. term: a rule parameter of time.
    """
    name = asked.fields.get(asked.params["field"])
    if not name:
        return _met("")
    listed = Proceeding.objects.filter(
        procedure=asked.params["procedure"], outcome=Outcome.COMPLETED.value
    ).filter(_told(asked.params["there"], plain(name)))
    for row in listed.order_by("-pk"):
        days = row.answers.filter(field=asked.params["since"]).values_list("spelling", flat=True)
        for day in days:
            until = _until(date.fromisoformat(day), asked)
            if until is None:
                return _unknown(asked.params["term"])
            if date.fromisoformat(day) <= asked.on <= until:
                field = asked.definition.fields[asked.params["field"]].name
                says = f"“{field}”（{name}）列在第{row.pk}号“{row.title}”，{until}以前不得选用"
                return Met(is_met=False, says=says, who_can=ANOTHER, opens=(row.pk,))
    return _met("")


ANOTHER = "本人另选一家后办理"


def compare(asked: Asked) -> Met:
    """less: a field that is at most the field `more`; numbers or days."""
    names = asked.definition.fields
    less, more = (names[asked.params[one]] for one in ("less", "more"))
    return _met(rules.order_fault(less, more, asked.fields))


def same_side(asked: Asked) -> Met:
    """now: an amount that reaches no bound below which the field `was` stayed.

    bounds: rule parameters, on which the way up to here rested.
    """
    was, now = (asked.definition.fields[asked.params[one]] for one in ("was", "now"))
    bounds = []
    for code in several(asked.params["bounds"]):
        bound = _number(code, asked)
        if bound is None:
            return _unknown(code)
        bounds.append(int(bound))
    says = rules.crossing(was, now, asked.fields, bounds)
    return Met(is_met=not says, says=says, who_can=ANEW)


ANEW = "退回申报金额的步骤，按新的金额重新办理"


def odd(asked: Asked) -> Met:
    """field: a whole number that is odd."""
    code = asked.params["field"]
    return _met(rules.odd_fault(asked.definition.fields[code], asked.fields.get(code)))


def any_reaches(asked: Asked) -> Met:
    """fields, bounds: at least one field is not below its bound, a parameter or a number."""
    codes, bounds = several(asked.params["fields"]), several(asked.params["bounds"])
    told = []
    for code, bound in zip(codes, bounds, strict=True):
        found = _number(bound, asked)
        if found is None:
            return _unknown(bound)
        told.append((asked.definition.fields[code], asked.fields.get(code), found))
    return _met(rules.none_reaches(told))


def among(asked: Asked) -> Met:
    """field: a choice or 是否 that is one of the codes of `among`; 是 is true."""
    field = asked.definition.fields[asked.params["field"]]
    wanted = several(asked.params["among"])
    return _met(rules.choice_fault(field, asked.fields.get(field.code), wanted))


def not_told_before(asked: Asked) -> Met:
    """field: no earlier act of the proceeding told one of `among`, sent-back ones included.

    done: a step; what was told counts only where that step was done after it. What was told for
    the same day is the same decision, entered anew.
    """
    field = asked.definition.fields[asked.params["field"]]
    acts = Act.objects.filter(proceeding=asked.proceeding, verb=Verb.APPROVE.value)
    told = acts.order_by("number").values_list("day", "step", "fields")
    wanted, done = several(asked.params["among"]), asked.params.get("done", "")
    return _met(rules.told_before(field, wanted, told, on=asked.on, done=done))


def day_after(asked: Asked) -> Met:
    """field: a day at least the term after the day of the deed."""
    field = asked.definition.fields[asked.params["field"]]
    told = asked.fields.get(field.code)
    earliest = _until(asked.on, asked)
    if earliest is None:
        return _unknown(asked.params["term"])
    if told is None or told >= earliest:
        return _met("")
    return _met(f"“{field.name}”不早于{earliest}")


def day_within(asked: Asked) -> Met:
    """field: a day after which the deed is done within the term."""
    field = asked.definition.fields[asked.params["field"]]
    told = asked.fields.get(field.code)
    if told is None:
        return _met("")
    latest = _until(told, asked)
    if latest is None:
        return _unknown(asked.params["term"])
    return _met("" if asked.on <= latest else f"距“{field.name}”已超过期限（{latest}）")


def register() -> None:
    """Make them known, with what they take."""
    requirements.register(
        "procedures.year_total",
        "同一会计年度内同类金额合计不超过标准",
        year_total,
        tell=wording.year_total,
        looks_beside=True,
        params=(
            Param("amount", Takes.MONEYS),
            Param("same", Takes.FIELDS),
            Param("limit", Takes.PARAMETER),
            Param("where", Takes.FIELD, required=False),
            Param("among", Takes.OPTIONS, required=False, of="where"),
        ),
    )
    requirements.register(
        "procedures.share",
        "两项数额的比例符合规定",
        share,
        tell=wording.share,
        looks_beside=True,
        params=(
            Param("part", Takes.NUMBER),
            Param("whole", Takes.NUMBER),
            Param("at_most", Takes.PARAMETER, required=False),
            Param("at_least", Takes.PARAMETER, required=False),
            Param("same", Takes.FIELDS, required=False),
        ),
    )
    requirements.register(
        "procedures.not_listed",
        "名称不在有关名单内",
        not_listed,
        tell=wording.not_listed,
        params=(
            Param("field", Takes.FIELD),
            Param("procedure", Takes.PROCEDURE),
            Param("there", Takes.THERE, of="procedure"),
            Param("since", Takes.DAY_THERE, of="procedure"),
            Param("term", Takes.TERM),
        ),
    )
    requirements.register(
        "procedures.among",
        "填写的内容符合要求",
        among,
        tell=wording.among,
        params=(Param("field", Takes.FIELD), Param("among", Takes.OPTIONS, of="field")),
    )
    several_lines.register()
    requirements.register(
        "procedures.not_told_before",
        "此前没有这样填写过",
        not_told_before,
        tell=wording.not_told_before,
        params=(
            Param("field", Takes.FIELD),
            Param("among", Takes.OPTIONS, of="field"),
            Param("done", Takes.STEP, required=False),
        ),
    )
    for code, name, provider, tell in (
        ("procedures.day_after", "日期距办理之日不少于规定时间", day_after, wording.day_after),
        ("procedures.day_within", "办理在规定时间以内", day_within, wording.day_within),
    ):
        params = (Param("field", Takes.DAY), Param("term", Takes.TERM))
        requirements.register(code, name, provider, params=params, tell=tell)
    requirements.register(
        "procedures.compare",
        "一项不大于（不晚于）另一项",
        compare,
        tell=wording.compare,
        params=(Param("less", Takes.ORDERED), Param("more", Takes.ORDERED)),
    )
    requirements.register(
        "procedures.same_side",
        "金额没有越过此前未达到的标准",
        same_side,
        tell=wording.same_side,
        params=(
            Param("was", Takes.MONEY),
            Param("now", Takes.MONEY),
            Param("bounds", Takes.PARAMETERS),
        ),
    )
    requirements.register(
        "procedures.odd",
        "人数为单数",
        odd,
        tell=wording.odd,
        params=(Param("field", Takes.WHOLE),),
    )
    requirements.register(
        "procedures.any_reaches",
        "几项中至少一项达到标准",
        any_reaches,
        tell=wording.any_reaches,
        params=(Param("fields", Takes.NUMBERS), Param("bounds", Takes.PARAMETERS)),
    )


def _met(says: str, opens: tuple[int, ...] = ()) -> Met:
    return Met(is_met=not says, says=says, who_can=HIMSELF, opens=opens)


def _unknown(code: str) -> Met:
    return Met(is_met=False, says=f"规则参数 {code} 当日没有可用的值", who_can=PARAMETERS)


def _bound(asked: Asked, name: str) -> Fraction | None:
    return _number(asked.params[name], asked)


def _number(code: str, asked: Asked) -> Fraction | None:
    value = asked.values.get(code, number(code))
    return Fraction(value) if isinstance(value, int | Decimal | Fraction) else None


def _until(day: date, asked: Asked) -> date | None:
    """The last day of the term; its unit is that of the parameter."""
    code = asked.params["term"]
    value = asked.values.get(code)
    if not isinstance(value, int):
        return None
    unit = Unit(parameters.catalog()[code].kind.value)
    return terms.after(day, value, unit, asked.calendar)


def _told(code: str, *wanted: str) -> Q:
    rows = Told.objects.filter(field=code, spelling__in=wanted)
    return Q(pk__in=rows.values("proceeding"))


def _like(asked: Asked, same: tuple[str, ...]) -> ProceedingQuerySet:
    """The others of the procedure that are equal in these fields; none with an empty one."""
    rows = Proceeding.objects.filter(procedure=asked.definition.code, outcome__in=STANDING)
    rows = rows.exclude(pk=asked.proceeding)
    for code in same:
        value = asked.fields.get(code)
        rows = rows.filter(_told(code, plain(value))) if value is not None else rows.none()
    return rows


def _day_of(asked: Asked, code: str) -> date:
    """The day on which the proceeding itself told a field; today when it does so now."""
    told = Told.objects.filter(proceeding=asked.proceeding, field=code)
    return told.values_list("day", flat=True).first() or asked.on


def _of_year(rows: ProceedingQuerySet, code: str, day: date) -> ProceedingQuerySet:
    """Those that told a field in the year of the day."""
    year = Period.year(day.year)
    told = Told.objects.filter(field=code, day__gte=year.start, day__lt=year.end)
    return rows.filter(pk__in=told.values("proceeding"))


def _amounts(likes: ProceedingQuerySet, code: str) -> dict[int, int]:
    """Proceeding → its amount in 分."""
    found = Told.objects.filter(proceeding__in=likes, field=code, amount__isnull=False)
    rows = found.order_by("proceeding").values_list("proceeding", "amount")
    return {pk: amount for pk, amount in rows if amount is not None}


def _numbers(found: Mapping[int, int]) -> str:
    return "、".join(f"第{pk}号" for pk in sorted(found))
