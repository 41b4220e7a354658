"""疑似重复 as a page: who looks after a ledger says which entries are two things."""

from __future__ import annotations

import pytest

from linghang.ledgers.models import Apart
from tests.ledgers import hospital
from tests.web_hospital import Hospital

pytestmark = pytest.mark.one_engine
URL = "/ledgers/outreach/twins/"


def test_twins_that_are_two_things_are_told_apart_and_shown_no_more(house: Hospital) -> None:
    one, other = (hospital.in_force(house.appointments) for _ in range(2))
    office, reader = house.client("party_office"), house.client("president")
    told = {"deed": "apart", "chosen": [str(one.pk)], "reason_apart": "上下午两支队伍"}
    for client in (office, reader):
        assert str(other.number) in client.get(URL).content.decode()
    assert "不是同一件" not in reader.get(URL).content.decode()
    reader.post(URL, told)
    assert not Apart.objects.exists()

    assert office.post(URL, told).status_code == 302

    assert "没有疑似重复的记录" in office.get(URL).content.decode()
    listed = office.get(f"{URL}apart/?standing=1").content.decode()
    assert "上下午两支队伍" in listed
    assert f"{other.number} " in listed
    back = {"deed": "take_back", "chosen": [str(Apart.objects.get().pk)]}
    office.post(f"{URL}apart/", {**back, "reason_take_back": "签到册是同一份"})
    assert str(one.number) in office.get(URL).content.decode()
    assert "签到册是同一份" in reader.get(f"{URL}apart/?standing=0").content.decode()
