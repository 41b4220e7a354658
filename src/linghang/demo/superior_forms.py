"""A superior's form in the demo: kept, bound cell by cell, and sent for a quarter."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date, datetime

import xlsxwriter
from django.db import transaction

from linghang.demo.office_work import holder_at
from linghang.foundation.period import Period
from linghang.org.models import Person
from linghang.org.rights import rights_of
from linghang.reports.forms import services
from linghang.reports.forms.definitions import Binding
from linghang.reports.forms.filling import Asked
from linghang.reports.models import SuperiorForm

TITLE, SOURCE = "公益服务和普法宣传季报表", "市卫生健康委宣传处"
LINES = 20
FIGURES = (("义诊场次", "clinics"), ("健康讲座次数", "lectures"), ("服务群众人次", "served"))
COLUMNS = (("日期", "day"), ("普法活动", "title"), ("法律法规", "law"), ("参加人次", "attended"))


@transaction.atomic
def do(*, today: date, clock: Callable[[], datetime]) -> int:
    """Keep, bind and send the form; the number of forms made, 0 where there is one."""
    if SuperiorForm.objects.exists():
        return 0
    office = holder_at("party_office_director", "O01")
    at = clock()
    form = services.keep(
        content=_empty(),
        name=f"{TITLE}.xlsx",
        title=TITLE,
        source=SOURCE,
        actor=office,
        at=at,
        today=today,
    )
    for one in _bindings():
        binding = Binding.model_validate(one)
        services.bind(form_id=form.pk, binding=binding, actor=office, at=at)
    asked = Asked(
        period=Period.quarter(today.year, 3),
        rights=rights_of(int(office.appointment or 0), today),
        person=Person.objects.get(code=office.person).name,
        today=today,
    )
    services.send(form_id=form.pk, asked=asked, to=SOURCE, actor=office, at=at)
    return 1


def _bindings() -> Iterator[dict[str, object]]:
    for source, words in (
        ("unit", "填报单位（盖章）："),
        ("period", "填报期间："),
        ("date", "填报日期："),
    ):
        yield {"cell": "统计表!A2", "kind": "text", "source": source, "after": words}
    for row, (_, item) in enumerate(FIGURES, 4):
        yield {"cell": f"统计表!C{row}", "kind": "figure", "source": "outreach", "item": item}
    listed = {"kind": "rows", "source": "law_activities", "rows": LINES}
    for letter, (_, item) in zip("ABCD", COLUMNS, strict=True):
        yield {"cell": f"统计表!{letter}9", "item": item, **listed}


def _empty() -> bytes:
    """The form as the superior sends it: a title over all columns, blanks to fill in, a sum."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet("统计表")
    framed = {"border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
    title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
    plain, cell = book.add_format({}), book.add_format(framed)
    day = book.add_format({**framed, "num_format": "yyyy-mm-dd"})
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 2, 44)
    sheet.set_column(3, 3, 14)
    sheet.set_row(0, 28)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 1)
    sheet.merge_range("A1:D1", TITLE, title)
    words = "填报单位（盖章）：                填报期间：              填报日期："
    sheet.merge_range("A2:D2", words, plain)
    for column, text in enumerate(("序号", "项目", "本期数", "备注")):
        sheet.write(2, column, text, cell)
    for row, (name, _) in enumerate(FIGURES, 3):
        sheet.write_row(row, 0, (row - 2, name, "", ""), cell)
    sheet.merge_range("A7:D7", "附：普法活动明细", cell)
    sheet.write_row(7, 0, [name for name, _ in COLUMNS], cell)
    for row in range(8, 8 + LINES):
        sheet.write_blank(row, 0, None, day)
        for column in (1, 2, 3):
            sheet.write_blank(row, column, None, cell)
    last = 8 + LINES
    sheet.write_row(last, 0, ("合计", "", ""), cell)
    sheet.write_formula(last, 3, f"=SUM(D9:D{last})", cell, 0)
    book.close()
    return made.getvalue()
