"""A public notice: settled word for word, made public once, by those who lead."""

from __future__ import annotations

import io

import pytest
from docx import Document

from linghang.commitments.faults import CannotCommit
from linghang.commitments.publishing import services as publishing
from linghang.foundation.trail.models import Entry
from tests.web.commitments.world import TODAY, World


def ready(world: World) -> str:
    """The address of the notice, of which nothing is lacking."""
    base = f"/commitments/{world.programme.pk}/"
    facts = {"f_by": "city", "f_round": "第三轮", "f_phone": "0000-5550101"}
    facts |= {"f_mail": "office@example.invalid", "f_post": "院内", "f_open_until": "一个月"}
    world.post("party_clerk", f"{base}describe/", reason="补联系方式", **facts)
    world.on.approve(world.programme)
    return f"{base}notice/"


def test_what_was_settled_stays_word_for_word(world: World) -> None:
    base = ready(world)
    world.on.close(world.measures[0])
    draft = world.text("party_clerk", base)
    assert "公开以前还要办" not in draft
    assert f'href="{base}settle/?on=2025-06-03"' in draft
    kept = world.post("party_clerk", f"{base}settle/", on="2025-06-03")
    assert "已定为第1稿" in kept
    assert "修订采购制度（已完成）" in kept
    again = world.post("party_clerk", f"{base}settle/", 422, on="2025-06-03")
    assert "与第1稿一字不差" in again
    later = world.on.later(0)
    later.close(world.measures[1], "orthopaedics_head")
    assert "开展自查（已完成）" in world.text("party_clerk", base)
    assert "这一天的通报已有" in world.text("party_clerk", base)
    page = world.text("party_clerk", f"{base}1/")
    assert "开展自查（正在推进）" in page
    content = world.client("party_clerk").get(f"{base}1/document/").content
    words = "\n".join(one.text for one in Document(io.BytesIO(content)).paragraphs)
    assert "开展自查（正在推进）" in words
    assert "还没有登记公开" in page


def test_made_public_once_with_whose_decision(world: World) -> None:
    base = ready(world)
    world.post("party_clerk", f"{base}settle/", on="2025-06-01")
    said = {"place": "医院网站", "basis": "经党委会审定"}
    early = world.post("party_clerk", f"{base}1/publish/", 422, day="2025-06-02", **said)
    assert "公开日期在定稿以前" in early
    page = world.post("party_clerk", f"{base}1/publish/", day="2025-06-03", **said)
    assert "2025年6月3日公开于医院网站，依据：经党委会审定" in page
    world.text("party_clerk", f"{base}1/publish/", 404)
    row = world.programme.notices.get()
    days = world.text("party_clerk", f"/commitments/{world.programme.pk}/programme/")
    assert "2025年8月1日，2025年6月3日办结：通报第1稿公开于医院网站，经党委会审定" in days, (
        "the day by which it was to be made public"
    )
    assert "2025年5月1日，逾期33天，没有登记办结" in days
    with pytest.raises(CannotCommit, match="已登记2025年6月3日公开"):
        publishing.publish(notice_id=row.pk, day=TODAY, **said, **world.on.by("party_clerk"))
    told = Entry.objects.filter(action__startswith="commitments.programme.notice")
    assert [one.facts["digest"] for one in told] == [row.digest] * 2


def test_only_who_leads_settles_and_nothing_that_lacks(world: World) -> None:
    base = f"/commitments/{world.programme.pk}/notice/"
    assert "settle/" not in world.text("party_clerk", base), "a phone number is lacking"
    by = {"programme_id": world.programme.pk, "on": TODAY}
    with pytest.raises(CannotCommit, match="没有填写联系电话"):
        publishing.settle(**by, **world.on.by("party_clerk"))
    ready(world)
    for key in ("cardiology_head", "president"):
        with pytest.raises(CannotCommit, match="不能定稿"):
            publishing.settle(**by, **world.on.by(key))
    world.text("discipline_secretary", f"{base}settle/", 404)
    world.text("discipline_secretary", base)
    assert "settle/" not in world.text("discipline_secretary", base)
    publishing.settle(**by, **world.on.by("party_clerk"))
    world.text("discipline_secretary", f"{base}1/")
    world.text("cardiology_head", f"{base}1/", 404)
    world.text("party_clerk", f"{base}2/", 404)
    with pytest.raises(CannotCommit, match="方案拟订中"):
        publishing.settle(programme_id=world.draft.pk, on=TODAY, **world.on.by("party_clerk"))
