"""A ledger as the sheet from which its entries would be read again."""

from __future__ import annotations

import tempfile
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from linghang.foundation import clock
from linghang.foundation.desk import services as desk
from linghang.foundation.sheets.writing import Watermark
from linghang.ledgers import catalog
from linghang.ledgers.definitions import Secrecy
from linghang.ledgers.sheets import exporting, importing
from linghang.web.access import hide_unless
from linghang.web.lists.taking import XLSX
from linghang.web.requests import Request

LEFT_OUT = "不含身份证号、电话等个人信息；再导入时，这些列不比较"


@require_safe
def sheet(request: Request, code: str) -> HttpResponseBase:
    """All entries in force that the post enters or oversees, without personal columns."""
    if not importing.named(code):
        raise Http404
    hide_unless(importing.may_import(request.rights, code))
    ledger, at = catalog.catalog()[code], clock.now()
    found = exporting.taken(ledger, request.rights, clock.today())
    count = found.count()
    instant = f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
    person = request.tenures[0].person_name
    line = (
        f"{ledger.name}，{person}以{request.rights.title}职务于{instant}导出，"
        f"共{count}{ledger.counted}。内部资料，导出已留痕，请勿外传。"
    )
    desk.tell_export(
        listing=f"ledgers.{code}.sheet",
        title=f"{ledger.name}（可再导入）",
        conditions="",
        rows=count,
        format="xlsx",
        untold=ledger.secrecy is not Secrecy.OPEN,
        actor=request.actor,
        at=at,
    )
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    mark = Watermark(line=line, facts=(("内容", LEFT_OUT),))
    exporting.write(ledger, found, file, watermark=mark)
    file.seek(0)
    response = FileResponse(file, content_type=XLSX)
    name = f"{ledger.name}-{timezone.localtime(at):%Y%m%d-%H%M}.xlsx"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
