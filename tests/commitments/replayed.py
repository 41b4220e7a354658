"""Rectifications of fictional hospitals as their reports count them, written as data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import cycle

from linghang.commitments.models import Programme
from linghang.commitments.setting import services as setting
from linghang.commitments.setting.services import Described
from linghang.commitments.taking_over.rules import Brought, Came, Closing, Filed, Look
from linghang.commitments.taking_over.services import Approved, take_over
from linghang.commitments.writing.rules import Wanted
from linghang.foundation.evidence import services as evidence
from tests import kept
from tests.commitments import hospital
from tests.commitments.hospital import APPROVED, BEGAN, FEEDBACK, Held, On

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

    def standing(self, number: int) -> str:
        """How the measure stands in the published report."""
        total = sum(self.measures)
        if number > total - self.continuous:
            return "stage_done" if number > total - self.stage_done else "open"
        return "done" if number <= self.done else "open"

    @property
    def by_measure(self) -> dict[str, set[str]]:
        """done, stage_done, open → the numbers of the measures that stand so."""
        found: dict[str, set[str]] = {"done": set(), "stage_done": set(), "open": set()}
        for number in range(1, sum(self.measures) + 1):
            found[self.standing(number)].add(f"措施{number}")
        return found

    @property
    def by_problem(self) -> dict[str, set[str]]:
        """The same of the problems: each stands as the measures below it let it."""
        found: dict[str, set[str]] = {"done": set(), "stage_done": set(), "open": set()}
        numbers = iter(range(1, sum(self.measures) + 1))
        for problem, count in enumerate(self.measures, 1):
            held = {self.standing(next(numbers)) for _ in range(count)}
            state = "open" if "open" in held else "done" if held == {"done"} else "stage_done"
            found[state].add(f"问题{problem}")
        return found


LARGE = Counted(
    title="四个方面的巡察整改",
    aspects=(14, 12, 10, 8),
    measures=(2,) * 34 + (1,) * 10,
    done=59,
    continuous=19,
    stage_done=19,
    count=1_042,
)
STEPS = Counted(
    title="三十三个问题的整改",
    aspects=(12, 12, 9),
    measures=(3,) * 31 + (2,) * 2,
    done=97,
    steps=(2,) * 74 + (1,) * 23,
)
LETTERS = Counted(
    title="三十五个问题的整改",
    aspects=(10, 10, 15),
    measures=(1,) * 35,
    done=28,
    continuous=7,
    stage_done=7,
    at_once=6,
    rules="policy_new",
    count=40,
    letters=15,
)
MANY = Counted(
    title="六十五个问题的整改", aspects=(20, 20, 25), measures=(1,) * 65, done=40, continuous=5
)
TASKS = (3, 3, 3, 3, 2, 2, 2, 2)  # of each aspect; all of them done
TASKS_TITLE = "八个方面二十项任务"


def published() -> Held:
    """A hospital that has reported all of these; made once in a process."""
    return kept.once("hospital with published rectifications", _published)


def _published() -> Held:
    on = On(hospital.made_inspected(), REPORTED)
    for counted in (LARGE, STEPS, LETTERS, MANY):
        bring(on, counted)
    _bring(on, "special_plan", TASKS_TITLE, _aspects_and_tasks)
    return on.held


def bring(on: On, counted: Counted) -> Programme:
    """The rectification in the hospital, with everything that was closed by the day of `on`."""
    return _bring(on, "inspection", counted.title, partial(_rows, counted), {"by": "市级"})


def _bring(
    on: On,
    kind: str,
    title: str,
    rows: Callable[[int], Iterator[Brought]],
    fields: Mapping[str, object] | None = None,
) -> Programme:
    early = On(on.held, APPROVED)
    programme = setting.set_up(
        kind=kind,
        described=Described(
            title=title,
            unit="PAO",
            began_on=BEGAN,
            feedback_on=FEEDBACK,
            leader="P6",
            fields=fields or {},
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
        rows=list(rows(proof.pk)),
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


def _aspects_and_tasks(proof: int) -> Iterator[Brought]:
    """Eight aspects with their tasks, without problems."""
    for a, tasks in enumerate(TASKS, 1):
        yield Brought(key=f"{a}", wanted=Wanted(level="area", title=f"第{a}方面"))
        for n in range(1, tasks + 1):
            yield _task(f"{a}", f"任务{n}", "task", proof, type="by_date")


def _measure(counted: Counted, number: int, total: int, proof: int, above: str) -> Brought:
    unit, owner = OWNERS[number % 2]
    is_continuous = number > total - counted.continuous
    type = "continuous" if is_continuous else "at_once" if number <= counted.at_once else "by_date"
    is_accepted = counted.standing(number) != "open"
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


def _task(above: str, title: str, level: str, proof: int | None, type: str = "") -> Brought:
    """A task that is closed where there is a proof."""
    day = REPORTED - timedelta(days=60)
    return Brought(
        key=f"{above} {title}",
        above=above,
        wanted=Wanted(
            level=level,
            title=title,
            type=type,
            unit="CARD",
            owner="P3",
            leader="R1",
            due=date(2025, 6, 30),
        ),
        files=[_file(proof, "P3")] if proof else [],
        closings=[_closing(day, "P3")] if proof else [],
    )


def _file(proof: int, owner: str) -> Filed:
    return Filed(evidence=proof, name="会议纪要.txt", happened_on=date(2025, 4, 25), person=owner)


def _closing(day: date, owner: str) -> Closing:
    return Closing(asked_on=day - timedelta(days=3), asked_by=owner, on=day, by="P6")
