"""What this engine tells others: requirements of procedures, and duties on the workbench."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from linghang.notices.duties import Duty
from linghang.org.rules import Rights
from linghang.procedures.models import Act
from linghang.procedures.progress.rules import Verb
from linghang.procedures.requirements import Asked
from linghang.procedures.rules import Met
from linghang.texts import queries, rules
from linghang.texts.definitions import Answer
from linghang.texts.models import VERSION, Consultation, Draft, Policy, Version

OWNER = "主责部门"


def drafted(asked: Asked) -> Met:
    """起草: there are words, saved after the proceeding was last sent back."""
    if asked.subject[0] != VERSION:
        return Met(is_met=False, says="这件事不是制度的版本", who_can=OWNER)
    returned = Act.objects.filter(proceeding=asked.proceeding, verb=Verb.SEND_BACK.value)
    since = returned.order_by("-number").values_list("recorded_at", flat=True).first()
    drafts = Draft.objects.filter(version_id=int(asked.subject[1]))
    if since is not None:
        drafts = drafts.filter(saved_at__gt=since)
    last = drafts.order_by("number").last()
    if last is None:
        says = "退回以后还没有保存新的一稿" if since else "还没有保存草稿"
        return Met(is_met=False, says=says, who_can=OWNER)
    return Met(is_met=True, says=f"已有{last}", who_can="")


def consulted(asked: Asked) -> Met:
    """征求意见: departments were asked, all have answered, and each proposal was dealt with."""
    if asked.subject[0] != VERSION:
        return Met(is_met=False, says="这件事不是制度的版本", who_can=OWNER)
    rows = list(
        Consultation.objects.filter(version_id=int(asked.subject[1])).select_related("unit")
    )
    waiting = [one.unit.name for one in rows if not one.answer]
    settled = ("", Answer.AGREES.value)
    left = [one.unit.name for one in rows if one.answer not in settled and not one.adopted]
    if not rows:
        return Met(is_met=False, says="还没有征求任何部门的意见", who_can=OWNER)
    if waiting:
        says = f"还没有答复：{'、'.join(waiting)}"
        return Met(is_met=False, says=says, who_can="这些部门的负责人")
    if left:
        says = f"没有登记采纳情况：{'、'.join(left)}的意见"
        return Met(is_met=False, says=says, who_can=OWNER)
    return Met(is_met=True, says=f"已征求{len(rows)}个部门的意见", who_can="")


def to_answer(rights: Rights, today: date) -> Iterator[Duty]:
    """Drafts on which one's own department was asked."""
    if not queries.is_head(rights):
        return
    rows = Consultation.objects.filter(
        unit__code=rights.unit.code,
        answer="",
        version__active_from__isnull=True,
        version__dropped_on__isnull=True,
    )
    for one in rows.select_related("version"):
        yield Duty(
            section="owe",
            title=f"答复《{one.version.title}》的征求意见",
            why=f"{rights.unit.name}被征求意见",
            subject=(VERSION, str(one.version_id)),
            due=one.due_date,
        )


def to_review(rights: Rights, today: date) -> Iterator[Duty]:
    """Texts of one's own department whose regular review is due within a month, or overdue."""
    if not queries.is_head(rights):
        return
    until = today + timedelta(days=rules.SOON_DAYS)
    being_changed = Version.objects.making().values("policy")
    rows = Policy.objects.in_force(today).filter(owner__code=rights.unit.code)
    due = rows.filter(review_due__lte=until).exclude(pk__in=being_changed)
    for one in due.order_by("review_due", "pk"):
        yield Duty(
            section="owe",
            title=f"评估《{one.title}》",
            why="制度定期评估",
            subject=("texts.policy", str(one.pk)),
            due=one.review_due,
        )
