"""Entries of an open, two confidential and a sealed ledger, marked all over, in every standing.

What they say, whom they name, their files, numbers and reasons: each is a word that only who reads
the entry may ever read. The rule is that of ledgers.reach, asked once for each stranger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from linghang.foundation import clock
from linghang.foundation.intake.models import Batch
from linghang.ledgers import catalog
from linghang.ledgers.changing import services as changing
from linghang.ledgers.definitions import Secrecy
from linghang.ledgers.entering import services as entering
from linghang.ledgers.entering.services import Written
from linghang.ledgers.models import Entry
from linghang.org.models import Account, Appointment, Person, Unit
from tests.ledgers.hospital import by, hand_in, verify, write
from tests.small_hospital import FROM
from tests.web_hospital import Hospital

if TYPE_CHECKING:
    from tests.web.leaks.world import Mark, Sight

SIGN = "标记"
DAY = date(2025, 3, 5)
# Who writes and verifies is named in every entry, so that their names are no marks.
CLERK, HEAD, VERIFIER = "P20", "P3", "P7"
ACTORS = (CLERK, HEAD, VERIFIER)


@dataclass(frozen=True, slots=True)
class Kept:
    """A ledger of the marked hospital. note: a field of text. file: a field of kind file, or ""."""

    code: str
    unit: str
    writer: str
    note: str
    file: str
    facts: dict[str, str]


LEDGERS = (
    Kept(
        "integrity_talks",
        "DC",
        CLERK,
        "place",
        "",
        {"kind": "提醒", "ground": "节假日前", "talkers": CLERK, "persons": "{person}"},
    ),
    Kept(
        "integrity_pledges",
        "CARD",
        HEAD,
        "text_version",
        "scans",
        {"kind": "廉洁承诺书", "year": "2025", "signers": "{person}"},
    ),
    Kept(
        "supplier_talks",
        "DC",
        CLERK,
        "requirements",
        "sign_in",
        {
            "kind": "集体",
            "business": "药品",
            "suppliers": "{outsider}",
            "attended": "3",
            "talkers": CLERK,
            "ground": "年度例行",
        },
    ),
    Kept(
        "integrity_talk_notes",
        "DC",
        CLERK,
        "content",
        "record",
        {"talk": "YT-2025-00001"},
    ),
)
STANDINGS = ("draft", "submitted", "returned", "verified", "corrected", "voided")


def staff(hospital: Hospital) -> None:
    """The clerk of the discipline office, who writes what few may know of."""
    person = Person.objects.create(code=CLERK, name="纪检干事", active_from=FROM)
    Account.objects.create(username=person.code, person=person)
    hospital.appointments[CLERK] = Appointment.objects.create(
        person=person,
        post="discipline_office_director",
        unit=Unit.objects.get(code="DC"),
        active_from=FROM,
    )


def mark_all(hospital: Hospital, people: list[str], mark: Callable[..., Mark]) -> Iterator[Mark]:
    """Make the entries and yield the mark of each word in them.

    people: codes of those to be named. mark: makes a mark (word, may_see, page, sort).
    """
    held = {
        CLERK: hospital.appointments[CLERK],
        HEAD: hospital.appointments["cardiology_head"],
        VERIFIER: hospital.appointments["discipline_secretary"],
    }
    number = 0
    for kept in LEDGERS:
        for standing in STANDINGS if kept.file else ("verified",):
            number += 1
            words = _Words(number, people[number % len(people)])
            entry = _lived(held, kept, standing, words)
            yield from _marks(kept, entry, words, mark)
    for kept in LEDGERS[:3]:
        yield _batch(kept, mark)


@dataclass(frozen=True, slots=True)
class _Words:
    """What one entry says."""

    number: int
    person: str

    def __call__(self, what: str) -> str:
        return f"{SIGN}{what}{self.number:04}"


def _lived(held: dict[str, Appointment], kept: Kept, standing: str, words: _Words) -> Entry:
    """An entry that has come to its standing by the deeds of people."""
    writer, verifier = held[kept.writer], held[VERIFIER if kept.writer == CLERK else CLERK]
    entry = write(writer, _written(kept, words, "事"), kept.code)
    if kept.file:
        entering.attach(
            entry_id=entry.pk,
            field=kept.file,
            content=words("卷").encode(),
            name=f"{words('件')}.txt",
            media_type="text/plain",
            **by(writer),
        )
    if standing == "draft":
        return entry
    filings = hand_in(writer, entry)
    if standing == "returned":
        verify(verifier, *filings, because=words("退"))
    if standing not in ("submitted", "returned"):
        verify(verifier, *filings)
    if standing in ("corrected", "voided"):
        asked: dict[str, Any] = {"entry_id": entry.pk, "reason": words("因"), **by(writer)}
        if standing == "voided":
            change = changing.ask_voiding(**asked)
        else:
            change = changing.ask_correction(written=_written(kept, words, "改"), **asked)
        verify(verifier, change.filing)
    entry.refresh_from_db()
    return entry


def _written(kept: Kept, words: _Words, title: str) -> Written:
    facts = {
        code: text.format(person=words.person, outsider=words("商"))
        for code, text in kept.facts.items()
    }
    return Written(
        title=words(title), unit=kept.unit, day=DAY, fields={**facts, kept.note: words("文")}
    )


def _marks(kept: Kept, entry: Entry, words: _Words, mark: Callable[..., Mark]) -> Iterator[Mark]:
    def reads(sight: Sight) -> bool:
        return entry.pk in sight.entries

    def reads_file(sight: Sight) -> bool:
        """The trail names the files of open ledgers."""
        is_open = catalog.whole(kept.code).secrecy is Secrecy.OPEN
        return reads(sight) or (is_open and sight.rights.has("trail.read"))

    page = reverse("ledger-entry", args=[kept.code, entry.pk])
    secrecy = catalog.whole(kept.code).secrecy.value
    yield mark(words("改" if entry.version > 1 else "事"), reads, page, f"entry {secrecy}")
    yield mark(words("事" if entry.version > 1 else "改"), reads)
    yield mark(words("文"), reads, page, f"note {secrecy}")
    for what in ("商", "卷"):
        yield mark(words(what), reads)
    # Reasons stand in the trail of open ledgers, which says who sent back what and why.
    yield mark(words("退"), reads_file)
    yield mark(words("因"), reads_file)
    paper = entry.papers.first()
    if paper:
        place = reverse("ledger-paper", args=[kept.code, entry.pk, paper.pk])
        yield mark(words("件"), reads_file, place if secrecy != "open" else "", f"paper {secrecy}")
    if entry.number and secrecy != "open":
        yield mark(entry.number, reads)


def _batch(kept: Kept, mark: Callable[..., Mark]) -> Mark:
    """A sheet for the ledger, as somebody sent it: seen by who oversees the ledger."""
    overseers = {post for seat in catalog.whole(kept.code).oversee for post in seat.posts}
    word = f"{SIGN}表{kept.code}"
    batch = Batch.objects.create(
        kind="ledgers",
        target=kept.code,
        state="discarded",
        person=kept.writer,
        files=[{"name": f"{word}.xlsx", "bytes": 1, "sha256": "0" * 64}],
        received_at=clock.now(),
    )
    assert batch.pk
    return mark(word, lambda sight: sight.rights.post.code in overseers)
