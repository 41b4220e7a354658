"""Files that go out: the template, the complaints, the workbook that came with what is wrong."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import IO
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from linghang.foundation.errors import Refused
from linghang.foundation.fields.definitions import Field, Kind
from linghang.foundation.intake import complaints as book
from linghang.foundation.intake import steps
from linghang.foundation.sheets import csv_lines, mending, writing
from linghang.foundation.sheets.definitions import Column, Layout
from linghang.web.imports import faces, shown
from linghang.web.requests import Request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = (20, 8, 24, 24, 48, 10, 16)


def workbook(name: str, write: Callable[[IO[bytes]], object]) -> FileResponse:
    """A workbook to keep; written to disk first, so that a refusal comes before the answer."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    write(file)
    file.seek(0)
    response = FileResponse(file, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


@require_safe
def template(request: Request, kind: str, target: str = "") -> HttpResponseBase:
    """The empty workbook to be filled in."""
    place = faces.place(kind, target)
    faces.admit(request, place)
    name = place.says(place.kind.template)
    return workbook(name, lambda file: place.kind.deeds.template(target, file))


@require_safe
def complaints(
    request: Request, kind: str, batch_id: int, target: str = ""
) -> StreamingHttpResponse:
    """All complaints of a batch as CSV, values masked as on the page."""
    place = faces.place(kind, target)
    found = place.found(request, batch_id)
    response = StreamingHttpResponse(
        csv_lines(book.table(found.complaints_file, shown.severities(place.kind))),
        content_type="text/csv; charset=utf-8",
    )
    response["Content-Disposition"] = f'attachment; filename="complaints-{found.pk}.csv"'
    return response


@require_safe
def sheet(request: Request, kind: str, batch_id: int, target: str = "") -> HttpResponseBase:
    """The same as a workbook."""
    place = faces.place(kind, target)
    found = place.found(request, batch_id)
    lines = book.table(found.complaints_file, shown.severities(place.kind))
    names = next(lines)
    columns = tuple(
        Column(field=Field(code=f"c{place}", name=name, kind=Kind.TEXT), width=width)
        for place, (name, width) in enumerate(zip(names, WIDTHS, strict=True))
    )
    rows = (dict(zip((one.code for one in columns), line, strict=True)) for line in lines)
    layout = Layout(code="complaints", name="问题清单", columns=columns)
    table = writing.Table(layout=layout, rows=rows)
    return workbook(f"{found}问题清单.xlsx", lambda file: writing.write_xlsx(file, [table]))


@require_safe
def mended(request: Request, kind: str, batch_id: int, target: str = "") -> HttpResponseBase:
    """The workbook that came, with what is wrong in a last column: to mend and send again.

    404 when the file is not kept any more: it was committed or given up.
    """
    place = faces.place(kind, target)
    found = place.found(request, batch_id)
    try:
        upload = steps.kept(found)[0]
    except Refused:
        raise Http404 from None
    if "headers" not in found.facts:
        raise Http404

    def write(to: IO[bytes]) -> None:
        mending.write_back(
            upload.path,
            to,
            name=upload.name,
            complaints=book.everything(found.complaints_file),
            headers=found.facts["headers"],
            limits=place.kind.limits,
        )

    stem = upload.name.rsplit(".", 1)[0]
    return workbook(f"{stem}-标出问题.xlsx", write)
