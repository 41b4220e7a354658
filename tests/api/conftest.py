"""A small hospital with cases, read by programs with tokens and by people who are logged in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from linghang.foundation import clock
from linghang.org.accounts import services as accounts
from tests import web_hospital
from tests.web_hospital import TODAY, Hospital

Read = Callable[..., tuple[int, Any]]


def token(hospital: Hospital, post: str, *, days: int = 30) -> str:
    """A token of the person who holds the post, for that appointment."""
    return accounts.issue_token(
        appointment_id=hospital.appointments[post].pk,
        name="统计程序",
        days=days,
        today=TODAY,
        actor=hospital.actor(post),
        at=clock.now(),
    )


@pytest.fixture
def hospital(db: None, tmp_path: Path) -> Hospital:
    """26 cases of June 2025."""
    return web_hospital.filled(tmp_path)


@pytest.fixture
def read(hospital: Hospital) -> Read:
    """A function: post, path, parameters → status and what was answered, with a token."""
    tokens: dict[str, str] = {}

    def ask(post: str, path: str, /, **asked: object) -> tuple[int, Any]:
        if post not in tokens:
            tokens[post] = token(hospital, post)
        given = {name: str(one) for name, one in asked.items()}
        answer = Client().get(
            f"/api/{path}", given, headers={"Authorization": f"Bearer {tokens[post]}"}
        )
        assert answer["Content-Type"].startswith("application/json"), answer
        return answer.status_code, answer.json()

    return ask
