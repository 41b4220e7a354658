"""Lists of the Party office: 光荣在党50年, branches without a brand, 双带头人."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import cast

from linghang.foundation.parameters import queries as parameters
from linghang.foundation.period import day_label
from linghang.ledgers.offering import queries, registry, rules
from linghang.ledgers.offering.registry import Asked
from linghang.ledgers.offering.rules import Found, Offer
from linghang.org import queries as org
from linghang.org.definitions import Kind
from linghang.org.memberships.rules import Line
from linghang.org.models import Coverage, Membership, PartyRecord, Unit
from linghang.org.party.rules import Standing
from linghang.org.posts_held.rules import Basis

MEDAL_YEARS = "party.medal_years"
SECRETARY, HEADS = "branch_secretary", ("department_head", "deputy_department_head")
DUAL = "dual"


def fifty_years(asked: Asked) -> Found:
    """Full members whose years are full by the next 1 July, and who are in no entry yet (§1.11.2).

    Who died or left the Party is absent; conduct is for the office to look at.
    """
    years = cast(int, parameters.value(MEDAL_YEARS, asked.today))
    day = rules.next_medal_day(asked.today)
    had = queries.named(asked.ledger, "member")
    rows = PartyRecord.objects.filter(full_since__lte=day.replace(year=day.year - years))
    rows = rows.filter(person__merged_into=None).select_related("person")
    members = [
        row
        for row in rows.order_by("full_since", "person_id")
        if row.dates.standing(asked.today) is Standing.FULL and row.person_id not in had
    ]
    branches = _branches([row.person_id for row in members], asked.today)
    return Found(
        offers=tuple(
            _medal(row, years, branches.get(row.person_id, ""))
            for row in members
            if asked.wants(branches.get(row.person_id, ""))
        )
    )


def _medal(row: PartyRecord, years: int, branch: str) -> Offer:
    since = row.full_since
    assert since is not None
    day = rules.medal_day(since, years)
    return Offer(
        title=row.person.name,
        unit=branch,
        day=day,
        why=f"党龄自{day_label(since)}起算，{day_label(day)}满{years}年",
        fields={"member": row.person_id, "full_since": since.isoformat()},
    )


def _branches(people: list[str], on: date) -> dict[str, str]:
    """Person → Party branch, that of the group where they belong to one."""
    tree = org.structure(on)
    rows = Membership.objects.on(on).filter(line=Line.PARTY, person__code__in=people)
    found = {}
    for person, unit in rows.order_by().values_list("person__code", "unit__code"):
        path = [one.code for one in tree.path(unit) if one.kind is Kind.PARTY_BRANCH]
        found[person] = path[-1] if path else unit
    return found


def without_brand(asked: Asked) -> Found:
    """Branches that have no brand in use, with the share of those that have one."""
    branches = list(Unit.objects.on(asked.today).filter(kind=Kind.PARTY_BRANCH).order_by("code"))
    mine = [one for one in branches if asked.wants(one.code)]
    rows = queries.lasting(asked.ledger, asked.today)
    have = set(rows.order_by().values_list("unit__code", flat=True))
    covered = sum(one.code in have for one in mine)
    return Found(
        offers=tuple(
            Offer(title=one.name, unit=one.code, why="没有在用的品牌")
            for one in mine
            if one.code not in have
        ),
        says=f"支部{len(mine)}个，有品牌的{covered}个，占{rules.share(covered, len(mine))}",
    )


def dual_leaders(asked: Asked) -> Found:
    """Secretaries who qualify and are not entered, and those entered who qualify no more.

    A branch of the profession covers a department; a branch of offices has no share in it.
    Titles are not among the records of the organisation: discipline leaders are entered by hand.
    """
    covered, headed = _covered(asked.today), _headed(asked.today)
    secretaries = [
        one
        for one in org.tenures(asked.today, held=[SECRETARY])
        if one.basis is not Basis.DELEGATED and covered[one.unit] and asked.wants(one.unit)
    ]
    rows = queries.lasting(asked.ledger, asked.today)
    rows = rows.filter(**{asked.ledger.places["standing"]: DUAL})
    place = asked.ledger.places["secretary"]
    entered = set(rows.order_by().values_list(place, "unit__code"))
    by_ground = rows.exclude(**{asked.ledger.places["ground"]: "discipline"})
    by_post = {
        (person, unit): pk
        for person, unit, pk in by_ground.order_by().values_list(place, "unit__code", "pk")
    }
    offers, dual = [], 0
    for one in secretaries:
        both = sorted(covered[one.unit] & set(headed[one.person]))
        ground = headed[one.person][both[0]] if both else ""
        key = (one.person, one.unit)
        dual += bool(ground) or key in entered
        if ground and key not in entered:
            offers.append(_dual(one, ground))
        elif not ground and key in by_post:
            why = "已认定为双带头人，现在不担任支部所在科室的正副主任，请核对"
            lost = by_post[key]
            offers.append(Offer(title=one.person_name, unit=one.unit, why=why, mends=lost))
    total = len(secretaries)
    says = f"临床医技支部书记{total}人，双带头人{dual}人，占{rules.share(dual, total)}"
    return Found(offers=tuple(offers), says=says)


def _dual(one: org.Tenure, ground: str) -> Offer:
    named = {"department_head": "科室主任", "deputy_department_head": "科室副主任"}[ground]
    return Offer(
        title=one.person_name,
        unit=one.unit,
        day=one.active_from,
        why=f"现任{one.title}，兼{named}",
        fields={
            "secretary": one.person,
            "standing": "双带头人",
            "ground": named,
            "branch_kind": "临床医技支部",
        },
    )


def _covered(on: date) -> defaultdict[str, frozenset[str]]:
    """Branch → departments that it covers."""
    found: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    rows = Coverage.objects.on(on).filter(
        unit__kind=Kind.PARTY_BRANCH, covered__kind=Kind.DEPARTMENT
    )
    for branch, department in rows.order_by().values_list("unit__code", "covered__code"):
        found[branch] |= {department}
    return found


def _headed(on: date) -> defaultdict[str, dict[str, str]]:
    """Person → department → the post under which they head it."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for one in org.tenures(on, held=HEADS):
        if one.basis is not Basis.DELEGATED:
            held = found[one.person]
            held[one.unit] = held.get(one.unit) or one.post.code
    return found


def register() -> None:
    """Offer these lists."""
    registry.register("party.fifty_years", "党龄满50年待核对", fifty_years)
    registry.register("party.without_brand", "没有品牌的支部", without_brand)
    registry.register("party.dual_leaders", "双带头人待核对", dual_leaders)
