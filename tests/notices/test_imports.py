"""A real import tells its sender how the check went, and the others who import what came in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from linghang.notices import duties
from linghang.notices.models import Notice
from linghang.org.models import Appointment, Person, Unit
from linghang.org.rights import rights_of
from tests import web_hospital
from tests.web_hospital import TODAY, Hospital, sheets


@pytest.fixture
def records(db: None, tmp_path: Path) -> Hospital:
    """The small hospital with a second person who imports."""
    hospital = web_hospital.empty(tmp_path)
    Appointment.objects.create(
        person=Person.objects.create(code="P20", name="编码员", active_from=date(2020, 1, 1)),
        post="records_clerk",
        unit=Unit.objects.get(code="MRO"),
        active_from=date(2020, 1, 1),
    )
    return hospital


def told() -> list[tuple[str, str]]:
    rows = Notice.objects.order_by("pk").values_list("kind", "person__code")
    return list(rows)


def test_a_committed_import_is_told_to_both_in_their_way(records: Hospital) -> None:
    records.bring_in(sheets(count=3))

    assert told() == [("import_staged", "P2"), ("import_committed", "P20")]
    notice = Notice.objects.get(kind="import_committed")
    assert notice.body == "新增3例，替换0例，未变0例；有关指标已重算。"


def test_a_file_that_does_not_pass_is_told_with_the_reason(records: Hospital) -> None:
    records.bring_in(sheets(count=2, B15="不是日期"))

    assert told() == [("import_refused", "P2")]
    assert "没有一行可以入库：共拒收 2 行" in Notice.objects.get().body


def test_a_staged_batch_is_a_duty_until_something_becomes_of_it(records: Hospital) -> None:
    batch = records.stage(sheets(count=2))

    rights = rights_of(records.appointments["records"].pk, TODAY)
    (duty,) = duties.duties_of(rights, TODAY)
    assert duty.subject == ("cases.batch", str(batch.pk))
    (notice,) = Notice.objects.of("P2")
    assert (notice.subject_type, notice.subject_id) == ("cases.batch", str(batch.pk))
