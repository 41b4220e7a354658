"""A small hospital that keeps ledgers, one of them with every kind of field, written as YAML."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from linghang.foundation.access import Actor
from linghang.ledgers.entering import services as entering
from linghang.ledgers.entering.services import Written
from linghang.ledgers.filing import services as filings
from linghang.ledgers.filing.rules import Standing
from linghang.ledgers.models import Entry, Filing
from linghang.org.models import Appointment, Membership, Person, Placement, Unit
from tests import kept, small_hospital

FROM = small_hospital.FROM
TODAY = date(2025, 6, 3)
AT = datetime(2025, 6, 3, 2, 30, tzinfo=UTC)
EVERYTHING = Path(__file__).parent / "every_kind.yaml"
MORE = {
    "party_office": ("Q2", "PAO", "party_office_director"),
    "party_clerk": ("Q3", "PAO", "party_office_clerk"),
    "nurse": ("Q5", "CARD", "head_nurse"),
    "discipline": ("Q6", "DC", "discipline_office_director"),
}
MEMBERS = tuple(f"M{n}" for n in range(1, 9))
OTHERS = tuple(f"N{n}" for n in range(1, 5))


def build() -> dict[str, Appointment]:
    """Appointments by key of small_hospital.POSTS and MORE; made once in a process."""
    return kept.once("hospital with ledgers", made)


def made() -> dict[str, Appointment]:
    """The Party office, eight members of a branch and four other people."""
    held = small_hospital.made()
    office = Unit.objects.create(
        code="PAO", name="党委办公室", kind="office", tree="administration", active_from=FROM
    )
    Placement.objects.create(unit=office, parent=Unit.objects.get(code="H"), active_from=FROM)
    branch = Unit.objects.get(code="PB1")
    for code in (*MEMBERS, *OTHERS):
        person = Person.objects.create(code=code, name=f"职工{code}", active_from=FROM)
        if code in MEMBERS:
            Membership.objects.create(person=person, unit=branch, line="party", active_from=FROM)
    for key, (code, unit, post) in MORE.items():
        held[key] = Appointment.objects.create(
            person=Person.objects.create(code=code, name=f"职工{code}", active_from=FROM),
            post=post,
            unit=Unit.objects.get(code=unit),
            active_from=FROM,
        )
    return held


def override(folder: Path, text: str = "") -> str:
    """A hospital's own catalogs: the ledger with every kind of field, or `text`; their folder."""
    system = folder / "our_ledgers"
    system.mkdir(parents=True, exist_ok=True)
    (system / "ledgers.yaml").write_text(text or EVERYTHING.read_text("utf-8"), "utf-8")
    return str(folder)


def actor(held: Appointment) -> Actor:
    return Actor(person=held.person.code, appointment=held.pk)


def by(held: Appointment) -> dict[str, Any]:
    return {"actor": actor(held), "at": AT, "today": TODAY}


def clinic(day: date = date(2025, 3, 5), unit: str = "PB1", **more: Any) -> Written:
    """A free clinic as somebody types it."""
    facts = {"kind": "义诊", "setting": "社区", "place": "东湖社区", "served": "160", **more}
    return Written(title="学雷锋健康义诊", unit=unit, day=day, fields=facts)


def write(held: Appointment, written: Written, ledger: str = "outreach", **more: Any) -> Entry:
    return entering.write(ledger=ledger, written=written, **more, **by(held))


def hand_in(held: Appointment, *entries: Entry) -> list[Filing]:
    return filings.hand_in(
        ledger=entries[0].ledger, entries=[one.pk for one in entries], **by(held)
    )


def verify(held: Appointment, *rows: Filing, because: str = "") -> int:
    return filings.decide(filings=[one.pk for one in rows], returned_because=because, **by(held))


def in_force(held: dict[str, Appointment], written: Written | None = None) -> Entry:
    """An entry that the branch secretary wrote and the Party office verified."""
    entry = write(held["branch_secretary"], written or clinic())
    verify(held["party_office"], *hand_in(held["branch_secretary"], entry))
    entry.refresh_from_db()
    return entry


def wrote(held: Appointment, ledger: str, unit: str, day: date, **more: Any) -> Entry:
    """A draft of any ledger; title and until by name, all else is a field."""
    common = {name: more.pop(name) for name in ("title", "until") if name in more}
    written = Written(title=common.pop("title", "记录"), unit=unit, day=day, fields=more, **common)
    return write(held, written, ledger)


def put_in_force(entry: Entry) -> Entry:
    """As if it had been handed in and verified."""
    entry.number = f"T-{entry.pk}"
    entry.standing, entry.effective_on = Standing.VERIFIED.value, TODAY
    entry.save()
    return entry
