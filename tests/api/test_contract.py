"""The description and the answers agree, whatever is asked and whoever asks."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, assume, settings
from schemathesis import GenerationMode

from linghang.api.addresses import api
from tests.api.conftest import token
from tests.web_hospital import Hospital

HOST = "http://testserver"
POSTS = ("president", "cardiology_head", "branch_secretary", "audit_administrator")
DESCRIPTION = api.get_openapi_schema(path_prefix="/api/")
schema = schemathesis.openapi.from_dict(DESCRIPTION)
schema.app = get_wsgi_application()
schema.config.generation.modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]


@pytest.fixture
def keep_connection() -> Iterator[None]:
    """A raw WSGI call closes the connection that holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def tokens(hospital: Hospital) -> Iterator[str]:
    """Their tokens, one after the other, again and again."""
    return itertools.cycle([token(hospital, post) for post in POSTS])


def arrives(value: object) -> bool:
    """Whether a parameter is in the address at all: nothing and empty lists are left out."""
    return any(each is not None for each in (value if isinstance(value, list | dict) else [value]))


@schema.parametrize()
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_asked_the_answer_is_one_that_is_described(
    case: Any, tokens: Iterator[str], keep_connection: None
) -> None:
    assume(all(arrives(value) for value in (case.query or {}).values()))
    headers = {"Authorization": f"Bearer {next(tokens)}", "Host": "testserver"}

    case.call_and_validate(base_url=HOST, headers=headers)


def test_the_description_is_there_without_login_and_names_every_answer(db: None) -> None:
    told = Client().get("/api/openapi.json")

    assert told.status_code == 200
    assert told.json()["paths"].keys() == DESCRIPTION["paths"].keys()
    for path, methods in DESCRIPTION["paths"].items():
        assert list(methods) == ["get"], path
        assert {"200", "401", "403", "404", "422"} == {
            str(status) for status in methods["get"]["responses"]
        }, path
        assert methods["get"]["summary"], path
        assert methods["get"]["description"], path


def test_no_page_of_documentation_is_loaded_from_elsewhere(db: None) -> None:
    assert Client().get("/api/docs").status_code == 404
