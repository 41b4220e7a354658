"""Deeds on an entry: correct, void, bring files later, throw a draft away."""

from __future__ import annotations

from typing import Any

from django import forms as django
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from linghang.foundation.fields.definitions import Kind
from linghang.ledgers.changing import services
from linghang.ledgers.entering import keeping
from linghang.ledgers.entering import services as entering
from linghang.ledgers.filing.rules import IN_FORCE, Standing
from linghang.ledgers.models import Change, Entry
from linghang.web import forms
from linghang.web.forms import Group
from linghang.web.ledgers import entry_form, opening
from linghang.web.ledgers.entry_form import Asked
from linghang.web.ledgers.reached import Book, by
from linghang.web.ledgers.reached import entry as reached
from linghang.web.requests import Request

asks = require_http_methods(["GET", "HEAD", "POST"])
FORM = "web/ledgers/form.html"
REASON = "reason"
READ_BY = "能打开这条记录的人都能看到。"
READ_BY_FEW = "只有填报、审核、监管和可查看这本台账的职务看到。"
SEALED = "理由与内容一样加密保存。"


def _reason(book: Book, help: str) -> django.CharField:
    help += READ_BY_FEW if book.is_confidential else READ_BY
    help += SEALED if book.is_sealed else ""
    return django.CharField(
        label="理由", max_length=500, widget=django.Textarea({"rows": 3}), help_text=help
    )


def _above(book: Book, row: Entry) -> list[tuple[str, str]]:
    return [
        (book.shown.name, book.url()),
        (row.number or "草稿", book.url("ledger-entry", row.pk)),
    ]


def _to_change(request: Request, code: str, pk: int) -> tuple[Book, Entry]:
    book, row = reached(request, code, pk)
    if row.standing not in IN_FORCE or not book.changes(row):
        raise Http404
    return book, row


@asks
def correct(request: Request, code: str, pk: int) -> HttpResponse:
    """Ask for an entry in force to say something else; it changes when somebody else agrees."""
    book, row = _to_change(request, code, pk)
    asked = Asked(book=book, entry=row, with_files=False, files=entering.files_of(row))
    base = entry_form.made(asked)
    form = type("CorrectionForm", (base,), {REASON: _reason(book, "写明哪里错了、依据什么更正。")})
    start = entering.again(row, opening.opened(book, row))

    def deed(cleaned: dict[str, Any]) -> Change:
        return services.ask_correction(
            entry_id=row.pk,
            written=entry_form.written_of(book.ledger, cleaned),
            reason=cleaned[REASON],
            **by(request),
        )

    above = _above(book, row)
    return forms.page(
        request,
        form,
        title=f"更正{row.number}",
        submit="提出更正",
        deed=deed,
        done="已提出更正，审核通过后生效；原来的内容保留可查。",
        then=above[-1][1],
        draft=f"ledgers.{book.ledger.code}.correct{row.pk}",
        initial=entry_form.initial_of(start),
        groups=[*entry_form.groups(asked), Group("为什么更正", (REASON,))],
        note="改成正确的内容。更正由另一人审核，审核通过前仍以原来的内容为准。",
        cancel=above[-1][1],
        template=FORM,
        context={"above": above},
    )


@asks
def void(request: Request, code: str, pk: int) -> HttpResponse:
    """Ask for an entry in force to count no more."""
    book, row = _to_change(request, code, pk)
    above = _above(book, row)
    return forms.page(
        request,
        type(
            "VoidingForm", (django.Form,), {REASON: _reason(book, "如：重复登记、活动没有举行。")}
        ),
        title=f"作废{row.number}",
        submit="提出作废",
        deed=lambda cleaned: services.ask_voiding(
            entry_id=row.pk, reason=cleaned[REASON], **by(request)
        ),
        done="已提出作废，审核通过后不再计入统计；记录保留可查。",
        then=above[-1][1],
        note="作废由另一人审核。作废后记录仍然看得到，注明已作废，可以重新登记一条替代它。",
        cancel=above[-1][1],
        grave=True,
        template=FORM,
        context={"above": above},
    )


@asks
def attach(request: Request, code: str, pk: int) -> HttpResponse:
    """Bring files later, also for an entry that is verified."""
    book, row = reached(request, code, pk)
    takes = [one for one in book.ledger.fields if one.kind is Kind.FILE]
    if row.standing == Standing.VOIDED or not book.changes(row) or not takes:
        raise Http404
    form = entry_form.of_files(book.ledger)
    above = _above(book, row)
    return forms.page(
        request,
        form,
        title=f"补充{row.number or '草稿'}的材料",
        submit="上传",
        deed=lambda cleaned: keeping.attach_all(
            entry_id=row.pk, uploads=entry_form.uploads_of(book.ledger, cleaned), **by(request)
        ),
        done=lambda made: f"已上传{len(made)}份材料。",
        then=above[-1][1],
        note="材料按记录的日期登记发生日期。报送以后只能增加，不能撤下；只收一份的，原来那份注明“已被替换”，仍可打开。不得上传涉密文件。",
        cancel=above[-1][1],
        template=FORM,
        context={"above": above},
    )


@asks
def discard(request: Request, code: str, pk: int) -> HttpResponse:
    """Throw one's own draft away."""
    book, row = reached(request, code, pk)
    if row.standing != Standing.DRAFT or row.number or row.entered_by != request.actor.person:
        raise Http404
    above = _above(book, row)
    return forms.page(
        request,
        django.Form,
        title="删去草稿",
        submit="删去",
        deed=lambda _cleaned: entering.discard(
            entry_id=row.pk, actor=request.actor, at=by(request)["at"]
        ),
        done="已删去草稿。",
        then=book.url(),
        note="草稿没有报送过，删去后不能找回。",
        cancel=above[-1][1],
        grave=True,
        template=FORM,
        context={"above": above},
    )
