"""What was said before, on the pages: who sees which version, and what an approver compares."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linghang.commitments.models import Basis, Commitment
from linghang.commitments.writing import services as writing
from linghang.commitments.writing.rules import Wanted
from linghang.org.models import Person
from tests.commitments.hospital import meeting
from tests.web.commitments.world import TODAY, World

pytestmark = pytest.mark.one_engine


def one(row: Commitment, rest: str = "") -> str:
    return f"/commitments/one/{row.pk}/{rest}"


def edited(world: World, row: Commitment, **more: Any) -> None:
    wanted = {
        **{name: getattr(row, name) for name in ("level", "title", "text", "type")},
        "due": row.first_due,
        "unit": row.unit_id,
        "owner": row.owner,
        "leader": row.leader,
        "answers": tuple(row.answers.values_list("problem", flat=True)),
        **more,
    }
    by = world.on.by("party_clerk")
    writing.edit(commitment_id=row.pk, wanted=Wanted(**wanted), reason="分工调整", **by)


def test_a_story_shows_every_version_and_what_was_decided_on_it(world: World) -> None:
    row = world.measures[0]
    assert "内容列入以来没有改过" in world.text("cardiology_head", one(row))
    edited(world, row, standard="两项采购制度修订并印发", owner="P4", due=date(2025, 6, 30))
    edited(world, row, standard="三项采购制度修订并印发", owner="P4", due=date(2025, 6, 30))
    page = world.text("cardiology_head", one(row))
    assert "历次内容" in page
    assert "共3版" in page
    for told in (
        "2025年6月3日职工Q3修改：分工调整",
        "2025年4月20日职工P6审定",
        "<del>两</del>项采购制度修订并印发",
        "<ins>三</ins>项采购制度修订并印发",
        "<del>职工P3</del>",
        "<ins>职工P4</ins>",
        "待重新审定",
        "第1版全文",
    ):
        assert told in page, told
    world.text("hr_director", one(row), 404)
    world.post("party_secretary", approving(world), text="同意")
    assert "待重新审定" not in world.text("cardiology_head", one(row))


def test_a_version_names_nothing_that_the_reader_does_not_see(world: World) -> None:
    """Whoever sees a problem does not learn the numbers of measures of others."""
    problem = world.problems[0]
    whole, part = (world.text(post, one(problem)) for post in ("party_clerk", "cardiology_head"))
    assert "<ins>1.1.1、1.1.2</ins>" in whole
    assert "<ins>1.1.1、不在查看范围的1项</ins>" in part


def approving(world: World) -> str:
    return f"/commitments/{world.programme.pk}/approve/"


def test_the_approver_compares_with_what_was_approved_and_names_the_decision(world: World) -> None:
    row, other = world.measures[:2]
    edited(world, row, standard="两项采购制度修订并印发")
    edited(world, row, standard="三项采购制度修订并印发")
    writing.void(commitment_id=other.pk, reason="并入其他措施", **world.on.by("party_clerk"))
    world.on.measure(world.problems[0], "建立清单")
    item = meeting(world.on, TODAY - timedelta(days=1), title="研究整改措施")
    page = world.text("party_secretary", approving(world))
    assert "审定所依据的会议决定或文件" in page
    assert "<ins>三项采购制度修订并印发</ins>" in page
    assert "两项采购制度" not in page
    assert "1.1.3 建立清单" in page
    assert "作废1.1.2 开展自查：并入其他措施" in page
    assert "党委会2025年6月2日：研究整改措施" in page
    refused = world.post("party_secretary", approving(world), 422, document="党发〔2025〕3号")
    assert "也要写文件名称" in refused
    world.post("party_secretary", approving(world), text="同意", item=str(item.pk))
    assert Basis.objects.get().meeting == item.form.meeting
    programme = f"/commitments/{world.programme.pk}/programme/"
    assert "依据：党委会2025年6月2日“研究整改措施”" in world.text("party_secretary", programme)
    assert "依据党委会2025年6月2日“研究整改措施”" in world.text("party_secretary", one(row))
    unread = world.text("cardiology_head", one(row))
    assert "依据党委会2025年6月2日议定" in unread
    assert "研究整改措施" not in unread


def test_pages_of_versions_cost_the_same_for_few_and_for_many(world: World) -> None:
    row = world.measures[0]
    counts: dict[str, set[int]] = {"story": set(), "approve": set()}
    for many in (2, 12):
        for n in range(many):
            edited(world, row, standard=f"第{many}-{n}稿的完成标准已经印发")
            more = world.on.measure(world.problems[0], f"措施{many}-{n}")
            if many == 12:
                Person.objects.create(code=f"Z{n}", name=f"新职工{n}", active_from=date(2020, 1, 1))
        world.on.approve(world.programme)
        for n, each in enumerate(Commitment.objects.filter(title__startswith=f"措施{many}")):
            owner = f"Z{n}" if many == 12 else "P3"
            edited(world, each, standard="印发", owner=owner)
        for name, url, post in (
            ("story", one(row), "party_clerk"),
            ("approve", approving(world), "party_secretary"),
        ):
            world.text(post, url)
            with CaptureQueriesContext(connection) as told:
                world.text(post, url)
            counts[name].add(len(told))
        world.on.approve(world.programme)
        del more
    assert all(len(each) == 1 for each in counts.values()), counts
