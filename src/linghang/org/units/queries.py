"""Read models of units: the chart of a tree, one unit over time, whose figures are whose now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum

from linghang.org import posts
from linghang.org.definitions import KINDS, Kind, Tree
from linghang.org.memberships.rules import Line
from linghang.org.models import (
    Appointment,
    Beds,
    Charge,
    Coverage,
    Membership,
    Naming,
    Placement,
    Succession,
    Unit,
)
from linghang.org.models.dated import in_force
from linghang.org.posts_held.rules import Basis
from linghang.org.succession.rules import CHANGE_NAMES, Change, Step, current_codes
from linghang.org.trees.queries import structure
from linghang.org.trees.rules import Place, Span, Structure

# Along which line the people of a tree are counted.
COUNTED: dict[Tree, Line] = {
    Tree.ADMINISTRATION: Line.HOME,
    Tree.PARTY: Line.PARTY,
    Tree.UNION: Line.UNION,
    Tree.GRID: Line.GRID,
}
# The first posts of these lists that are held on a unit are its head, as a chart names one.
HEADS: tuple[str, ...] = (
    "party_secretary",
    "president",
    "discipline_secretary",
    "union_chair",
    "general_branch_secretary",
    "branch_secretary",
    "party_group_leader",
    "department_head",
    "head_nurse",
    "team_leader",
    "grid_keeper",
)
DIRECTOR = "_director"  # how the codes of posts end that lead an office


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Who leads a unit. title: the post, with 代理 before it where somebody only acts."""

    person: str
    name: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A unit in the chart with everything below it.

    people, beds: of the unit and all below it; beds None where no ward among them has any.
    closed_on: the day on which it was closed, for the closed ones that were asked for.
    """

    place: Place
    people: int
    beds: int | None
    heads: tuple[Head, ...]
    below: tuple[Node, ...]
    closed_on: date | None = None


def chart(tree: Tree | str, on: date, *, root: str | None = None) -> tuple[Node, ...]:
    """The tree as it stood on the day, nested, its roots in the order of their codes.

    root: only this unit and what lies below it; empty when it did not stand. Five queries,
    whatever its size.
    """
    tree, stands = Tree(tree), structure(on)
    people, beds, heads = _people(tree, on), _beds(on), _heads(tree, on)
    if root is not None:
        roots = [root] if root in stands else []
    else:
        roots = [code for code in stands.children(None) if KINDS[stands[code].kind].tree is tree]
    return tuple(_node(code, stands, people, beds, heads) for code in roots)


def _node(
    code: str,
    stands: Structure,
    people: Mapping[str, int],
    beds: Mapping[str, int],
    heads: Mapping[str, tuple[Head, ...]],
) -> Node:
    below = tuple(_node(child, stands, people, beds, heads) for child in stands.children(code))
    counted = [each.beds for each in below if each.beds is not None]
    if code in beds:
        counted.append(beds[code])
    return Node(
        place=stands[code],
        people=people.get(code, 0) + sum(each.people for each in below),
        beds=sum(counted) if counted else None,
        heads=heads.get(code, ()),
        below=below,
    )


def _people(tree: Tree, on: date) -> dict[str, int]:
    if tree not in COUNTED:
        return {}
    belong = Membership.objects.on(on).filter(line=COUNTED[tree]).order_by()
    counted = belong.values_list("unit__code").annotate(people=Count("person", distinct=True))
    return dict(counted)


def _beds(on: date) -> dict[str, int]:
    return dict(Beds.objects.on(on).order_by().values_list("unit__code", "beds"))


def _heads(tree: Tree, on: date) -> dict[str, tuple[Head, ...]]:
    """The holders of the leading post of each unit; offices are led by whatever post is first."""
    order = {code: number for number, code in enumerate(HEADS)}
    leads = Q(post__in=HEADS) | Q(unit__kind=Kind.OFFICE.value, post__endswith=DIRECTOR)
    rows = (
        Appointment.objects.on(on)
        .filter(in_force("person", on), leads, unit__tree=tree)
        .exclude(basis=Basis.DELEGATED)
        .values_list("unit__code", "post", "basis", "person__code", "person__name")
    )
    held: defaultdict[str, dict[int, list[Head]]] = defaultdict(lambda: defaultdict(list))
    for unit, post, basis, person, name in rows:
        title = posts.post(post).name
        head = Head(
            person=person, name=name, title=f"代理{title}" if basis == Basis.ACTING else title
        )
        held[unit][order.get(post, len(order))].append(head)
    return {unit: tuple(by_rank[min(by_rank)]) for unit, by_rank in held.items()}


def closed_units(tree: Tree, on: date) -> list[Unit]:
    """Units of the tree that had been closed by the day, the last one first."""
    closed = Unit.objects.filter(tree=tree, active_to__lte=on).order_by("-active_to", "code")
    return list(closed.prefetch_related("successions__successor"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something that happened to a unit on a day, as a Chinese sentence.

    unit: code of the other unit that the sentence names, if any.
    """

    on: date
    says: str
    unit: str = ""


def history(code: str) -> list[Happening]:
    """What happened to a unit, in the order of the days: its names, places, beds, successors.

    Raises Unit.DoesNotExist.
    """
    unit = Unit.objects.get(code=code)
    found = [Happening(on=unit.active_from, says=f"设立{KINDS[Kind(unit.kind)].name}")]
    found += _namings(unit) + _placements(unit) + _counted_beds(unit) + _coverings(unit)
    found += _charges(unit) + _successions(unit)
    if unit.active_to is not None:
        found.append(Happening(on=unit.active_to, says="撤销"))
    return sorted(found, key=lambda each: each.on)


def _namings(unit: Unit) -> list[Happening]:
    rows = list(Naming.objects.filter(unit=unit).order_by("active_from"))
    return [
        Happening(on=row.active_from, says=f"名称{'为' if row is rows[0] else '改为'}“{row.name}”")
        for row in rows
    ]


def _placements(unit: Unit) -> list[Happening]:
    rows = Placement.objects.filter(unit=unit).select_related("parent", "campus")
    found = []
    for row in rows.order_by("active_from"):
        where = f"隶属“{row.parent.name}”" if row.parent else "设在最上层"
        if row.campus:
            where += f"，在{row.campus.name}"
        found.append(
            Happening(on=row.active_from, says=where, unit=row.parent.code if row.parent else "")
        )
    return found


def _counted_beds(unit: Unit) -> list[Happening]:
    rows = Beds.objects.filter(unit=unit).order_by("active_from")
    return [Happening(on=row.active_from, says=f"开放床位{row.beds}张") for row in rows]


def _coverings(unit: Unit) -> list[Happening]:
    found = []
    for row in Coverage.objects.filter(unit=unit).select_related("covered"):
        found.append((row, f"“{row.covered.name}”", row.covered.code, "覆盖", "不再覆盖"))
    for row in Coverage.objects.filter(covered=unit).select_related("unit"):
        found.append((row, f"“{row.unit.name}”", row.unit.code, "归属", "不再归属"))
    happenings = []
    for row, name, code, starts, ends in found:
        happenings.append(Happening(on=row.active_from, says=starts + name, unit=code))
        if row.active_to is not None and row.active_to != unit.active_to:
            happenings.append(Happening(on=row.active_to, says=ends + name, unit=code))
    return happenings


def _charges(unit: Unit) -> list[Happening]:
    rows = Charge.objects.filter(unit=unit).select_related("appointment__person")
    happenings = []
    for row in rows.order_by("active_from"):
        name = row.appointment.person.name
        happenings.append(Happening(on=row.active_from, says=f"由{name}分管（{row.document}）"))
        if row.active_to is not None and row.active_to != unit.active_to:
            happenings.append(Happening(on=row.active_to, says=f"{name}不再分管"))
    return happenings


def _successions(unit: Unit) -> list[Happening]:
    found = [
        Happening(
            on=row.on,
            says=f"{CHANGE_NAMES[Change(row.kind)]}为“{row.successor.name}”"
            + ("，历史数据由其承接" if row.carries_history else ""),
            unit=row.successor.code,
        )
        for row in Succession.objects.filter(predecessor=unit).select_related("successor")
    ]
    return found + [
        Happening(
            on=row.on,
            says=f"由“{row.predecessor.name}”{CHANGE_NAMES[Change(row.kind)]}而来"
            + ("，承接其历史数据" if row.carries_history else ""),
            unit=row.predecessor.code,
        )
        for row in Succession.objects.filter(successor=unit).select_related("predecessor")
    ]


def current_code_map(on: date) -> dict[str, str]:
    """Unit → unit under which its figures are shown on the day (现行口径), for those that differ.

    One query; a unit that is absent stands for itself. 当时口径 is to leave every code as it is.
    """
    rows = Succession.objects.filter(carries_history=True).values_list(
        "predecessor__code", "successor__code", "on"
    )
    return current_codes((Step(former, now, day) for former, now, day in rows), on)


def current_code(code: str, on: date) -> str:
    """The unit under which the figures of a unit are shown on the day; itself without successor."""
    return current_code_map(on).get(code, code)


def open_beds(units: Iterable[str], on: date) -> int:
    """How many beds these wards had open on the day, together."""
    rows = Beds.objects.on(on).filter(unit__code__in=list(units))
    return rows.aggregate(beds=Sum("beds"))["beds"] or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A name of a unit and its days."""

    name: str
    span: Span


def names(code: str) -> list[Named]:
    """Every name that the unit ever had, the first one first."""
    unit = Unit.objects.get(code=code)
    rows = Naming.objects.filter(unit=unit).order_by("active_from")
    return [Named(name=row.name, span=row.span) for row in rows] or [
        Named(name=unit.name, span=unit.span)
    ]
