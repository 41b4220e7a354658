"""What is told in time, and what comes too late: reminders, checkers, forms left open."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linghang.commitments.offering import providers
from linghang.commitments.reminding.services import remind
from linghang.notices.models import Notice
from tests.web.commitments.test_forms import one
from tests.web.commitments.world import World

ONCE = {"once": "a-form-that-was-open"}


def test_the_reminders_of_a_programme_stand_on_one_page(world: World) -> None:
    day = date(2025, 7, 1)
    remind(now=datetime.combine(day, time(2), UTC), today=day)
    page = f"/commitments/{world.programme.pk}/reminders/"
    clerk = world.text("party_clerk", page)
    for words in ("修订采购制度已逾期", "开展自查已逾期", "已送达，未读", "站内已送达"):
        assert words in clerk, words
    assert "还没有反馈2025年6月的进展" in clerk
    head = world.text("cardiology_head", page)
    assert "修订采购制度已逾期" in head
    assert "开展自查" not in head
    world.text("hr_director", page, 404)
    told = Notice.objects.get(kind="commitment_overdue", person__code="P3")
    Notice.objects.filter(pk=told.pk).update(read_at=told.created_at)
    assert "共1条" in world.text("party_clerk", f"{page}?state=read")
    assert "没有符合条件" in world.text("party_clerk", f"{page}?state=escalated")


@pytest.mark.one_engine
def test_a_checker_reads_the_self_examination_and_what_proves_it(world: World) -> None:
    row = world.measures[0]
    world.post("cardiology_head", one(row, "apply/"), text="询价记录齐全，抽查两个月没有例外")
    for deed in ("pass/", "return/"):
        asked = world.text("party_clerk", one(row, deed))
        assert "自查情况：询价记录齐全" in asked
        assert "佐证材料：1份，会议记录.pdf（2025年6月3日）" in asked
    assert "询价记录齐全" in world.text("party_clerk", one(row))


@pytest.mark.one_engine
def test_a_form_that_comes_too_late_says_so(world: World) -> None:
    row = world.measures[0]
    world.post("cardiology_head", one(row, "apply/"), text="已自查")
    assert "已通过" in world.post("party_clerk", one(row, "pass/"))
    late = world.post("party_clerk", one(row, "pass/"), **ONCE)
    assert "这次没有办理：任务现在是“待验收”" in late
    assert world.client("party_clerk").post(one(row, "pass/")).status_code == 404
    assert world.client("hr_director").post(one(row, "pass/"), ONCE).status_code == 404


@pytest.mark.one_engine
def test_evidence_is_a_paper_and_a_count_is_whole(world: World) -> None:
    row = world.measures[0]
    odd = SimpleUploadedFile("设置.exe", b"MZ", "application/octet-stream")
    refused = world.post(
        "cardiology_head", one(row, "attach/"), 422, papers=odd, happened_on="2025-06-02"
    )
    assert "设置.exe不能作为材料" in refused
    made = {"code": "policy_revised", "number": "1.5", "title": "办法", "day": "2025-06-01"}
    assert "数量填整数" in world.post("cardiology_head", one(row, "produce/"), 422, **made)


@pytest.mark.one_engine
def test_what_came_back_is_not_offered_to_its_own_programme(world: World) -> None:
    row = world.on.close(world.measures[0])
    world.post("party_clerk", one(row, "review/"), rebound="1", text="又有两笔没有询价")
    offered = f"from={providers.FINDING}"
    own = world.text("party_clerk", f"/commitments/{world.programme.pk}/offered/")
    other = world.text("party_clerk", f"/commitments/{world.draft.pk}/offered/")
    assert offered not in own.replace("%3A", ":")
    assert offered in other.replace("%3A", ":")
