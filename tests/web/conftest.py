"""A small hospital with cases in it, and what a post sees of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import kept, web_hospital
from tests.web.leaks import world as worlds
from tests.web.leaks.world import World
from tests.web_hospital import Hospital


@pytest.fixture
def empty_hospital(db: None, tmp_path: Path) -> Hospital:
    """People, units and posts, but no case."""
    return web_hospital.empty(tmp_path)


@pytest.fixture
def hospital(db: None, tmp_path: Path) -> Hospital:
    """The same with 26 cases of June 2025."""
    return web_hospital.filled(tmp_path)


@pytest.fixture
def world(db: None, tmp_path: Path) -> World:
    """The hospital with a mark on everything. Made once in a process."""
    made = kept.once("marked hospital", lambda: worlds.build(web_hospital.made_empty(tmp_path)))
    made.hospital.folder = tmp_path
    return made


@pytest.fixture
def page(hospital: Hospital) -> Callable[[str, str], str]:
    """The text of a page as a post sees it; fails unless it answers 200."""

    def text(post: str, url: str) -> str:
        answer = hospital.client(post).get(url)
        assert answer.status_code == 200, (url, answer.status_code)
        return answer.content.decode()

    return text
