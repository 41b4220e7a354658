"""Whoever does whatever in whatever order: no way round the rules of closing, days and figures.

Deeds are drawn at random; what they led to is judged by a plain reading of the rows.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from linghang.commitments import keeping
from linghang.commitments.closing import excusing
from linghang.commitments.closing import services as closing
from linghang.commitments.content import rules as content
from linghang.commitments.counting import queries, weighing
from linghang.commitments.counting.queries import Asked
from linghang.commitments.definitions import Role
from linghang.commitments.extending import services as extending
from linghang.commitments.models import (
    Answer,
    Commitment,
    Extension,
    Note,
    Observation,
    Paper,
    Produced,
    Programme,
    Step,
    Version,
)
from linghang.commitments.reporting import services as reporting
from linghang.commitments.reviewing import services as reviewing
from linghang.commitments.setting import approving
from linghang.commitments.targets import services as targets
from linghang.commitments.targets.rules import Op, Target
from linghang.commitments.writing import moving, tree
from linghang.commitments.writing import services as writing
from linghang.commitments.writing.rules import Wanted
from linghang.foundation.errors import Refused
from linghang.procedures.models import Act
from tests.commitments.hospital import BEGAN, CHECKERS, FEEDBACK, On, inspection

PEOPLE = (*CHECKERS, "cardiology_head", "orthopaedics_head", "nurse", "president", "records")
ACCEPTED = ("done", "stage_done")


@dataclass
class World:
    """A programme, the day, and what was seen on earlier days. n: whatever the draw gave."""

    on: On
    programme: Programme
    first_due: dict[int, date | None]
    seen: dict[date, tuple[Any, ...]] = field(default_factory=dict)
    stood: dict[int, str] = field(default_factory=dict)
    said: dict[int, str] = field(default_factory=dict)

    def tasks(self) -> list[Commitment]:
        rows = Commitment.objects.filter(programme=self.programme, role="task").order_by("pk")
        return list(rows.select_related("programme"))

    def figures(self, day: date, known: date | None) -> tuple[Any, ...]:
        asked = Asked(known=known, programmes=[self.programme.pk])
        told = []
        for role in (Role.TASK, Role.FINDING):
            for by in ("", "unit", "heading"):
                found = queries.as_of(day, asked, role=role, by=by)  # type: ignore[arg-type]
                told.append(
                    sorted(
                        (line, sorted(one.standings.items()), one.overdue, one.extended)
                        for line, one in found.items()
                    )
                )
        shares = weighing.shares(self.programme, day, known=known)
        return (*told, sorted(shares.of.items()), shares.whole)


Deed = Callable[[World, Commitment, str, int], object]


def prove(world: World, row: Commitment, who: str, n: int) -> None:
    world.on.prove(row, world.on.today - timedelta(days=n * 12), who)


def close(world: World, row: Commitment, who: str, n: int) -> None:
    """Ask, then whoever would have to; some in the wrong order."""
    world.on.apply(row, who)
    for key in CHECKERS[: n + 2]:
        with refusable():
            world.on.pass_by(row, key)


def finish(world: World, row: Commitment, who: str, n: int) -> None:
    """Prove and close, as it should be."""
    own = whoever("close", row)
    world.on.prove(row, key=own)
    close(world, row, own, 7)


def meddle(world: World, row: Commitment, who: str, n: int) -> None:
    """Change it under the hands of those who check it."""
    own = whoever("close", row)
    world.on.prove(row, key=own)
    world.on.apply(row, own)
    for key in CHECKERS[: n % len(CHECKERS)]:
        world.on.pass_by(row, key)
    for change in (rewrite, relink, move, void):
        with refusable():
            change(world, row, who, n)
    for key in CHECKERS[n % len(CHECKERS) :]:
        with refusable():
            world.on.pass_by(row, key)


def void(world: World, row: Commitment, who: str, n: int) -> None:
    writing.void(commitment_id=row.pk, reason="重复", **world.on.by(who))


def extend(world: World, row: Commitment, who: str, n: int) -> None:
    to = (row.due or world.on.today) + timedelta(days=n * 7)
    extending.ask(commitment_id=row.pk, to=to, reason="推迟", **world.on.by(who))


def grant(world: World, row: Commitment, who: str, n: int) -> None:
    for one in Extension.objects.filter(commitment=row, decided_on=None):
        extending.decide(extension_id=one.pk, grant=n % 4 > 0, answer="见说明", **world.on.by(who))


def look(world: World, row: Commitment, who: str, n: int) -> None:
    reviewing.look_back(
        commitment_id=row.pk, rebound=n % 2 > 0, text="现场查看", **world.on.by(who)
    )


def rewrite(world: World, row: Commitment, who: str, n: int) -> None:
    wanted = Wanted(
        level="measure",
        title=row.title + "补充",
        type=row.type,
        due=row.first_due,
        unit="ORTH" if n % 2 else "CARD",
        owner=("P3", "P4", "Q2", "P6")[n % 4],
        leader="R1",
        weight=Decimal(n * 10) if n > 2 else None,
    )
    writing.edit(commitment_id=row.pk, wanted=wanted, reason="分工调整", **world.on.by(who))


def renumber(world: World, row: Commitment, who: str, n: int) -> None:
    """A measure, or the problem above it, by another number; what names it says so, too."""
    one = (row.parent if n % 2 else None) or row
    told = {name: getattr(one, name) for name in ("title", "text", "type", "owner", "leader")}
    wanted = Wanted(
        level=one.level,
        number=f"9.{n}.{one.pk}",
        due=one.first_due,
        unit=one.unit_id or "",
        answers=tuple(one.answers.values_list("problem", flat=True)),
        **told,
    )
    writing.edit(commitment_id=one.pk, wanted=wanted, reason="编号统一", **world.on.by(who))


def relink(world: World, row: Commitment, who: str, n: int) -> None:
    problems = Commitment.objects.filter(programme=world.programme, role="finding")
    chosen = [one.pk for number, one in enumerate(problems) if n >> number & 1]
    by = world.on.by(who)
    writing.answer(measure_id=row.pk, problems=chosen, reason="不相干", **by)


def move(world: World, row: Commitment, who: str, n: int) -> None:
    problems = list(Commitment.objects.filter(programme=world.programme, role="finding"))
    moving.move(
        commitment_id=row.pk,
        parent=problems[n % len(problems)].pk,
        reason="属于另一问题",
        answers_still=n % 2 > 0,
        **world.on.by(who),
    )


def mend(world: World, row: Commitment, who: str, n: int) -> None:
    for one in row.notes.filter(corrected_by=None):
        world.on.report(row, who, percent=n * 5, corrects=one.pk, reason="填错")


def add(world: World, row: Commitment, who: str, n: int) -> None:
    problem = Commitment.objects.filter(programme=world.programme, role="finding").first()
    assert problem is not None
    if n > 4:
        aspect = world.on.add(world.programme, "aspect", f"方面{n}")
        problem = world.on.add(world.programme, "problem", f"问题{n}", parent=aspect.pk)
    world.on.measure(problem, f"措施{n}", due=world.on.today + timedelta(days=n))
    world.on.approve(world.programme)


def aim(world: World, row: Commitment, who: str, n: int) -> None:
    """A figure that the measure is to reach; nobody counts it, so somebody observes it."""
    target = Target(op=Op.AT_LEAST, value=Decimal(n), unit="项").told()
    world.on.add(world.programme, "indicator", f"指标{n}", parent=row.pk, target=target)
    world.on.approve(world.programme)


def observe(world: World, row: Commitment, who: str, n: int) -> None:
    for one in aims(row):
        by = world.on.by(who)
        targets.observe(commitment_id=one.pk, day=world.on.today, value=Decimal(n), **by)


def excuse(world: World, row: Commitment, who: str, n: int) -> None:
    for one in aims(row):
        excusing.excuse(commitment_id=one.pk, reason="外部条件所限", **world.on.by(who))


def aims(row: Commitment) -> list[Commitment]:
    return list(Commitment.objects.below(row).exclude(target={}).exclude(standing="voided"))


DEEDS: dict[str, Deed] = {
    "prove": prove,
    "close": close,
    "finish": finish,
    "extend": extend,
    "grant": grant,
    "look": look,
    "rewrite": rewrite,
    "renumber": renumber,
    "relink": relink,
    "move": move,
    "mend": mend,
    "add": add,
    "aim": aim,
    "observe": observe,
    "excuse": excuse,
    "report": lambda w, row, who, n: w.on.report(row, who, percent=n * 10),
    "produce": lambda w, row, who, n: reporting.produce(
        commitment_id=row.pk, code="policy_new", **w.on.by(who)
    ),
    "pass": lambda w, row, who, n: closing.decide(commitment_id=row.pk, **w.on.by(who)),
    "return": lambda w, row, who, n: closing.decide(
        commitment_id=row.pk, returned_because="不全", **w.on.by(who)
    ),
    "correct": lambda w, row, who, n: reviewing.correct(
        commitment_id=row.pk, day=w.on.today - timedelta(days=n), reason="有误", **w.on.by(who)
    ),
    "meddle": meddle,
    "void": lambda w, row, who, n: void(w, row, who, n) if n > 4 else None,
    "detach": lambda w, row, who, n: [
        reporting.detach(paper_id=one.pk, reason="传错", **w.on.by(who))
        for one in row.papers.filter(removed_on=None)
    ],
    "approve": lambda w, row, who, n: approving.approve(
        programme_id=w.programme.pk, **w.on.by(who)
    ),
}
# What leads somewhere is drawn more often.
OFTEN = ("prove", "prove", "close", "finish", "finish", "produce", "grant", "look")
DRAWN = st.tuples(
    st.sampled_from([*DEEDS, *OFTEN]),
    st.integers(0, 3),
    st.one_of(st.none(), st.sampled_from(PEOPLE)),
    st.integers(0, 7),
    st.sampled_from([0, 0, 0, 1, 9, 40]),
)
BEST = {
    "prove": "",
    "close": "",
    "extend": "",
    "produce": "",
    "report": "",
    "detach": "",
    "grant": "vice_president",
    "look": "party_office",
    "approve": "party_secretary",
    "observe": "",
    "excuse": "vice_president",
}


# One way on which everything happens, so that it is walked in every run.
USUAL: list[tuple[str, int, str | None, int, int]] = [
    ("finish", 0, None, 7, 0),
    ("aim", 1, None, 5, 0),
    ("observe", 1, None, 4, 0),
    ("finish", 1, None, 7, 0),
    ("excuse", 1, None, 0, 0),
    ("finish", 1, None, 7, 9),
    ("look", 0, None, 1, 40),
    ("extend", 0, None, 5, 0),
    ("grant", 0, None, 1, 1),
    ("correct", 1, None, 1, 1),
    ("rewrite", 1, None, 1, 0),
    ("rewrite", 2, None, 5, 0),
    ("renumber", 1, None, 0, 0),
    ("renumber", 1, None, 2, 0),
    ("approve", 1, None, 0, 0),
    ("add", 0, None, 6, 1),
    ("move", 2, None, 2, 1),
    ("rewrite", 2, None, 3, 1),
    ("finish", 0, None, 7, 1),
    ("void", 1, None, 5, 9),
    ("approve", 1, None, 0, 1),
]
# An open measure is taken away from a problem whose other one is done, and what is being checked
# is changed.
TAKING: list[tuple[str, int, str | None, int, int]] = [
    ("meddle", 0, None, 3, 0),
    ("finish", 0, None, 7, 0),
    ("void", 1, None, 5, 1),
    ("relink", 0, None, 0, 0),
    ("approve", 0, None, 0, 1),
    ("finish", 0, None, 7, 0),
    ("approve", 0, None, 0, 9),
]


@contextmanager
def refusable() -> Iterator[None]:
    """A deed that is refused leaves nothing behind."""
    try:
        with transaction.atomic():
            yield
    except Refused:
        pass


def whoever(name: str, row: Commitment) -> str:
    """Somebody who might, where none was drawn."""
    own = {"CARD": "cardiology_head", "ORTH": "orthopaedics_head"}
    return BEST.get(name, "party_clerk") or own.get(row.unit_id or "", "cardiology_head")


def judge(world: World) -> None:
    """What must hold, whatever was done."""
    rows = {row.pk: row for row in Commitment.objects.filter(programme=world.programme)}
    for row in rows.values():
        if row.role == "task" and row.standing in ACCEPTED:
            accepted_by_others(row)
            stayed_as_asked(row)
            has_evidence(row)
            reached_or_excused(row)
            assert (row.standing == "stage_done") == (row.type == "continuous")
        if row.role == "finding" and row.standing in ACCEPTED:
            measures = [rows[a.measure_id] for a in Answer.objects.filter(problem=row)]
            held = {one.standing for one in measures if one.standing != "voided"}
            assert held
            assert held <= ({"done"} if row.standing == "done" else set(ACCEPTED))
            rose = world.stood.get(row.pk) not in (None, *ACCEPTED)
            assert not (rose and row.needs_approval), "done by what nobody approved"
        if row.role == "finding":
            world.stood[row.pk] = row.standing
        if row.pk in world.first_due:
            assert row.first_due == world.first_due[row.pk]
        granted = row.extensions.filter(is_granted=True).order_by("-pk").first()
        assert row.due == (granted.to_due if granted else row.first_due)
    assert keeping.differing(world.programme, rows) == []
    kept_what_was_said(world, rows)


def kept_what_was_said(world: World, rows: dict[int, Commitment]) -> None:
    """Whatever changed what they say left a version; none of before has changed or is missing."""
    kept: dict[int, list[Version]] = {pk: [] for pk in rows}
    for one in Version.objects.filter(commitment__in=rows).order_by("number"):
        kept[one.commitment_id].append(one)
        assert one.hash == content.digest(one.says) == world.said.setdefault(one.pk, one.hash)
    standing = [row for row in rows.values() if row.standing != "voided"]
    for pk, says in tree.contents(standing).items():
        assert kept[pk][-1].says == says, (rows[pk].number, says)
        assert kept[pk][-1].hash == rows[pk].content_hash
    for each in kept.values():
        assert [one.number for one in each] == list(range(1, len(each) + 1))
        assert all(one.hash != after.hash for one, after in pairwise(each))


def accepted_by_others(row: Commitment) -> None:
    """Nobody who passed the last closing asked for it, answers for it or brought its proof."""
    last = Step.objects.filter(commitment=row, what="closed").order_by("-pk").first()
    assert last is not None
    acts = Act.objects.filter(proceeding=last.about_id).exclude(verb="start")
    passed = {act.person for act in acts.exclude(step="apply").filter(verb="approve")}
    asked = {act.person for act in acts.filter(step="apply")}
    assert len({act.step for act in acts if act.step != "apply"}) == 5
    assert passed.isdisjoint(asked)
    before = {"at__lte": last.at}
    reported = Note.objects.filter(commitment=row, **before).values_list("person", flat=True)
    brought = Paper.objects.filter(commitment=row, added_at__lte=last.at)
    assert passed.isdisjoint({*reported, *brought.values_list("added_by", flat=True)})
    made = Produced.objects.filter(commitment=row, **before).values_list("person", flat=True)
    seen = Observation.objects.filter(commitment__in=aims(row), **before)
    assert passed.isdisjoint({row.owner, *made, *seen.values_list("person", flat=True)})


def stayed_as_asked(row: Commitment) -> None:
    """Between being asked for and being closed nobody changed it; it was approved as it read."""
    steps = list(Step.objects.filter(commitment=row).order_by("pk"))
    closed = max(n for n, step in enumerate(steps) if step.what == "closed")
    asked = max(n for n, step in enumerate(steps[:closed]) if step.what == "asked")
    assert not {step.what for step in steps[asked:closed]} & {"changed", "linked", "moved"}


def has_evidence(row: Commitment) -> None:
    since = BEGAN if row.type == "at_once" else FEEDBACK
    closed = Step.objects.filter(commitment=row, what="closed").latest("pk").day
    papers = row.papers.filter(happened_on__gte=since, happened_on__lte=closed)
    assert papers.filter(removed_on=None).exists()


def reached_or_excused(row: Commitment) -> None:
    """When it was closed, each figure under it was reached, or somebody said why not: no doer."""
    closed = Step.objects.filter(commitment=row, what="closed").latest("pk")
    for one in aims(row):
        seen = Observation.objects.filter(commitment=one, at__lte=closed.at)
        last = seen.order_by("day", "pk").last()
        if last is not None and last.value is not None and last.value >= int(one.target["value"]):
            continue
        through = Step.objects.filter(commitment=one, what="excused", pk__lt=closed.pk)
        assert through.exists(), "a target was missed and nobody said why"
        assert all(step.person != row.owner and step.text for step in through)


def remember(world: World) -> None:
    """Figures of every day so far, as known on it, are what they were on it."""
    for day, told in world.seen.items():
        assert world.figures(day, day) == told, day
        if world.figures(day, None) != told:
            asked = Asked(programmes=[world.programme.pk])
            assert queries.entered_later(day, asked).exists(), "no deed says why it changed"


def test_no_order_of_deeds_and_people_gets_round_the_rules(on: On) -> None:
    programme, _, measures = inspection(on)
    first_due = {row.pk: row.first_due for row in measures}
    kept: set[str] = set()

    @settings(
        max_examples=int(os.environ.get("LINGHANG_EXAMPLES", "2")),
        deadline=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking would take minutes
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @example(deeds=USUAL)
    @example(deeds=TAKING)
    @given(deeds=st.lists(DRAWN, min_size=8, max_size=24))
    def walk(deeds: list[tuple[str, int, str | None, int, int]]) -> None:
        point = transaction.savepoint()
        try:
            world = World(on, programme, first_due)
            for name, which, who, n, days in deeds:
                if days:
                    remember(world)
                    world.seen[world.on.today] = world.figures(world.on.today, world.on.today)
                    world.on = world.on.later(days)
                tasks = world.tasks()
                row = tasks[which % len(tasks)]
                with refusable():
                    DEEDS[name](world, row, who or whoever(name, row), n)
                    judge(world)
                kept.update(Commitment.objects.values_list("standing", flat=True))
                let_through = Commitment.objects.filter(
                    steps__what="excused", target_state="on_the_way"
                )
                if let_through.filter(parent__standing__in=ACCEPTED).exists():
                    kept.add("missed and closed")
            remember(world)
        finally:
            transaction.savepoint_rollback(point)

    walk()
    assert {"done", "reopened", "open", "missed and closed"} <= kept
