"""Read models of the library: heads of departments, figures of a year, what one may do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from linghang.foundation.access import Decision, allow, deny
from linghang.org import queries as org
from linghang.org.models import Unit
from linghang.org.posts_held.rules import Basis
from linghang.org.rules import Rights
from linghang.procedures import catalog as procedures
from linghang.procedures import queries as proceedings
from linghang.procedures.days import Day
from linghang.procedures.models import Proceeding
from linghang.procedures.reading import Reading
from linghang.texts.definitions import PROCEDURES, Action
from linghang.texts.models import VERSION, Consultation, Policy, Version

DRAFT, CONSULT = "draft", "consult"


def head_posts() -> frozenset[str]:
    """The posts that may propose a text for their department, and so answer for it."""
    declared = procedures.current(PROCEDURES[Action.ADOPT])
    seats = declared.item.starters if declared else ()
    return frozenset(post for seat in seats for post in seat.posts)


def heads(units: Collection[str], on: date) -> dict[str, list[str]]:
    """Unit → codes of the persons who lead it, not by delegation."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for tenure in org.tenures(on, held=sorted(head_posts())):
        if tenure.unit in units and tenure.basis is not Basis.DELEGATED:
            found[tenure.unit].append(tenure.person)
    return dict(found)


def is_head(rights: Rights) -> bool:
    """Whether the acting post may speak for its department."""
    return rights.in_force and rights.post.code in head_posts() and not rights.limited_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The library on a day and in its year so far; each figure opens to its list.

    making: versions on their way. overdue: texts in force whose review day has passed.
    """

    in_force: int
    adopted: int
    revised: int
    abolished: int
    making: int
    overdue: int


def figures(day: date) -> Figures:
    """What the library page says above the list. A version counts in the year of its first day."""
    year = Q(active_from__year=day.year, active_from__lte=day)
    told = Version.objects.aggregate(
        **{action.value: Count("pk", filter=year & Q(action=action.value)) for action in Action},
        making=Count("pk", filter=Q(active_from__isnull=True, dropped_on__isnull=True)),
    )
    kept = Policy.objects.in_force(day)
    return Figures(
        in_force=kept.count(),
        adopted=told[Action.ADOPT.value],
        revised=told[Action.REVISE.value],
        abolished=told[Action.ABOLISH.value],
        making=told["making"],
        overdue=kept.filter(review_due__lt=day).count(),
    )


def proceeding_of(version: Version, today: date) -> Reading | None:
    """The version's proceeding as it stands; None for one that came with an import."""
    rows = Proceeding.objects.filter(subject_type=VERSION, subject_id=str(version.pk)).whole()
    found = rows.order_by("-pk").first()
    return Reading(found, Day(today), today) if found else None


def may_draft(reading: Reading | None, rights: Rights) -> Decision:
    """Whether the acting post may write the words now: the step 起草 lies open and is theirs."""
    return _may(reading, rights, (DRAFT,), "起草")


def may_consult(reading: Reading | None, rights: Rights) -> Decision:
    """Whether the acting post may ask departments now: 征求意见 lies open and is theirs."""
    return _may(reading, rights, (CONSULT,), "征求意见")


def _may(reading: Reading | None, rights: Rights, keys: Sequence[str], what: str) -> Decision:
    if reading is None:
        return deny(f"这个版本不经程序办理，不能{what}", who_can="主责部门另行提出修订")
    steps = [step for step in reading.way.open() if step.key in keys]
    if not steps:
        return deny(f"现在不是{what}的环节", who_can="主责部门（退回以后）")
    answer = proceedings.why_not(reading, rights, steps[0])
    kept = tuple(block for block in answer.blocks if block.code != "requirement")
    return type(answer)(kept, answer.seat).decision


def may_answer(rights: Rights, asked: Consultation) -> Decision:
    """Whether the acting post answers for the department that was asked."""
    if asked.unit.code == rights.unit.code and is_head(rights):
        return allow(f"{rights.title}是部门负责人")
    return deny("由被征求意见的部门负责人答复", who_can=f"{asked.unit.name}负责人")


def may_review(rights: Rights, policy: Policy) -> Decision:
    """Whether the acting post reviews the text (评估): the owning department does."""
    if policy.owner.code == rights.unit.code and is_head(rights):
        return allow(f"{rights.title}是部门负责人")
    return deny("由主责部门评估", who_can=f"{policy.owner.name}负责人")


def departments(on: date, *, but: str = "") -> list[tuple[str, str]]:
    """Units that can be asked for their opinion: (code, name)."""
    rows = Unit.objects.on(on).filter(kind__in=("office", "department")).exclude(code=but)
    return list(rows.order_by("code").values_list("code", "name"))
