"""Deeds about record books: inspect one, note that what was asked for is corrected."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.meetings import trail_actions
from linghang.meetings.books import catalog
from linghang.meetings.models import BookCheck
from linghang.org.definitions import Kind
from linghang.org.models import Unit
from linghang.org.rules import missing, refuse


class CannotCheckBook(Refused):
    """The inspection cannot be kept; the message lists every reason."""


@transaction.atomic
def check(
    *,
    unit: str,
    book: str,
    year: int,
    checked_on: date,
    remarks: str,
    correct_by: date | None = None,
    actor: Actor,
    at: datetime,
    today: date,
) -> BookCheck:
    """Note an inspection of a book; correct_by asks for a correction until that day.

    Raises CannotCheckBook.
    """
    host = Unit.objects.select_for_update().get(code=unit)
    reasons = missing(检查意见=remarks.strip())
    if book not in catalog.books():
        reasons.append("没有这样的记录本")
    if host.kind != Kind.PARTY_BRANCH:
        reasons.append(f"“{host.name}”不是党支部")
    if checked_on > today or checked_on < date(year, 1, 1):
        reasons.append("检查日期应在该年度开始以后、今天以前")
    if correct_by and correct_by < checked_on:
        reasons.append("整改期限早于检查日期")
    refuse(CannotCheckBook, "不能登记检查", reasons)
    row = BookCheck.objects.create(
        unit=host,
        book=book,
        year=year,
        checked_on=checked_on,
        checked_by_id=actor.person,
        remarks=remarks.strip(),
        correct_by=correct_by,
    )
    asked = f"{correct_by.isoformat()}前" if correct_by else "无"
    _leave(row, trail_actions.BOOK_CHECKED, actor, at, asked=asked)
    return row


@transaction.atomic
def correct(
    *, check_id: int, corrected_on: date, correction: str, actor: Actor, at: datetime, today: date
) -> BookCheck:
    """Note that what the inspection asked for is corrected, and how. Raises CannotCheckBook."""
    row = BookCheck.objects.select_for_update(of=("self",)).select_related("unit").get(pk=check_id)
    reasons = missing(整改情况=correction.strip())
    if row.correct_by is None:
        reasons.append("这次检查没有要求整改")
    if row.corrected_on:
        reasons.append(f"已于{row.corrected_on.isoformat()}整改")
    if not row.checked_on <= corrected_on <= today:
        reasons.append("整改日期应在检查以后、今天以前")
    refuse(CannotCheckBook, "不能登记整改", reasons)
    row.corrected_on, row.correction = corrected_on, correction.strip()
    row.save(update_fields=["corrected_on", "correction"])
    _leave(row, trail_actions.BOOK_CORRECTED, actor, at, day=corrected_on.isoformat())
    return row


def _leave(row: BookCheck, action: str, actor: Actor, at: datetime, **facts: str) -> None:
    trail.leave(
        at=at,
        actor=actor,
        action=action,
        subject=row,
        facts={
            "unit": row.unit.name,
            "year": row.year,
            "book": catalog.books()[row.book].name,
            **facts,
        },
    )
