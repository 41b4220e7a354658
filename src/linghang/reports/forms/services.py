"""Deeds on superiors' forms: keep one, bind its cells, keep what was sent."""

from __future__ import annotations

import hashlib
import io
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.evidence import services as evidence
from linghang.foundation.sheets import container
from linghang.foundation.sheets.definitions import Limits
from linghang.foundation.trail import services as trail
from linghang.reports import trail_actions
from linghang.reports.forms import documents, filling, rules, workbooks
from linghang.reports.forms.definitions import Binding
from linghang.reports.forms.filling import Asked, Filled
from linghang.reports.forms.rules import Grid
from linghang.reports.models import FormBindings, SentForm, SuperiorForm

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LIMITS = Limits(bytes=8 * 1024 * 1024, unpacked=64 * 1024 * 1024, rows=5_000)
WRITERS = {XLSX: workbooks, DOCX: documents}


class CannotKeep(Refused):
    """The form can't be kept or bound so; the message lists every reason."""


@transaction.atomic
def keep(
    *, content: bytes, name: str, title: str, source: str, actor: Actor, at: datetime, today: date
) -> SuperiorForm:
    """Keep an empty form as it came, with no cell bound yet. Raises CannotKeep.

    source: who asks for it (省卫生健康委); title: how the office calls it.
    """
    media_type = _kind_of(content, name)
    reasons = [
        f"没有写{what}" for what, text in (("名称", title), ("来源", source)) if not text.strip()
    ]
    if not any(grid.rows for grid in WRITERS[media_type].grids(content)):
        reasons.append("文件里没有表")
    if reasons:
        raise CannotKeep(f"不能保存：{'；'.join(reasons)}。")
    stored = evidence.store(
        content=content, name=name, media_type=media_type, happened_on=today, actor=actor, at=at
    )
    form = SuperiorForm.objects.create(
        title=title.strip(),
        source=source.strip(),
        evidence=stored,
        kept_by=actor.person,
        kept_at=at,
    )
    FormBindings.objects.create(
        form=form, number=1, cells=[], note="空白表", made_by=actor.person, made_at=at
    )
    _leave(trail_actions.FORM_KEPT, form, actor, at, title=form.title)
    return form


def _kind_of(content: bytes, name: str) -> str:
    """Media type; raises CannotKeep and CannotRead for all that is no sound xlsx or docx."""
    if name.lower().endswith(".docx"):
        _refuse_unsound(content, name)
        return DOCX
    with tempfile.NamedTemporaryFile(prefix="linghang-form-") as file:
        file.write(content)
        file.flush()
        path = Path(file.name)
        if container.kind_of(path, name=name, limits=LIMITS) != "xlsx":
            raise CannotKeep(f"{name} 不是 .xlsx 或 .docx，请另存后再上传。")
        container.faults_of(path, name=name, limits=LIMITS)
    return XLSX


def _refuse_unsound(content: bytes, name: str) -> None:
    """Raise CannotKeep for a document that is too large or can't be opened."""
    if len(content) > LIMITS.bytes:
        raise CannotKeep(f"{name} 超过 {LIMITS.bytes // 1024**2} MB，请删去图片后再上传。")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(one.file_size for one in archive.infolist())
        if unpacked > LIMITS.unpacked:
            raise CannotKeep(f"{name} 展开后太大，没有读取。请把表复制到新建的文档中再上传。")
        documents.grids(content)
    except (*container.BROKEN, OSError) as fault:
        raise CannotKeep(f"{name} 已损坏或加了密码，或者不是 Word 文档（.docx）。") from fault


def grids(form: SuperiorForm) -> list[Grid]:
    """The tables of a form as it came."""
    found: list[Grid] = WRITERS[form.evidence.media_type].grids(content_of(form))
    return found


def content_of(form: SuperiorForm) -> bytes:
    """The file as it came."""
    with form.evidence.open() as stream:
        return stream.read()


@transaction.atomic
def bind(*, form_id: int, binding: Binding, actor: Actor, at: datetime) -> FormBindings:
    """Bind a cell, in place of what it was bound to: a new version. Raises CannotKeep."""
    form = SuperiorForm.objects.select_for_update(of=("self",)).get(pk=form_id, retired_at=None)
    now = form.current.bindings
    if reasons := rules.reasons_against(binding, now, grids(form)):
        raise CannotKeep(f"不能绑定 {binding.key}：{'；'.join(reasons)}。")
    return _write(form, rules.replaced(now, binding), f"绑定 {binding.key}", actor, at)


@transaction.atomic
def unbind(*, form_id: int, key: str, actor: Actor, at: datetime) -> FormBindings:
    """Leave what a binding filled as it is from now on: a new version."""
    form = SuperiorForm.objects.select_for_update(of=("self",)).get(pk=form_id, retired_at=None)
    return _write(form, rules.without(form.current.bindings, key), f"不再填 {key}", actor, at)


@transaction.atomic
def restore(*, form_id: int, number: int, actor: Actor, at: datetime) -> FormBindings:
    """Go back to the bindings of an earlier version, which become the newest one."""
    form = SuperiorForm.objects.select_for_update(of=("self",)).get(pk=form_id, retired_at=None)
    earlier = form.versions.get(number=number)
    return _write(form, earlier.bindings, f"恢复第{number}版", actor, at)


def _write(
    form: SuperiorForm, bindings: Sequence[Binding], note: str, actor: Actor, at: datetime
) -> FormBindings:
    made = FormBindings.objects.create(
        form=form,
        number=form.current.number + 1,
        cells=[one.model_dump(mode="json") for one in bindings],
        note=note,
        made_by=actor.person,
        made_at=at,
    )
    _leave(trail_actions.FORM_BOUND, form, actor, at, title=form.title, note=note)
    return made


def filled(form: SuperiorForm, asked: Asked) -> tuple[bytes, Filled]:
    """The form filled in as it would be today, and what could not be."""
    content, writer = content_of(form), WRITERS[form.evidence.media_type]
    found = filling.fill(form.current.bindings, asked, writer.grids(content))
    return writer.filled(content, found.values), found


@transaction.atomic
def send(*, form_id: int, asked: Asked, to: str, actor: Actor, at: datetime) -> SentForm:
    """Keep what is handed to the superior: the file, its hash, every value, who and to whom.

    Raises CannotKeep.
    """
    form = SuperiorForm.objects.get(pk=form_id, retired_at=None)
    if not to.strip():
        raise CannotKeep("不能留存：没有写报给谁。")
    content, found = filled(form, asked)
    stored = evidence.store(
        content=content,
        name=f"{asked.period.code}-{form.evidence.name}",
        media_type=form.evidence.media_type,
        happened_on=asked.today,
        actor=actor,
        at=at,
    )
    sent = SentForm.objects.create(
        bindings=form.current,
        period_start=asked.period.start,
        period_end=asked.period.end,
        unit=asked.unit,
        evidence=stored,
        sha256=hashlib.sha256(content).hexdigest(),
        values=found.texts,
        as_of=asked.today,
        sent_to=to.strip(),
        sent_by=actor.person,
        sent_at=at,
    )
    _leave(
        trail_actions.FORM_SENT,
        form,
        actor,
        at,
        title=form.title,
        period=asked.period.label,
        to=sent.sent_to,
    )
    return sent


@transaction.atomic
def retire(*, form_id: int, actor: Actor, at: datetime) -> None:
    """Fill the form no more; what was sent stays."""
    form = SuperiorForm.objects.select_for_update(of=("self",)).get(pk=form_id, retired_at=None)
    form.retired_at = at
    form.save(update_fields=["retired_at"])
    _leave(trail_actions.FORM_RETIRED, form, actor, at, title=form.title)


def _leave(action: str, form: SuperiorForm, actor: Actor, at: datetime, **facts: str) -> None:
    trail.leave(at=at, actor=actor, action=action, subject=form, facts=facts)
