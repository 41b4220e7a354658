"""Why a department's item can't be kept: without its branch's opinion it goes back (§2.9.1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from linghang.meetings import catalog
from linghang.meetings.opinions import queries
from linghang.meetings.recording.entries import Line, Opined

OF_THE_CHAIR = (
    "党支部的意见由会议主持人自己提出，等于一人决定：由支部其他委员提出，"
    "或者先由支委会（不设支委会的由支部党员大会）表决通过同一名称的议题并封存记录"
)


def not_to_keep(unit: str, day: date, item: str, line: Line, chair: str) -> Iterator[str]:
    """Every reason, in Chinese. unit: of the department. item: how the kind of item is called.

    chair: who presides; one person does not both decide and speak for the branch.
    """
    matter = catalog.department_matters().items.get(line.matter)
    if matter is None:
        yield f"{item}没有选是哪一类事项"
    if line.opinion is None or not line.opinion.text.strip():
        yield f"{item}没有写党支部的意见"
        return
    if matter is not None and matter.item.concerns_people and not line.opinion.conduct.strip():
        yield f"{matter.item.name}涉及人，党支部要写明政治表现和廉洁、医德方面的看法"
    if line.opinion.author == chair and queries.settled(unit, day, line.title) is None:
        yield OF_THE_CHAIR
    yield from _of_author(unit, day, line.opinion)


def _of_author(unit: str, day: date, opinion: Opined) -> Iterator[str]:
    if opinion.day > day:
        yield "党支部的意见晚于会议，应当在会前或者会上提出"
    if not queries.speakers(unit, day).filter(person__code=opinion.author).exists():
        yield "提出意见的人不是覆盖本科室的党支部的书记、委员"
