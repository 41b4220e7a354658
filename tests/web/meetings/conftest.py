"""A hospital with a branch, and its secretary at a browser."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import kept, web_hospital
from tests.meetings import branch
from tests.web_hospital import Hospital


@pytest.fixture
def hospital(db: None, tmp_path: object) -> Hospital:
    """The empty hospital with 31 members in its branch; made once in a process."""

    def made() -> Hospital:
        found = web_hospital.made_empty(tmp_path)  # type: ignore[arg-type]
        branch.add()
        return found

    return kept.once("hospital with a branch", made)


@pytest.fixture
def secretary(hospital: Hospital) -> Client:
    return hospital.client("branch_secretary")
