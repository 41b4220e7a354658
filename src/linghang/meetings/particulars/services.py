"""Deeds about what a kind of meeting asks for besides its record: fields and papers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.evidence.models import Evidence
from linghang.foundation.fields import rules as fields
from linghang.foundation.trail import services as trail
from linghang.meetings import catalog, trail_actions
from linghang.meetings.models import Form, MeetingPaper
from linghang.meetings.planning.services import names
from linghang.meetings.recording.rules import TOOK_PLACE
from linghang.org.rules import refuse


class CannotTell(Refused):
    """It cannot be written down of this meeting; the message lists every reason."""


@transaction.atomic
def keep(*, form_id: int, values: Mapping[str, object], actor: Actor, at: datetime) -> Form:
    """Keep the fields of a form in place of those before; values as `fields.rules.parse` gives.

    Results and reports come after the record was closed, so this stays open; every save leaves a
    trail with the names of the fields that changed. Raises CannotTell.
    """
    form = _locked(form_id)
    declared = catalog.meetings()[form.kind].fields
    reasons = [] if declared else [f"{catalog.meetings()[form.kind].name}没有另记的栏目"]
    if form.meeting.state not in TOOK_PLACE:
        reasons.append("会议还没有召开")
    refuse(CannotTell, "不能填写", reasons)
    shown = {one.code: fields.show(one, values.get(one.code)) for one in declared}
    changed = [one.name for one in declared if shown[one.code] != form.facts.get(one.code, "")]
    form.facts = {code: text for code, text in shown.items() if text}
    form.save(update_fields=["facts"])
    _leave(form, trail_actions.TOLD_BESIDES, actor, at, fields="、".join(changed) or "栏目")
    return form


@transaction.atomic
def add_paper(
    *, form_id: int, kind: str, evidence_id: int, actor: Actor, at: datetime
) -> MeetingPaper:
    """Put a file that was taken in as evidence beside a meeting. Raises CannotTell."""
    form = _locked(form_id)
    declared = catalog.meetings()[form.kind]
    known = kind in declared.papers
    refuse(CannotTell, "不能上传", [] if known else [f"{declared.name}没有“{kind}”这种材料"])
    evidence = Evidence.objects.get(pk=evidence_id)
    row = MeetingPaper.objects.create(form=form, kind=kind, evidence=evidence)
    _leave(form, trail_actions.PAPER, actor, at, paper=kind)
    return row


def _locked(pk: int) -> Form:
    rows = Form.objects.select_for_update(of=("self",)).select_related("meeting__unit")
    return rows.get(pk=pk)


def _leave(form: Form, action: str, actor: Actor, at: datetime, **facts: str) -> None:
    trail.leave(
        at=at,
        actor=actor,
        action=action,
        subject=form.meeting,
        facts={
            "unit": form.meeting.unit.name,
            "kind": names([form.kind]),
            "day": form.meeting.day.isoformat(),
            **facts,
        },
    )
