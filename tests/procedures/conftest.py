"""The small hospital, and a catalog folder of the hospital's own with one procedure in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from linghang.foundation.catalog import registry
from linghang.org.models import Appointment
from tests import small_hospital

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

LOAN = """
- code: device_loan
  name: 设备外借
  source: 为测试而设
  purpose: 科室之间借用设备。
  overseers:
    - {posts: [hr_director], at: anywhere}
  steps:
    - key: ask
      title: 申请
      who: [{posts: [department_head], at: unit}]
      needs:
        fields:
          - {code: device, name: 设备, kind: text, required: true}
        documents:
          - {kind: form, name: 申请表}
    - key: check
      title: 审核
      who: [{posts: [records_director, department_head], at: anywhere}]
      after: [ask]
      returns_to: [ask]
      may_reject: true
    - key: approve
      title: 批准
      who: [{posts: [president], at: above}]
      after: [check]
      ends: completed
  intervals:
    - {from: ask, to: approve, most: 5, unit: workdays}
    - {from: check, to: approve, least: 1, unit: days}
  different:
    - {steps: [ask, check], by: department}
"""


@pytest.fixture
def hospital(db: None) -> dict[str, Appointment]:
    """Appointments by key of small_hospital.POSTS."""
    return small_hospital.build()


@pytest.fixture
def declare(tmp_path: Path, settings: SettingsWrapper) -> Iterator[Callable[[str], None]]:
    """`declare(yaml)`: the hospital's own procedures from now on; written anew each time."""
    number = 0

    def write(text: str) -> None:
        nonlocal number
        number += 1
        folder = tmp_path / f"catalogs{number}" / "own"
        folder.mkdir(parents=True)
        (folder / "procedures.yaml").write_text(text, "utf-8")
        settings.CATALOG_OVERRIDES = str(folder.parent)

    yield write
    registry.forget()


@pytest.fixture
def loan(declare: Callable[[str], None]) -> None:
    """The procedure above is declared."""
    declare(LOAN)
