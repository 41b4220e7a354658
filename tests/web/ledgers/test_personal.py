"""Personal facts are masked for who has no part in an entry, in all that a page tells of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from linghang.foundation.catalog import registry
from linghang.ledgers import catalog
from linghang.ledgers.changing import services as changing
from linghang.ledgers.entering.services import Written
from linghang.ledgers.models import Entry
from tests.ledgers import hospital
from tests.ledgers.hospital import by
from tests.web_hospital import Hospital

pytestmark = pytest.mark.one_engine
CONTACTS = """
- code: contacts
  name: 联络登记
  source: 本院规定
  purpose: 每次联络登记一条。
  prefix: YLX
  enter: [{posts: [department_head], at: unit}]
  verify: [{posts: [party_office_director], at: anywhere}]
  oversee: [{posts: [party_office_director], at: anywhere}]
  everybody_reads: true
  same: [person]
  fields:
    - {code: phone, name: 联系电话, kind: phone, sensitive: true}
    - {code: person, name: 联系人, kind: person, sensitive: true, filter: true, outside: true}
    - {code: note, name: 备注, kind: text}
"""
WAS, ASKED, UNLIKE = "13800001234", "13800991234", "13900005678"
PERSONS = ("周大年", "周小年")


@pytest.fixture(autouse=True)
def _contacts(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.CATALOG_OVERRIDES = hospital.override(tmp_path / "catalogs", CONTACTS)
    registry.forget()
    catalog.check()
    yield
    registry.forget()


def contact(phone: str, person: str, note: str = "") -> Written:
    facts = {"phone": phone, "person": person, **({"note": note} if note else {})}
    return Written(title="联络", unit="CARD", day=date(2025, 3, 5), fields=facts)


def entered(house: Hospital) -> Entry:
    head = house.appointments["cardiology_head"]
    entry = hospital.write(head, contact(WAS, PERSONS[0]), "contacts")
    hospital.verify(house.appointments["party_office"], *hospital.hand_in(head, entry))
    return entry


def seen(house: Hospital, post: str, url: str) -> str:
    return str(house.client(post).get(url).content.decode())


@pytest.mark.parametrize("post", ["orthopaedics_head", "president", "party_clerk"])
def test_a_correction_tells_no_personal_fact_to_who_only_reads(house: Hospital, post: str) -> None:
    entry, head = entered(house), house.appointments["cardiology_head"]
    url = f"/ledgers/contacts/{entry.pk}/"

    for phone, person, note in ((ASKED, PERSONS[1], "改一"), (UNLIKE, PERSONS[0], "改二")):
        written = contact(phone, person, note)
        change = changing.ask_correction(
            entry_id=entry.pk, written=written, reason="电话写错了", **by(head)
        )
        waiting = seen(house, post, url)
        hospital.verify(house.appointments["party_office"], change.filing)
        for page in (waiting, seen(house, post, url)):
            assert note in page
            assert "138****1234" in page
            for told in (WAS, ASKED, UNLIKE, *PERSONS):
                assert told not in page

    # Two numbers alike under their masks: that something changed is told, and no more.
    assert "已更改" in seen(house, post, url)


def test_who_enters_or_verifies_reads_what_was_said_before(house: Hospital) -> None:
    entry, head = entered(house), house.appointments["cardiology_head"]
    change = changing.ask_correction(
        entry_id=entry.pk, written=contact(UNLIKE, PERSONS[0]), reason="电话写错了", **by(head)
    )
    hospital.verify(house.appointments["party_office"], change.filing)
    for post in ("cardiology_head", "party_office"):
        page = seen(house, post, f"/ledgers/contacts/{entry.pk}/")
        assert WAS in page
        assert UNLIKE in page
        assert "已更改" not in page


def test_what_may_be_twice_the_same_is_listed_with_masks(house: Hospital) -> None:
    entered(house), entered(house)
    page = seen(house, "president", "/ledgers/contacts/twins/")
    assert "YLX-2025-00002" in page
    assert PERSONS[0] not in page
