"""Purchases of a year: one returned, one refused, one split and explained, one not chosen.

Each step by whoever may do it, on its day, so that the trail reads as in a hospital.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from linghang.demo.office_work import holder_at
from linghang.demo.purchase_facts import GOOD, told
from linghang.foundation.access import Actor
from linghang.foundation.evidence import services as evidence
from linghang.foundation.workdays import queries as workdays
from linghang.foundation.workdays.rules import Calendar
from linghang.meetings import catalog
from linghang.meetings.bodies import queries as bodies
from linghang.meetings.minutes import services as minutes
from linghang.meetings.opinions import queries as opinions
from linghang.meetings.recording import services as recording
from linghang.meetings.recording.entries import Line, Opined, Record
from linghang.meetings.recording.rules import Opinion
from linghang.procedures import services
from linghang.procedures.agenda.providers import THING
from linghang.procedures.models import Proceeding
from linghang.procedures.needs import rules as needs
from linghang.procedures.progress.rules import Verb, state_of
from linghang.procedures.services import CannotAct

BUYER = ("procurement_director", "O14")
EQUIPMENT = ("equipment_director", "O15")
FINANCE, AUDIT = ("finance_director", "O05"), ("audit_director", "O13")
PRESIDENT = ("president", "LH")
EXPERTS = (("medical_director", "O07"), ("nursing_director", "O08"))
LISTED = "示范康健医疗器械有限公司"
MEETING = "department_meeting"
Post = tuple[str, str]


@dataclass(kw_only=True)
class _Course:
    """One proceeding on its way. unit: of the matter. told: what fields say, by code."""

    procedure: str
    title: str
    unit: str
    by: Post
    day: date
    calendar: Calendar
    told: dict[str, str] = field(default_factory=dict)
    row: Proceeding = field(init=False)

    def __post_init__(self) -> None:
        self.row = services.start(
            procedure=self.procedure,
            unit=self.unit,
            title=self.title,
            actor=self.actor(self.by),
            at=self.at(),
            today=self.day,
        )

    def actor(self, post: Post) -> Actor:
        return holder_at(*post)

    def at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.day, time(10)))

    def later(self, workdays_later: int) -> None:
        self.day = self.calendar.add(self.day, workdays_later)

    def do(self, step: str, post: Post, explanation: str = "") -> None:
        """The step with all that it asks for."""
        row = Proceeding.objects.whole().get(pk=self.row.pk)
        declared = row.definition.by_key[step]
        state = state_of(row.definition, row.told())
        known = needs.known(row.definition, declared, state, self.told)
        fields = {
            one.code: self.told[one.code]
            for one in declared.needs.fields
            if one.code in self.told and needs.applies(one.when, known, {})
        }
        there = {document.kind for _, document in state.documents}
        papers = [
            (paper.kind, self._paper(paper.name, post))
            for paper in declared.needs.documents
            if paper.when is None and paper.kind not in there
            for _ in range(paper.least)
        ]
        services.act(
            proceeding_id=row.pk,
            step=step,
            verb=Verb.APPROVE,
            seen=len(row.told()),
            actor=self.actor(post),
            at=self.at(),
            today=self.day,
            fields=fields,
            documents=papers,
            explanation=explanation,
        )

    def refuse(self, step: str, post: Post, reason: str, to: str = "") -> None:
        services.act(
            proceeding_id=self.row.pk,
            step=step,
            verb=Verb.SEND_BACK if to else Verb.REJECT,
            to=to,
            reason=reason,
            seen=self.row.acts.count(),
            actor=self.actor(post),
            at=self.at(),
            today=self.day,
        )

    def _paper(self, name: str, post: Post) -> int:
        kept = evidence.store(
            content=f"{self.title}：{name}\n".encode(),
            name=f"{name}.txt",
            media_type="text/plain",
            happened_on=self.day,
            actor=self.actor(post),
            at=self.at(),
        )
        return kept.pk

    def meet(self) -> None:
        """The department's meeting about it, with its branch's opinion, closed."""
        head = self.actor(self.by)
        speakers = opinions.speakers(self.unit, self.day).exclude(person__code=head.person)
        speaker = speakers.select_related("person").earliest("pk")
        members = bodies.members(self.unit, catalog.meetings()[MEETING], self.day)
        others = [one.person for one in members if one.person != head.person]
        text = "确属业务需要，同意申请，按程序采购。"
        line = Line(
            kind="department_matter",
            title=self.title,
            about=(THING, str(self.row.pk)),
            matter="purchase",
            opinion=Opined(author=speaker.person.code, day=self.day, text=text),
            stances=tuple((one, Opinion.AGREES) for one in (*others, head.person)),
            resolution="同意申请。",
        )
        record = Record(
            starts_at=time(16),
            place="科室示教室",
            chair=head.person,
            recorder=head.person,
            lines=(line,),
        )
        held = recording.hold(
            unit=self.unit,
            kinds=[MEETING],
            day=self.day,
            record=record,
            actor=head,
            at=self.at(),
            today=self.day,
        ).meeting
        minutes.close(meeting_id=held.pk, actor=head, at=self.at())

    def until_initiation(self, need: str = "need_equipment") -> None:
        self.meet()
        self.do("request", self.by)
        self.later(3)
        self.do(need, EQUIPMENT)
        self.later(2)
        for post in (FINANCE, AUDIT):
            self.do("countersign", post)
        self.later(2)

    def until_method(self) -> None:
        self.until_initiation()
        self.do("initiation", PRESIDENT)
        self.later(2)

    def evaluate(self) -> None:
        self.later(4)
        for post in EXPERTS:
            self.do("evaluation", post)
        self.later(2)

    def award(self) -> None:
        self.do("award", BUYER)
        self.later(3)
        for post in (FINANCE, AUDIT):
            self.do("contract_review", post)
        self.later(2)
        self.do("contract", BUYER)


@transaction.atomic
def do() -> None:
    """The purchases; nothing when there are proceedings of this procedure already."""
    if Proceeding.objects.filter(procedure="procurement").exists():
        return
    calendar = workdays.calendar()
    _listed(calendar)
    _filed(calendar)
    _whole(calendar)
    _returned(calendar)
    _rejected(calendar)
    _split(calendar)
    _not_chosen(calendar)


def _bought(calendar: Calendar, title: str, amount: str, day: date, head: str = "D01") -> _Course:
    return _Course(
        procedure="procurement",
        title=f"购置{title}",
        unit=head,
        by=("department_head", head),
        day=day,
        calendar=calendar,
        told=told(title, amount),
    )


def _listed(calendar: Calendar) -> None:
    """A supplier whom the province has put on its list."""
    one = _Course(
        procedure="supplier_exclusion",
        title=f"{LISTED}列入不良记录",
        unit="O14",
        by=BUYER,
        day=date(2025, 3, 4),
        calendar=calendar,
        told={
            "supplier": LISTED,
            "listed_on": "2025-02-28",
            "ground": "published",
            "ended": "没有在履行的合同",
        },
    )
    one.do("record", BUYER)
    one.do("contracts", BUYER)
    one.later(1)
    one.do("confirm", AUDIT)


def _whole(calendar: Calendar) -> None:
    """From the request to the evaluation of its use: paid in three parts, a twentieth kept back.

    The contract was published three workdays late.
    """
    one = _bought(calendar, "多参数监护仪", "360000", date(2025, 3, 11))
    one.told |= {
        "payment_terms": "签订合同后预付三成，验收合格后付至百分之九十五，质保一年期满付清。",
        "has_advance": "是",
        "advance": "108000",
        "paid": "234000",
        "has_retention": "是",
        "retention": "18000",
        "retention_until": "2026-05-31",
    }
    one.until_method()
    one.do("purchase", BUYER)
    one.evaluate()
    one.award()
    one.later(5)
    one.do("contract_publication", BUYER)
    one.do("contract_filing", BUYER)
    one.do("advance_payment", FINANCE)
    one.later(10)
    one.do("acceptance_equipment", EQUIPMENT)
    one.do("acceptance_equipment", one.by)
    one.do("storage", EQUIPMENT)
    one.later(5)
    one.do("payment", FINANCE)
    one.later(60)
    one.do("feedback", one.by)


def _filed(calendar: Calendar) -> None:
    """A small one that is over: paid at once, its use evaluated, its papers filed."""
    one = _bought(calendar, "转运呼吸机", "180000", date(2025, 2, 11), "D15")
    one.until_method()
    one.do("purchase", BUYER)
    one.evaluate()
    one.award()
    one.later(1)
    one.do("contract_publication", BUYER)
    one.do("contract_filing", BUYER)
    one.later(10)
    one.do("acceptance_equipment", EQUIPMENT)
    one.do("acceptance_equipment", one.by)
    one.do("storage", EQUIPMENT)
    one.later(5)
    one.do("payment", FINANCE)
    one.later(40)
    one.told |= {
        "use_result": "基本满足",
        "use_facts": "使用正常；配套电池续航不足，已由厂家更换。",
    }
    one.do("feedback", one.by)
    one.later(2)
    one.do("archive", BUYER)


def _returned(calendar: Calendar) -> None:
    """Sent back because what was asked for fitted one product only; asked for again."""
    one = _bought(calendar, "骨科动力系统", "280000", date(2025, 11, 18), "D15")
    one.told |= {"item_class": "手术和内镜设备"}
    one.meet()
    one.do("request", one.by)
    one.later(2)
    reason = "申请表列的参数只有一个品牌能够满足，请删去指向特定产品的条款后再报。"
    one.refuse("need_equipment", EQUIPMENT, reason, to="request")
    one.later(3)
    one.meet()
    one.do("request", one.by)
    one.later(2)
    one.do("need_equipment", EQUIPMENT)
    one.later(2)
    one.do("countersign", FINANCE)


def _rejected(calendar: Calendar) -> None:
    """Refused: there is one that stands idle."""
    one = _bought(calendar, "心脏超声诊断仪", "460000", date(2025, 9, 9))
    one.told |= {"item_class": "医用影像设备"}
    one.until_initiation()
    reason = "全院同类设备使用率不足六成，先由设备科调配，不再新购。"
    one.refuse("initiation", PRESIDENT, reason)


def _split(calendar: Calendar) -> None:
    """Five of one class without a tender: at the last one the sum of the year is explained."""
    days = [date(2025, 5, 13), date(2025, 6, 10), date(2025, 7, 8), date(2025, 8, 12)]
    for number, day in enumerate([*days, date(2025, 10, 14)], 1):
        one = _bought(calendar, f"输液泵（第{number}批）", "430000", day)
        one.told |= {"item_class": "输注设备", "method": "inquiry"}
        one.until_method()
        if number <= len(days):
            one.do("purchase", BUYER)
            continue
        why = "前四批为年初预算，本批随新开病区经预算调整追加，调整文号已附卷。"
        one.do("purchase", BUYER, explanation=why)
        one.do("group", BUYER)


def _not_chosen(calendar: Calendar) -> None:
    """The supplier on the list is refused; another one wins; the contract waits to be published."""
    one = _bought(calendar, "除颤监护仪", "240000", date(2025, 11, 25))
    one.until_method()
    one.do("purchase", BUYER)
    one.evaluate()
    one.told["supplier"] = LISTED.replace("有限公司", "有限责任公司")
    try:
        one.do("award", BUYER)
    except CannotAct as refused:
        refused.remember()
    one.told["supplier"] = GOOD
    one.later(1)
    one.award()
