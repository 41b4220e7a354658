"""Load a year's arrangement from the State Council's notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.evidence import services as evidence
from linghang.foundation.trail import services as trail
from linghang.foundation.workdays import notice, rules, trail_actions
from linghang.foundation.workdays.definitions import Schedule
from linghang.foundation.workdays.models import LoadedYear
from linghang.foundation.workdays.notice import decoded

__all__ = ["CannotLoad", "Preview", "decoded", "load", "preview"]
LONGEST = 200_000


class CannotLoad(Refused):
    """The file is not that year's arrangement; the message lists every reason."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would load. doubts: sentences to be checked against the original."""

    schedule: Schedule
    doubts: tuple[str, ...]


def preview(content: bytes, year: int) -> Preview:
    """Read the notice or table and check it; changes nothing.

    Raises UnreadableNotice and CannotLoad.
    """
    if len(content) > LONGEST:
        raise CannotLoad("不能载入：文件太大，放假通知只有几千字。")
    schedule = notice.read(content, year)
    wrong = rules.faults(schedule)
    if wrong:
        raise CannotLoad(f"不能载入{year}年的安排：{'；'.join(wrong)}。")
    return Preview(schedule, tuple(rules.doubts(schedule)))


@transaction.atomic
def load(
    *, content: bytes, name: str, year: int, document: str, actor: Actor, at: datetime
) -> LoadedYear:
    """Put a year's arrangement into force; the file is kept as evidence.

    A year that was loaded before gives way, its row stays. Raises CannotLoad, UnreadableNotice.
    """
    if not document.strip():
        raise CannotLoad("不能载入：没有写通知的文号，如“国办发明电〔2025〕7号”。")
    found = preview(content, year)
    LoadedYear.objects.select_for_update().filter(year=year, is_current=True).update(
        is_current=False
    )
    kept = evidence.store(
        content=content,
        name=name,
        media_type="text/plain",
        happened_on=timezone.localdate(at),
        actor=actor,
        at=at,
    )
    loaded = LoadedYear(
        year=year,
        arrangement=found.schedule.model_dump(mode="json"),
        document=document.strip(),
        evidence=kept,
        loaded_by=actor.person,
        loaded_at=at,
    )
    try:
        with transaction.atomic():
            loaded.save()
    except IntegrityError:
        raise CannotLoad(f"不能载入：另一人刚刚载入了{year}年的安排，请刷新后核对。") from None
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.LOADED,
        subject=loaded,
        facts={
            "year": year,
            "document": loaded.document,
            "rests": sum(len(list(rest.days())) for rest in found.schedule.rests),
            "works": len(found.schedule.works),
            "doubts": list(found.doubts),
        },
    )
    return loaded
