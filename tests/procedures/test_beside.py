"""Two purchases that pass a limit only together, at the same moment: the second one is asked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection

from linghang.procedures.models import Act
from linghang.procedures.services import CannotAct
from tests.procedures.test_at_once import beside
from tests.procedures.test_purchases import Hospital, choose, hospital, small, until_method

__all__ = ["hospital"]


@pytest.mark.django_db(transaction=True)
def test_of_two_purchases_at_the_same_moment_the_second_one_sees_the_first(
    hospital: Hospital, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """§4.6.8: 40+40 万 of one class, open tender 70 万; neither passes it alone."""
    small(monkeypatch, 70_000_000)
    rows = [until_method(hospital, "400000") for _ in range(2)]
    name, both = beside(tmp_path), Barrier(2)

    def buy(place: int) -> str:
        connection.settings_dict = {**connection.settings_dict, "NAME": name}
        both.wait()
        try:
            choose(rows[place], hospital)
        except CannotAct as refused:
            return str(refused)
        else:
            return ""
        finally:
            chosen.append(Act.objects.filter(step="purchase").count())
            connection.close()

    chosen: list[int] = []
    with ThreadPoolExecutor(2) as threads:
        done, told = sorted(threads.map(buy, range(2)))

    assert (done, max(chosen)) == ("", 1)
    assert "同类2件合计80万元，超过70万元" in told
