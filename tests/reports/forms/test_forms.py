"""A superior's form: read as it came, bound cell by cell, filled with its looks kept, sent."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal

import docx
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from linghang.foundation.errors import Refused
from linghang.foundation.period import Period
from linghang.ledgers.models import Entry
from linghang.org.models import Appointment
from linghang.org.rights import rights_of
from linghang.reports.forms import documents, reach, rules, services, workbooks
from linghang.reports.forms.definitions import Binding
from linghang.reports.forms.filling import Asked
from linghang.reports.forms.rules import Place
from linghang.reports.models import SuperiorForm
from tests.ledgers import hospital
from tests.ledgers.hospital import AT, TODAY, actor, by, clinic, in_force

Held = dict[str, Appointment]
YEAR = Period.year(2025)


@pytest.fixture
def held(db: None) -> Held:
    return hospital.build()


def xlsx() -> bytes:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made)
    sheet = book.add_worksheet("汇总")
    framed = book.add_format({"border": 1, "num_format": "#,##0"})
    sheet.merge_range("A1:C1", "义诊统计表", framed)
    for row, text in enumerate(("义诊场次", "服务群众", "合计"), 1):
        sheet.write(row, 0, text, framed)
        sheet.write_blank(row, 1, None, framed)
    sheet.write_formula("B4", "=B2+B3", framed, 0)
    sheet.set_column(0, 0, 33)
    detail = book.add_worksheet("明细")
    for column, text in enumerate(("日期", "地点")):
        detail.write(0, column, text, framed)
        detail.write_blank(1, column, None, framed)
    book.close()
    return made.getvalue()


def word() -> bytes:
    document = docx.Document()
    table = document.add_table(2, 2)
    table.cell(0, 0).text = "义诊场次"
    table.cell(0, 1).paragraphs[0].add_run("　").bold = True
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def kept(held: Held, content: bytes | None = None, name: str = "义诊统计表.xlsx") -> SuperiorForm:
    return services.keep(
        content=content or xlsx(),
        name=name,
        title="义诊统计表",
        source="省卫生健康委",
        **by(held["party_office"]),
    )


def bound(
    held: Held, form: SuperiorForm, cell: str, kind: str, source: str, **more: object
) -> None:
    binding = Binding.model_validate({"cell": cell, "kind": kind, "source": source, **more})
    services.bind(form_id=form.pk, binding=binding, actor=actor(held["party_office"]), at=AT)


def asked(held: Held, post: str = "party_office", unit: str = "") -> Asked:
    rights = rights_of(held[post].pk, TODAY)
    return Asked(period=YEAR, rights=rights, person="职工Q2", today=TODAY, unit=unit)


def sheet_of(content: bytes, name: str) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name).to_python()


def test_cells_are_filled_and_all_else_stays_as_it_was() -> None:
    values: dict[Place, Decimal | str] = {
        rules.place("汇总!B2"): Decimal(3),
        rules.place("汇总!C1"): "二〇二五年",
        rules.place("明细!A3"): "<&> 2025-03-05",
        rules.place("明细!B7"): "东湖社区",
    }
    content = workbooks.filled(xlsx(), values)
    assert sheet_of(content, "汇总")[0][0] == "二〇二五年"
    assert sheet_of(content, "汇总")[1] == ["义诊场次", 3.0]
    assert sheet_of(content, "明细")[2] == ["<&> 2025-03-05", ""]
    assert sheet_of(content, "明细")[6] == ["", "东湖社区"]
    before, after = (_members(one) for one in (xlsx(), content))
    assert before["xl/styles.xml"] == after["xl/styles.xml"]
    assert b'customWidth="1"' in after["xl/worksheets/sheet1.xml"]
    assert b'<c r="B2" s="1"><v>3</v></c>' in after["xl/worksheets/sheet1.xml"]
    assert b'r="A3" s="1"' in after["xl/worksheets/sheet2.xml"]
    assert b"fullCalcOnLoad" in after["xl/workbook.xml"]


def _members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_cell_of_a_word_table_keeps_its_looks() -> None:
    content = documents.filled(word(), {rules.place("表1!B1"): Decimal(12)})
    cell = docx.Document(io.BytesIO(content)).tables[0].cell(0, 1)
    assert cell.text == "12"
    assert cell.paragraphs[0].runs[0].bold
    assert documents.grids(content)[0].rows[0] == ["义诊场次", "12"]


def test_what_can_not_be_bound_is_said(held: Held) -> None:
    form = kept(held)
    bound(held, form, "明细!A2", "rows", "outreach", item="day", rows=5)
    with pytest.raises(services.CannotKeep, match="是公式"):
        bound(held, form, "汇总!B4", "figure", "outreach", item="clinics")
    with pytest.raises(services.CannotKeep, match="A4 已由 明细!A2 起的明细填写"):
        bound(held, form, "明细!A4", "text", "date")
    with pytest.raises(services.CannotKeep, match="没有“附表”"):
        bound(held, form, "附表!A4", "text", "date")
    with pytest.raises(Refused, match="是PDF 文件，不是表格"):
        kept(held, b"%PDF-1.7", "表.pdf")
    for broken in (b"no archive at all", word()[:200], xlsx()):
        with pytest.raises(services.CannotKeep, match="已损坏或加了密码"):
            kept(held, broken, "表.docx")


def test_filled_for_a_period_within_ones_rights_sent_and_compared(held: Held) -> None:
    in_force(held)
    in_force(held, clinic(date(2025, 4, 6), place="西湖社区", served="40"))
    form = kept(held)
    bound(held, form, "汇总!B2", "figure", "outreach", item="clinics")
    bound(held, form, "汇总!B3", "figure", "outreach", item="served")
    bound(held, form, "汇总!C2", "text", "period")
    bound(held, form, "明细!A2", "rows", "outreach", item="day", rows=1)
    bound(held, form, "明细!B2", "rows", "outreach", item="place", rows=3)
    bound(held, form, "汇总!C3", "indicator", "average_length_of_stay")
    content, found = services.filled(form, asked(held))
    assert found.texts == {
        "汇总!B2": "2",
        "汇总!B3": "200",
        "汇总!C2": "2025年",
        "明细!A2": "2025-03-05",
        "明细!B2": "东湖社区",
        "明细!B3": "西湖社区",
    }
    assert [cell for cell, _ in found.problems] == ["明细!A2", "汇总!C3"]
    assert found.problems[0][1] == "共2场，表里只有1行，其余没有填"
    assert sheet_of(content, "汇总")[2][1] == 200.0

    sent = services.send(
        form_id=form.pk,
        asked=asked(held),
        to="省卫生健康委",
        actor=actor(held["party_office"]),
        at=AT,
    )
    assert sent.values == found.texts
    Entry.objects.filter(title="学雷锋健康义诊", day=date(2025, 4, 6)).update(n2=50)
    _, now = services.filled(form, asked(held))
    assert rules.differences(sent.values, now.texts) == [rules.Difference("汇总!B3", "200", "210")]


def test_bindings_are_versions_and_an_earlier_one_comes_back(held: Held) -> None:
    form = kept(held)
    bound(held, form, "汇总!B2", "figure", "outreach", item="clinics")
    bound(held, form, "汇总!B2", "figure", "outreach", item="lectures")
    office = actor(held["party_office"])
    services.unbind(form_id=form.pk, key="汇总!B2", actor=office, at=AT)
    assert form.current.bindings == ()
    services.restore(form_id=form.pk, number=2, actor=office, at=AT)
    assert (form.current.number, form.current.note) == (5, "恢复第2版")
    assert [one.item for one in form.current.bindings] == ["clinics"]


def test_offices_and_overseers_alone_work_with_forms(held: Held) -> None:
    may = {key for key, one in held.items() if reach.may_use(rights_of(one.pk, TODAY))}
    assert {"party_office", "party_clerk"} <= may
    assert not may & {"branch_secretary", "cardiology_head", "system_administrator", "records"}
