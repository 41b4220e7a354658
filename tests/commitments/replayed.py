"""Rectifications of fictional hospitals as their reports count them, written as data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle

from linghang.commitments.models import Programme
from linghang.commitments.setting import services as setting
from linghang.commitments.setting.services import Described
from linghang.commitments.taking_over.rules import Brought, Came, Closing, Filed, Look
from linghang.commitments.taking_over.services import Approved, take_over
from linghang.commitments.writing.rules import Wanted
from linghang.foundation.evidence import services as evidence
from tests.commitments.hospital import APPROVED, BEGAN, FEEDBACK, On

# A report is made as of this day; ten measures are closed on the day before it.
REPORTED = date(2025, 7, 6)
OWNERS = (("CARD", "P3"), ("ORTH", "P4"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A rectification by its figures.

    aspects: problems of each. measures: of each problem, in order. at_once, continuous: how many of
    the measures are such; stage_done: of the continuous ones accepted; done: of all others. rules,
    count: the yield that stands for what was written or revised, and how much there is. steps:
    below each measure. letters: that came along.
    """

    title: str
    aspects: tuple[int, ...]
    measures: tuple[int, ...]
    done: int
    continuous: int = 0
    stage_done: int = 0
    at_once: int = 0
    rules: str = "policy_revised"
    count: int = 1
    steps: tuple[int, ...] = ()
    letters: int = 0


def bring(on: On, counted: Counted) -> Programme:
    """The rectification in the hospital, with everything that was closed by the day of `on`."""
    early = On(on.held, APPROVED)
    programme = setting.set_up(
        kind="inspection",
        described=Described(
            title=counted.title,
            unit="PAO",
            began_on=BEGAN,
            feedback_on=FEEDBACK,
            leader="P6",
            fields={"by": "市级"},
        ),
        **early.by("party_clerk"),
    )
    proof = evidence.store(
        content="会议纪要".encode(),
        name="会议纪要.txt",
        media_type="text/plain",
        happened_on=FEEDBACK,
        level="internal",
        **{name: value for name, value in on.by("cardiology_head").items() if name != "today"},
    )
    take_over(
        programme_id=programme.pk,
        rows=list(_rows(counted, proof.pk)),
        approved=Approved(by=on.held["party_secretary"].person.code, on=APPROVED),
        **on.by("party_clerk"),
    )
    programme.refresh_from_db()
    return programme


def _rows(counted: Counted, proof: int) -> Iterator[Brought]:
    number = problem = 0
    many = cycle(counted.steps or (0,))
    total = sum(counted.measures)
    shape = iter(counted.measures)
    for a, problems in enumerate(counted.aspects, 1):
        yield Brought(key=f"{a}", wanted=Wanted(level="aspect", title=f"第{a}方面"))
        for _ in range(problems):
            problem += 1
            wanted = Wanted(
                level="problem", title=f"问题{problem}", number=f"问题{problem}", text="反馈原文"
            )
            yield Brought(key=f"p{problem}", above=f"{a}", wanted=wanted)
            for _ in range(next(shape)):
                number += 1
                measure = _measure(counted, number, total, proof, f"p{problem}")
                yield measure
                yield from _steps(next(many), measure)
    if counted.letters:
        yield Brought(key="letters", wanted=Wanted(level="aspect", title="移交的信访件"))
        for n in range(1, counted.letters + 1):
            yield _task("letters", f"信访件{n}", "letter", proof)


def _measure(counted: Counted, number: int, total: int, proof: int, above: str) -> Brought:
    unit, owner = OWNERS[number % 2]
    is_continuous = number > total - counted.continuous
    type = "continuous" if is_continuous else "at_once" if number <= counted.at_once else "by_date"
    is_accepted = number <= counted.done
    if is_continuous:
        is_accepted = number > total - counted.stage_done
    day = REPORTED - timedelta(days=1 + (number % 6) * 10)
    came = [Came(code=counted.rules, day=day, person=owner)] if is_continuous else []
    if number == 1:
        rest = counted.count - counted.stage_done
        came = [Came(code=counted.rules, day=day, person=owner, number=rest)]
    look = Look(planned_on=day, on=day, by="P6", text="制度得到落实。")
    return Brought(
        key=f"m{number}",
        above=above,
        wanted=Wanted(
            level="measure",
            title=f"措施{number}",
            number=f"措施{number}",
            type=type,
            unit=unit,
            owner=owner,
            leader="R1",
            due=None if is_continuous else date(2025, 6, 30),
        ),
        files=[_file(proof, owner)] if is_accepted else [],
        came=came,
        closings=[_closing(day, owner)] if is_accepted else [],
        looks=[look] if is_continuous and is_accepted else [],
    )


def _steps(count: int, measure: Brought) -> Iterator[Brought]:
    proof = measure.files[0].evidence if measure.files else None
    for number in range(1, count + 1):
        yield _task(measure.key, f"{measure.wanted.title}步骤{number}", "step", proof)


def _task(above: str, title: str, level: str, proof: int | None) -> Brought:
    """A task that is closed where there is a proof."""
    day = REPORTED - timedelta(days=60)
    return Brought(
        key=f"{above} {title}",
        above=above,
        wanted=Wanted(level=level, title=title, unit="CARD", owner="P3", due=date(2025, 6, 30)),
        files=[_file(proof, "P3")] if proof else [],
        closings=[_closing(day, "P3")] if proof else [],
    )


def _file(proof: int, owner: str) -> Filed:
    return Filed(evidence=proof, name="会议纪要.txt", happened_on=date(2025, 4, 25), person=owner)


def _closing(day: date, owner: str) -> Closing:
    return Closing(asked_on=day - timedelta(days=3), asked_by=owner, on=day, by="P6")
