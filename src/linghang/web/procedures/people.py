"""Whom a form of a procedure may name, and how a person's code is written on its page."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from linghang.org.models import Person
from linghang.org.people import queries
from linghang.web.requests import Request


def around(request: Request) -> QuerySet[Person]:
    """Whom the post may read about, and who works where the acting Party organisation covers."""
    day = request.today
    seen = Person.objects.visible_to(request.rights, day).on(day)
    return (seen | queries.covered_by(request.rights.unit.code, day)).distinct()


def names(codes: Collection[str]) -> dict[str, str]:
    """Code → name, in one query."""
    rows = Person.objects.filter(code__in=set(codes) - {""}).order_by()
    return dict(rows.values_list("code", "name"))
