"""A programme's tree as a sheet: every complaint with its cell, whole or nothing, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from linghang.commitments.models import Commitment, Programme
from linghang.commitments.sheets.importer import CommitmentImport
from linghang.foundation import clock
from linghang.foundation.intake import complaints, services
from linghang.foundation.intake.definitions import Upload
from linghang.foundation.intake.models import Batch
from linghang.foundation.intake.services import CannotUndo
from tests.commitments.hospital import TODAY, On

HEAD = ("序号", "层级", "名称", "类型", "责任部门", "责任人", "责任领导", "完成时限", "对应问题")
ROWS = (
    ("1.1.1", "措施", "修订采购制度", "限期整改", "心血管内科", "P3", "R1", "2025-06-30", "1.2"),
    ("1", "方面", "内部管理", "", "", "", "", "", ""),
    ("1.1", "问题", "采购不规范", "", "", "", "", "", ""),
    ("1.2", "问题", "合同不规范", "", "", "", "", "", ""),
)


@pytest.fixture
def on(bare: On) -> On:
    return bare


def sheet(folder: Path, rows: Sequence[Sequence[str]]) -> list[Upload]:
    path = folder / "方案.csv"
    path.write_text("\n".join(",".join(row) for row in (HEAD, *rows)), "utf-8-sig")
    return [Upload(path.name, path)]


def check(on: On, programme: Programme, uploads: list[Upload]) -> Batch:
    batch = services.receive(
        kind="commitments",
        target=str(programme.pk),
        uploads=uploads,
        actor=on.by("party_clerk")["actor"],
        at=clock.now(),
    )
    return services.check(batch_id=batch.pk, today=TODAY, clock=clock.now)


def test_the_tree_comes_in_whatever_the_order_of_rows_and_goes_again(
    on: On, tmp_path: Path
) -> None:
    programme = on.inspection()
    batch = check(on, programme, sheet(tmp_path, ROWS))
    assert (batch.state, batch.facts["summary"]) == ("staged", "列入4项")
    actor = on.by("party_clerk")["actor"]
    services.commit(batch_id=batch.pk, actor=actor, today=TODAY, clock=clock.now)
    measure = Commitment.objects.get(number="1.1.1")
    assert measure.parent is not None
    assert (measure.parent.number, measure.unit_id, measure.owner) == ("1.1", "CARD", "P3")
    assert set(measure.answers.values_list("problem__number", flat=True)) == {"1.1", "1.2"}
    again = check(on, programme, sheet(tmp_path, ROWS))
    assert again.state == "refused"
    at = clock.now()
    services.undo(batch_id=batch.pk, actor=actor, at=at, reason="发错了表")
    assert set(Commitment.objects.values_list("standing", flat=True)) == {"voided"}
    assert check(on, programme, sheet(tmp_path, ROWS)).state == "staged"


def test_every_complaint_has_its_cell(on: On, tmp_path: Path) -> None:
    programme = on.inspection()
    rows = (
        *ROWS[1:],
        ("1.1.1", "措施", "修订制度", "限期", "没有这个科", "", "", "去年", "9.9"),
        ("1.1.2", "措施", "长期坚持", "长期坚持", "CARD", "", "", "2025-06-30", ""),
        ("3.1", "问题", "没有上级", "", "", "", "", "", ""),
        ("1.2", "问题", "重复", "", "", "", "", "", ""),
    )
    batch = check(on, programme, sheet(tmp_path, rows))
    assert batch.state == "refused"
    found, _ = complaints.page(batch.complaints_file)
    told = {(one.row, one.column.split("（")[0]): one.says for one in found}
    says = " ".join(told.values())
    for wanted in ("没有找到单位", "没有序号是 3 的上级", "重复", "长期坚持的没有完成时限"):
        assert wanted in says, told
    assert not Commitment.objects.exists()


def test_what_was_reported_on_is_not_taken_back(on: On, tmp_path: Path) -> None:
    programme = on.inspection()
    batch = check(on, programme, sheet(tmp_path, ROWS))
    actor = on.by("party_clerk")["actor"]
    services.commit(batch_id=batch.pk, actor=actor, today=TODAY, clock=clock.now)
    on.approve(programme)
    on.report(Commitment.objects.get(number="1.1.1"))
    with pytest.raises(CannotUndo, match=r"1\.1\.1"):
        services.undo(batch_id=batch.pk, actor=actor, at=clock.now(), reason="发错了表")


def test_the_template_explains_itself_and_its_examples_are_not_read(on: On, tmp_path: Path) -> None:
    programme = on.inspection()
    made = BytesIO()
    CommitmentImport().template(str(programme.pk), made)
    rows = CalamineWorkbook.from_filelike(BytesIO(made.getvalue())).get_sheet_by_index(0)
    told = " ".join(str(cell) for row in rows.to_python() for cell in row)
    assert "序号" in told
    assert "示例1.2.1" in told
    path = tmp_path / "模板.xlsx"
    path.write_bytes(made.getvalue())
    batch = check(on, programme, [Upload(path.name, path)])
    assert batch.state == "refused"
    assert batch.rows_read == 0 or "没有" in batch.message
