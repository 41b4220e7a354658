"""The library: everybody reads what is in force, drafts only those whom they concern."""

from __future__ import annotations

from datetime import date

from linghang.foundation import clock
from linghang.foundation.intake.models import Batch, State
from linghang.org.models import Unit
from linghang.procedures import services as procedures
from linghang.procedures.models import Proceeding
from linghang.procedures.progress.rules import Verb
from linghang.texts import services
from linghang.texts.models import VERSION, Consultation, Policy, Version
from tests.web.access.base import EVERYBODY, Row
from tests.web_hospital import TODAY, Hospital

TITLE = "制度"
HEADS = ["hr_director", "records", "cardiology_head", "orthopaedics_head"]
CONCERNED = ["hr_director", "cardiology_head"]
BODY = "第一章 总则\n第一条 为规范管理，制定本办法。"


def _owners(name: str, *args: str) -> Row:
    return Row(name=name, args=args, ok=["hr_director"], others=403)


def _kept(name: str, *args: str, method: str = "get") -> Row:
    return Row(name=name, args=args, ok=[], method=method)


ROWS = [
    Row(name="policy-list", ok=EVERYBODY),
    Row(name="policy-list", query="?format=xlsx", ok=EVERYBODY),
    Row(name="policy-making", ok=EVERYBODY),
    Row(name="policies-of", args=("HRO",), ok=EVERYBODY),
    Row(name="policies-of", args=("NEVER-WAS",), ok=[]),
    Row(name="policy", args=("policy",), ok=EVERYBODY),
    Row(name="policy", args=("999999",), ok=[]),
    Row(name="policy", args=("proposed policy",), ok=["hr_director"]),
    Row(name="policy-version", args=("in force",), ok=EVERYBODY),
    Row(name="policy-version", args=("making",), ok=CONCERNED),
    Row(name="policy-print", args=("in force",), ok=EVERYBODY),
    Row(name="policy-print", args=("making",), ok=[]),
    Row(name="policy-compare", args=("policy",), ok=CONCERNED),
    Row(name="policy-draft-shown", args=("draft",), ok=CONCERNED),
    Row(name="policy-new", ok=HEADS, others=403),
    _owners("policy-revise", "policy"),
    _owners("policy-abolish", "policy"),
    _owners("policy-review", "policy"),
    Row(name="policy-correct", args=("policy",), ok=[], others=403),
    Row(
        name="policy-draft",
        args=("making",),
        ok=["hr_director"],
        answers=(("cardiology_head", 403),),
    ),
    Row(
        name="policy-ask",
        args=("making",),
        ok=[],
        answers=(("hr_director", 403), ("cardiology_head", 403)),
    ),
    Row(
        name="policy-answer",
        args=("asked",),
        ok=["cardiology_head"],
        answers=(("hr_director", 403),),
    ),
    Row(
        name="policy-weigh",
        args=("asked",),
        ok=["hr_director"],
        answers=(("cardiology_head", 403),),
    ),
    Row(name="policy-read", args=("in force",), ok=EVERYBODY),
    Row(name="policy-read", args=("making",), ok=CONCERNED),
    Row(name="policy-import-list", ok=[], others=403),
    Row(name="policy-import-template", ok=[], others=403),
    _kept("policy-import", "batch"),
    _kept("policy-import-complaints", "batch"),
    _kept("policy-import-sheet", "batch"),
    _kept("policy-import-mended", "batch"),
    _kept("policy-import-commit", "batch", method="post"),
    _kept("policy-import-discard", "batch", method="post"),
    _kept("policy-import-undo", "batch", method="post"),
    _kept("policy-import-retry", "batch", method="post"),
    Row(
        name="policy-read",
        args=("in force",),
        method="post",
        ok=EVERYBODY,
        status=302,
        late=True,
    ),
]


def things(hospital: Hospital) -> dict[str, str]:
    """A text of personnel that is being revised, on which cardiology was asked; and a proposal."""
    owner = Unit.objects.get(code="HRO")
    found = Policy.objects.create(
        number="人-001", title="请假管理办法", category="personnel", owner=owner
    )
    in_force = Version.objects.create(
        policy=found,
        number=1,
        action="adopt",
        title=found.title,
        cause="need",
        body=BODY,
        active_from=date(2025, 1, 1),
        published_on=date(2024, 12, 20),
    )
    by = {"actor": hospital.actor("hr_director"), "at": clock.now()}
    told = {"cause": "need", "explanation": "", "today": TODAY, **by}
    making = services.change(policy_id=found.pk, action="revise", **told)
    proposed = services.adopt(
        title="考勤办法", category="personnel", owner="HRO", is_trial=False, **told
    )
    row = Proceeding.objects.get(subject_type=VERSION, subject_id=str(making.pk))
    procedures.act(
        proceeding_id=row.pk,
        step="initiate",
        verb=Verb.APPROVE,
        seen=1,
        today=TODAY,
        fields={"is_major": "false", "problem": "口径不一"},
        **by,
    )
    draft = services.save_draft(version_id=making.pk, body=f"{BODY}\n第二条 甲。", seen=0, **by)
    asked = Consultation.objects.create(
        version=making,
        unit=Unit.objects.get(code="CARD"),
        draft=draft,
        asked_on=TODAY,
        due_date=TODAY,
    )
    batch = Batch.objects.create(
        kind="policies",
        state=State.REFUSED,
        person=hospital.actor("hr_director").person,
        received_at=clock.now(),
    )
    return {
        "policy": str(found.pk),
        "proposed policy": str(proposed.policy_id),
        "in force": str(in_force.pk),
        "making": str(making.pk),
        "draft": str(draft.pk),
        "asked": str(asked.pk),
        "batch": str(batch.pk),
    }
