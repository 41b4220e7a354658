"""A hospital with a million entries of its ledgers: the demo's, copied over the years.

The demo hospital and its two years of ledgers are written by their own recipes; then its rows are
copied inside the database, each copy two to eight years back, under titles and numbers of its own.
Every list of people, every tag and every text is one that a recipe made.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

FIRST = "outreach"
SHARE_OF_FIRST = 0.3  # the largest ledger holds so much of all
POSTS = ("party_office_director", "department_head")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Appointments by post, and the department of the head."""

    appointments: dict[str, int]
    department: str


def write(entries: int, today: date) -> Held:
    """Organisation, posts, entries, the index of words; as if all of it had been entered."""
    from bench.ledgers.copies import copy
    from linghang.demo import services as demo
    from linghang.demo.ledgers import services as ledgers
    from linghang.foundation import clock
    from linghang.foundation.access import system_actor
    from linghang.foundation.search import services as search
    from linghang.ledgers.models import Entry

    demo.load_organisation(actor=system_actor(), clock=clock.now)
    ledgers.do(today=today, clock=clock.now)
    search.rebuild(kinds=["ledgers"])
    of_first = Entry.objects.filter(ledger=FIRST).count()
    others = Entry.objects.count() - of_first
    wanted = round(entries * SHARE_OF_FIRST)
    with _bare(("ledgers_entry", "ledgers_mention", "search_document")):
        copy(first=max(1, round(wanted / of_first)), others=round((entries - wanted) / others))
    _count()
    return held(today)


def _count() -> None:
    """What the nights would have done: months are counted, planners know the tables."""
    from django.db import connection

    from linghang.ledgers.models import Touch
    from linghang.ledgers.tallies import services, triggers

    Touch.objects.create(ledger=triggers.EVERY, since=triggers.EVER)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    services.renew()


def held(today: date) -> Held:
    from linghang.org.models import Appointment

    rows = Appointment.objects.on(today).filter(post__in=POSTS).order_by("-pk")
    found = {one.post: one for one in rows.select_related("unit")}
    return Held(
        appointments={post: one.pk for post, one in found.items()},
        department=found["department_head"].unit.code,
    )


@contextmanager
def _bare(tables: tuple[str, ...]) -> Iterator[None]:
    """Without indexes and triggers meanwhile; they are made again from all the rows."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("SET maintenance_work_mem = '512MB'")
            cursor.execute(
                "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND NOT "
                "EXISTS (SELECT 1 FROM pg_constraint WHERE conname = indexname)",
                [list(tables)],
            )
        else:
            for pragma in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-1000000"):
                cursor.execute(f"PRAGMA {pragma}")
            marks = ", ".join(["%s"] * len(tables))
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type IN "
                f"('index', 'trigger') AND tbl_name IN ({marks}) ORDER BY type",
                list(tables),
            )
        made = cursor.fetchall()
        for name, sql in made:
            cursor.execute(f'DROP {"TRIGGER" if "TRIGGER" in sql else "INDEX"} "{name}"')
        yield
        for _, sql in made:
            cursor.execute(sql)
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")
    connection.close()  # the next one has the product's settings
