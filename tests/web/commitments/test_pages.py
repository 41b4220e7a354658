"""Programmes as pages: boards, story, figures, lists; who sees what, and from which forms."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from linghang.commitments.models import Commitment, Note, Programme
from tests.web.commitments.world import World

pytestmark = pytest.mark.one_engine


def test_the_overview_counts_what_the_post_sees(world: World) -> None:
    clerk, head = world.text("party_clerk", "/commitments/"), world.text(
        "cardiology_head", "/commitments/"
    )
    assert "市委第三轮巡察整改" in clerk
    assert "另一轮巡察整改" in clerk
    assert "0/3" in clerk
    assert "0/2" in head
    assert "另一轮巡察整改" not in head
    assert "新建方案" in clerk
    assert "新建方案" not in head


def test_every_view_of_a_board_shows_the_same_tasks(world: World) -> None:
    base = f"/commitments/{world.programme.pk}/"
    for view in ("", "table/", "calendar/", "by/leader/", "by/unit/"):
        clerk = world.text("party_clerk", base + view)
        head = world.text("cardiology_head", base + view)
        assert "修订采购制度" in clerk, view
        assert "开展自查" in clerk, view
        assert "修订采购制度" in head, view
        assert "开展自查" not in head, view
        world.text("hr_director", base + view, 404)
