"""What waits for a meeting: only what asks for it now, in as many queries for many as for few."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linghang.meetings import matters
from linghang.org.models import Appointment
from linghang.procedures import services
from linghang.procedures.models import Proceeding
from linghang.procedures.progress.rules import Verb
from tests.procedures.test_services import AT, TODAY, actor

BIG = """
- code: matter_of_size
  name: 按大小上会
  source: 为测试而设
  purpose: 大事上党委会。
  overseers:
    - {posts: [hr_director], at: anywhere}
  steps:
    - key: ask
      title: 申请
      who: [{posts: [department_head], at: unit}]
      needs:
        fields:
          - code: size
            name: 大小
            kind: choice
            required: true
            options: [{code: big, name: 大}, {code: small, name: 小}]
    - key: decide
      title: 决定
      who: [{posts: [president], at: above}]
      after: [ask]
      ends: completed
      needs:
        requirements:
          - provider: meetings.resolution
            params: {items: major_matter, at: anywhere}
            when: {all: [{field: size, equals: big}]}
"""


def asked(hospital: dict[str, Appointment], size: str) -> Proceeding:
    by = {"actor": actor(hospital["cardiology_head"]), "at": AT, "today": TODAY}
    row = services.start(procedure="matter_of_size", unit="CARD", title=f"一件{size}事", **by)
    services.act(
        proceeding_id=row.pk, step="ask", verb=Verb.APPROVE, seen=1, fields={"size": size}, **by
    )
    return row


def waiting() -> tuple[list[str], int]:
    kinds = ["committee_meeting", "president_meeting"]
    with CaptureQueriesContext(connection) as queries:
        found = matters.waiting("H", kinds, TODAY)
    return [one.about[1] for one in found], len(queries)


@pytest.fixture
def declared(declare: Callable[[str], None]) -> None:
    declare(BIG)


@pytest.mark.usefixtures("declared")
def test_what_a_condition_passes_over_does_not_wait_and_many_take_no_more_queries(
    hospital: dict[str, Appointment],
) -> None:
    big, _ = asked(hospital, "大"), asked(hospital, "小")

    few = waiting()
    more = [asked(hospital, "大") for _ in range(10)]
    many = waiting()

    assert few[0] == [str(big.pk)]
    assert many[0] == [str(one.pk) for one in (big, *more)]
    assert many[1] == few[1] <= 14  # two of them ask for what commitments put up
