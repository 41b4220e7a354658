"""Who owes lessons and where they are given, as the catalogs declare; checked at the start."""

from __future__ import annotations

from collections.abc import Iterator

from linghang.foundation.catalog import registry
from linghang.foundation.catalog.registry import Catalog
from linghang.foundation.errors import WrongCatalog
from linghang.foundation.parameters import catalog as parameters
from linghang.foundation.parameters.kinds import DayOfYear
from linghang.meetings.lessons.definitions import KnownBy, LessonDuty, LessonPlace
from linghang.org import posts

DUTIES, PLACES = "lesson_duties", "lesson_places"


def duties() -> Catalog[LessonDuty]:
    """All duties to give lessons by code, in file order. Raises WrongCatalog."""
    return registry.load(DUTIES, LessonDuty)


def places() -> Catalog[LessonPlace]:
    """All sorts of places by code, in file order. Raises WrongCatalog."""
    return registry.load(PLACES, LessonPlace)


def told() -> dict[str, str]:
    """The places that are written down with a speaker: code → name."""
    known = places().items.items()
    return {code: one.item.name for code, one in known if one.item.known_by is KnownBy.TOLD}


def place_name(code: str) -> str:
    """The Chinese name of a place; the code of one that is declared no more."""
    found = places().items.get(code)
    return found.item.name if found else code


def check() -> None:
    """Raise WrongCatalog for a post, place or rule parameter that a duty names and is not there."""
    for code, loaded in duties().items.items():
        for field, says in _faults(loaded.item):
            raise WrongCatalog(file=loaded.file, item=code, field=field, says=says)


def _faults(duty: LessonDuty) -> Iterator[tuple[str, str]]:
    known = {code: one.item.typed for code, one in parameters.catalog().items.items()}
    for field, codes, there, what in (
        ("posts", duty.posts, posts.catalog().items, "岗位"),
        ("where", duty.where, places().items, "地点"),
    ):
        strange = [code for code in codes if code not in there]
        if strange:
            yield field, f"没有这样的{what}：{'、'.join(strange)}"
    for field, code in (("times", duty.times), ("newcomers", duty.newcomers)):
        if not isinstance(known.get(code), int):
            yield field, f"规则参数 {code} 不存在，或不是数字"
    if duty.by and not isinstance(known.get(duty.by), DayOfYear):
        yield "by", f"规则参数 {duty.by} 不存在，或不是每年某日"
