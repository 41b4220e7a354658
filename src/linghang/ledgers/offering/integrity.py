"""Lists of the discipline office: talks due, contracts without agreement, who has not signed."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import cast

from linghang.foundation.parameters import queries as parameters
from linghang.foundation.period import day_label
from linghang.ledgers.filing.rules import Standing
from linghang.ledgers.models import Mention
from linghang.ledgers.offering import queries, registry, rules
from linghang.ledgers.offering.registry import Asked
from linghang.ledgers.offering.rules import Found, Offer
from linghang.org import posts
from linghang.org import queries as org
from linghang.org.definitions import Tree
from linghang.org.memberships.rules import Line
from linghang.org.models import Membership, Unit
from linghang.org.posts_held.queries import Tenure
from linghang.org.posts_held.rules import Basis
from linghang.org.rotation import queries as rotation
from linghang.procedures.definitions import Outcome
from linghang.procedures.models import Told
from linghang.procedures.naming.rules import spelling

NEW_IN_POST = "integrity.new_post_days"
OTHERS = ("department_head", "deputy_department_head", "head_nurse", "branch_secretary")
SHOWN = 20


def managers() -> tuple[str, ...]:
    """Codes of the posts of middle managers (中层干部) and branch secretaries."""
    return tuple(
        code
        for code, loaded in posts.catalog().items.items()
        if code in OTHERS
        or (loaded.item.tree is Tree.ADMINISTRATION and code.endswith("_director"))
    )


def talks_due(asked: Asked) -> Found:
    """New in a post, or in a key post without a talk this year; and follow-ups that are late."""
    days = cast(int, parameters.value(NEW_IN_POST, asked.today))
    since = asked.today - timedelta(days=days)
    kind = asked.ledger.places["kind"]
    before_post = _last(asked, **{f"entry__{kind}": "appointment"})
    this_year = _last(asked, entry__day__year=asked.today.year)
    keys = set(rotation.key_posts())
    offers = [*_late(asked)]
    for one in org.tenures(asked.today, held=managers()):
        if one.basis is Basis.DELEGATED or not asked.wants(one.unit):
            continue
        talked = before_post.get(one.person)
        is_new = one.active_from >= since and one.post.code != "branch_secretary"
        if is_new and (talked is None or talked < since):
            why = f"{day_label(one.active_from)}起任{one.title}，还没有任前谈话"
            offers.append(_talk(one, why, "任前廉政谈话", "新任职"))
        elif one.post.code in keys and one.person not in this_year:
            why = f"重点敏感岗位（{one.title}），本年还没有廉政谈话"
            offers.append(_talk(one, why, "提醒谈话", "重点敏感岗位"))
    return Found(offers=tuple(offers))


def _last(asked: Asked, **where: object) -> dict[str, date]:
    """Person → the last day on which they were talked with."""
    rows = Mention.objects.filter(ledger=asked.ledger.code, field="persons", **where)
    rows = rows.exclude(entry__standing=Standing.VOIDED.value).order_by("entry__day")
    return dict(rows.values_list("code", "entry__day"))


def _late(asked: Asked) -> list[Offer]:
    due, done = asked.ledger.places["follow_up_by"], asked.ledger.places["followed_up_on"]
    rows = queries.standing(asked.ledger).filter(**{f"{due}__lt": asked.today, done: None})
    return [
        Offer(
            title=f"{row.number or '草稿'} {row.title}",
            unit=row.unit_id,
            why=f"应在{day_label(getattr(row, due))}前回访，还没有回访日期，请在原记录上更正补记",
            mends=row.pk,
        )
        for row in rows.order_by(due, "pk")
        if asked.wants(row.unit_id)
    ]


def _talk(one: Tenure, why: str, kind: str, ground: str) -> Offer:
    return Offer(
        title=one.person_name,
        unit=one.unit,
        why=why,
        fields={"kind": kind, "ground": ground, "persons": one.person},
    )


def contracts_without_agreement(asked: Asked) -> Found:
    """Contracts of the procurement procedure for which no agreement is entered (§4.6.14).

    Numbers are compared by spelling: ht 2026/001 is HT2026001. Contracts that were made outside
    the procedure are not known here.
    """
    place = asked.ledger.places["contract"]
    rows = queries.standing(asked.ledger).values_list(place, flat=True)
    entered = {spelling(one) for one in rows.order_by() if one}
    told = Told.objects.filter(field="contract_number", proceeding__procedure="procurement")
    told = told.exclude(proceeding__outcome__in=[Outcome.VOIDED.value, Outcome.REJECTED.value])
    found = [
        one
        for one in told.select_related("proceeding__unit").order_by("day", "pk")
        if one.spelling not in entered
    ]
    total = told.count()
    signed = total - len(found)
    return Found(
        offers=tuple(
            Offer(
                title=f"{one.proceeding.title}廉洁购销协议"[:200],
                day=one.day,
                why=f"{one.proceeding.unit.name}的采购合同于{day_label(one.day)}签订，没有登记廉洁购销协议",
                fields={"contract": one.spelling.upper()},
            )
            for one in found
        ),
        says=f"采购办理中的合同{total}份，有协议的{signed}份，占{rules.share(signed, total)}",
    )


def months_without_lesson(asked: Asked) -> Found:
    """Whole months of the year in which no 清廉讲堂 was held; for whom enters for the hospital."""
    if asked.units is not None:
        return Found(offers=())
    rows = queries.standing(asked.ledger).filter(
        **{asked.ledger.places["kind"]: "hall"}, day__year=asked.today.year
    )
    missing = list(rules.missing_months(set(rows.values_list("day", flat=True)), asked.today))
    whole = asked.today.month - 1
    return Found(
        offers=tuple(
            Offer(
                title=f"{one.year}年{one.month}月清廉讲堂",
                why="本月没有登记清廉讲堂",
                fields={"kind": "清廉讲堂", "audience": "中层和支部书记"},
            )
            for one in missing
        ),
        says=f"今年已过{whole}个月，开了讲堂的{whole - len(missing)}个月",
    )


def without_pledge(asked: Asked) -> Found:
    """Who is on the staff today and has not signed this year, unit by unit (§4.11.1)."""
    year = asked.today.year
    places = asked.ledger.places
    where = {f"entry__{places['kind']}": "pledge", f"entry__{places['year']}": year}
    signed = queries.named(asked.ledger, "signers", **where)
    staff: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    rows = Membership.objects.on(asked.today).filter(line=Line.HOME, person__merged_into=None)
    if asked.units is not None:
        rows = rows.filter(unit__code__in=asked.units)
    columns = ("unit__code", "person__code", "person__name")
    for unit, code, name in rows.order_by("person__code").values_list(*columns):
        staff[unit].append((code, name))
    names = dict(Unit.objects.filter(code__in=staff).values_list("code", "name"))
    total = sum(map(len, staff.values()))
    done = sum(code in signed for people in staff.values() for code, _ in people)
    missing = {
        unit: [one for one in people if one[0] not in signed] for unit, people in staff.items()
    }
    return Found(
        offers=tuple(
            _round(unit, names[unit], year, people, len(staff[unit]))
            for unit, people in sorted(missing.items())
            if people
        ),
        says=f"在册{total}人，签订{year}年廉洁承诺书{done}人，签订率{rules.share(done, total)}",
    )


def _round(unit: str, name: str, year: int, people: list[tuple[str, str]], staff: int) -> Offer:
    told = "、".join(name for _, name in people[:SHOWN])
    more = f"等{len(people)}人" if len(people) > SHOWN else ""
    return Offer(
        title=f"{name}{year}年廉洁承诺书",
        unit=unit,
        why=f"在册{staff}人，还有{len(people)}人没有签：{told}{more}",
        fields={
            "kind": "廉洁承诺书",
            "year": str(year),
            "signers": "、".join(code for code, _ in people),
        },
    )


def register() -> None:
    """Offer these lists."""
    registry.register("integrity.talks_due", "应当谈话的人员", talks_due)
    registry.register(
        "integrity.contracts_without_agreement", "没有协议的采购合同", contracts_without_agreement
    )
    registry.register("integrity.months_without_lesson", "没有开讲堂的月份", months_without_lesson)
    registry.register("integrity.without_pledge", "本年还没有签承诺书的", without_pledge)
