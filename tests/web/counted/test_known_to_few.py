"""Figures of what only some may know of are no page for others."""

from __future__ import annotations

import pytest

from linghang.org.models import Account
from tests.ledgers import hospital
from tests.ledgers.counting import test_known_to_few
from tests.web_hospital import Hospital

pytestmark = pytest.mark.one_engine


def test_the_pages_are_not_there_for_others(db, tmp_path, settings):
    held = hospital.build()
    for person in {held[key].person for key in ("discipline", "president", "branch_secretary")}:
        Account.objects.create(username=person.code, person=person)
    settings.CATALOG_OVERRIDES = hospital.override(tmp_path, test_known_to_few.FEW)
    test_known_to_few.enter(0, 3)
    house = Hospital(appointments=held, folder=tmp_path)

    def asked(post):
        client = house.client(post)
        places = ("figures/", "figures/talks/", "twins/")
        return [client.get(f"/ledgers/few_test/{place}").status_code for place in places]

    assert asked("discipline") == [200, 200, 200]
    assert asked("president") == asked("branch_secretary") == [404, 404, 404]
