"""What was approved is revised, and approved again on the decision for it; one change waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from linghang.commitments.definitions import Rhythm
from linghang.commitments.models import Commitment, Programme
from linghang.commitments.setting import approving
from linghang.commitments.setting.basis import Cited
from linghang.commitments.writing import services as writing
from linghang.commitments.writing.rules import Wanted
from linghang.demo.commitments.plans import OFFICE
from linghang.demo.ledgers.scene import House
from linghang.demo.office_work import holder_at
from linghang.demo.proceeding import instant
from linghang.foundation.access import Actor
from linghang.meetings.models import AgendaItem

BODY = "committee_meeting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One commitment by its title, and what it is to say. item: of the committee's meeting; else
    a document and the day of it; neither: nobody has decided yet."""

    plan: str
    title: str
    standard: str
    reason: str
    item: str = ""
    document: str = ""
    named: str = ""
    day: date | None = None


REVISIONS = (
    Revision(
        plan="2025年度目标任务",
        title="大型设备使用率不低于80%",
        standard="设备效益报表按季公布，使用率低于80%的逐台说明原因和措施",
        reason="半年小结：只有报表，看不出怎样改进",
        document="院发〔2025〕18号",
        named="关于调整2025年度目标任务的通知",
        day=date(2025, 7, 15),
    ),
    Revision(
        plan="2023—2028年发展规划",
        title="完成科教综合楼建设和老院区改造",
        standard="科教综合楼通过竣工和消防验收并交付使用，老院区改造分楼栋竣工验收",
        reason="基建项目计划调整，验收标准分两部分写明",
        item="2026年重点基建项目计划",
    ),
    Revision(
        plan="2025年度目标任务",
        title="医保拒付率控制在千分之三以内",
        standard="医保返回数据，拒付原因按科室逐月通报",
        reason="年底交账要看到科室",
    ),
)


def do(house: House, *, today: date) -> None:
    """Whoever leads the programme writes it, and whoever decides approves it a day later."""
    for one in REVISIONS:
        programme = Programme.objects.get(title=one.plan)
        item = _item(one)
        day = item.form.meeting.day if item else one.day or today - timedelta(days=3)
        _write(programme, one, day)
        if item or one.document:
            cited = Cited(item=item.pk if item else None, document=one.document, title=one.named)
            by = house.holder(programme.definition.seats.decide, programme.unit_id)
            actor = Actor(person=by.person, appointment=by.appointment)
            day += timedelta(days=1)
            approving.approve(
                programme_id=programme.pk,
                actor=actor,
                at=instant(day),
                today=day,
                text="同意，按调整后的标准验收。",
                cited=cited,
            )


def _item(one: Revision) -> AgendaItem | None:
    rows = AgendaItem.objects.filter(form__kind=BODY, title=one.item).exclude(title="")
    return rows.select_related("form__meeting").first()


def _write(programme: Programme, one: Revision, day: date) -> None:
    row = Commitment.objects.get(programme=programme, title=one.title)
    wanted = Wanted(
        level=row.level,
        title=row.title,
        text=row.text,
        type=row.type,
        unit=row.unit_id or "",
        owner=row.owner,
        leader=row.leader,
        due=None if row.due_rule else row.first_due,
        due_rule=row.rule(),
        standard=one.standard,
        weight=row.weight,
        rhythm=Rhythm(row.rhythm),
        target=row.target,
        fields=row.facts,
        helps=tuple(one.unit_id for one in row.helps.all()),
        source=(row.source_type, row.source_id),
    )
    writing.edit(
        commitment_id=row.pk,
        wanted=wanted,
        reason=one.reason,
        actor=holder_at(*OFFICE),
        at=instant(day),
        today=day,
    )
