"""Fifteen new technologies of two years, in every state that one can be in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from linghang.demo import courses, office_work
from linghang.demo.landmarks import HOSPITAL
from linghang.demo.proceeding import Course, Deed, Hall
from linghang.meetings.models import TermSeat
from linghang.org.models import Person, Unit
from linghang.procedures.models import Proceeding
from linghang.procedures.progress.rules import Verb
from linghang.procedures.technology.rules import PROCEDURE

Clock = Callable[[], datetime]
BODIES = ("technology_committee", "ethics_committee", "expert_committee")
SINCE = date(2023, 1, 1)
MEMBERS = 9
OTHER, RESTRICTED, PROHIBITED = "other", "restricted", "prohibited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Technology:
    """until: the last thing that was done. cases: at the last tracking."""

    name: str
    unit: str
    began: date
    until: str
    tech_class: str = OTHER
    level: str = "hospital"
    cases: int = 0
    complications: int = 0


ALL = (
    Technology(
        name="经导管左心耳封堵术",
        unit="D01",
        began=date(2024, 3, 4),
        until="routine",
        level="city",
        cases=41,
        complications=1,
    ),
    Technology(
        name="心脏房颤脉冲电场消融术",
        unit="D01",
        began=date(2025, 2, 10),
        until="track_6",
        level="province",
        cases=17,
        complications=1,
    ),
    Technology(
        name="单孔腔镜甲状腺切除术",
        unit="D14",
        began=date(2024, 5, 6),
        until="routine",
        cases=38,
        complications=2,
    ),
    Technology(
        name="机器人辅助膝关节置换术",
        unit="D15",
        began=date(2025, 1, 6),
        until="track_6",
        tech_class=RESTRICTED,
        level="city",
        cases=22,
        complications=1,
    ),
    Technology(
        name="脊柱内镜下椎间融合术",
        unit="D15",
        began=date(2024, 9, 2),
        until="conclusion",
        cases=26,
        complications=1,
    ),
    Technology(
        name="急性缺血性卒中取栓绿色通道",
        unit="D04",
        began=date(2025, 4, 7),
        until="track_3",
        level="city",
        cases=9,
    ),
    Technology(name="支气管镜冷冻活检术", unit="D02", began=date(2025, 6, 9), until="first_case"),
    Technology(
        name="内镜下全层切除术",
        unit="D03",
        began=date(2025, 3, 3),
        until="stop",
        cases=4,
        complications=1,
    ),
    Technology(
        name="腹腔镜胰十二指肠切除术",
        unit="D13",
        began=date(2025, 8, 4),
        until="approval",
        tech_class=RESTRICTED,
        level="city",
    ),
    Technology(
        name="颅底内镜肿瘤切除术", unit="D16", began=date(2025, 9, 1), until="ethics_committee"
    ),
    Technology(
        name="同种异体角膜移植术",
        unit="D24",
        began=date(2025, 10, 13),
        until="technical_committee",
        tech_class=RESTRICTED,
    ),
    Technology(
        name="脐带血自体免疫细胞回输",
        unit="D11",
        began=date(2025, 7, 7),
        until="prohibited_refusal",
        tech_class=PROHIBITED,
    ),
    Technology(name="产时胎儿手术", unit="D21", began=date(2025, 9, 8), until="returned"),
    Technology(
        name="神经阻滞可视化镇痛", unit="D29", began=date(2025, 11, 10), until="initial_review"
    ),
    Technology(name="冷冻消融治疗肺结节", unit="D18", began=date(2025, 12, 1), until="department"),
)
REVIEW = ("application", "department", "initial_review")
DECIDE = ("technical_committee", "ethics_committee", "approval")
USE = ("first_case", "filing", "track_3", "track_6", "track_12", "conclusion", "routine")
TRACKED = {"track_3": 3, "track_6": 6, "track_12": 12}


def do(*, today: date, clock: Clock) -> None:
    """The committees' seats and the technologies; nothing when there are any."""
    if Proceeding.objects.filter(procedure=PROCEDURE).exists():
        return
    hall = Hall(today)
    seats(hall, today)
    written = [_course(one) for one in ALL]
    medical = office_work.holder_at("medical_director", "O07")
    courses.write(written, hall=hall, actor=medical, clock=clock)


def seats(hall: Hall, today: date) -> None:
    """Nine members of each professional committee, heads of departments."""
    heads = [one.person for one in hall.held["department_head"]]
    people = {one.code: one for one in Person.objects.filter(code__in=heads)}
    hospital = Unit.objects.get(code=HOSPITAL)
    TermSeat.objects.bulk_create(
        TermSeat(
            unit=hospital,
            kind=kind,
            person=people[code],
            title="主任委员" if place == 0 else "委员",
            active_from=SINCE,
        )
        for number, kind in enumerate(BODIES)
        for place, code in enumerate(list(people)[number * 5 : number * 5 + MEMBERS])
    )


def _course(one: Technology) -> Course:
    return Course(
        procedure=PROCEDURE,
        unit=one.unit,
        title=f"新技术：{one.name}",
        started_on=one.began,
        deeds=list(_deeds(one)),
        matter="new_technology",
        opinion="支部同意申报。要把患者知情同意落到实处，收费公开，不与个人收入挂钩。",
    )


def _deeds(one: Technology) -> Iterator[Deed]:
    """The steps up to the last, with the gaps that each needs."""
    day = one.began
    for step in _steps(one):
        day += timedelta(days=_gap(step))
        yield Deed(step=step, day=day, fields=_fields(one, step, day), seat=step == "approval")
    if one.until == "returned":
        reason = "风险预案没有写明胎儿和产妇的应急处置，知情同意书缺少替代方案，请补充后重新审查。"
        yield Deed(
            step="ethics_committee",
            day=day + timedelta(days=8),
            verb=Verb.SEND_BACK,
            to="application",
            reason=reason,
        )


def _steps(one: Technology) -> list[str]:
    if one.until == "prohibited_refusal":
        return [*REVIEW, "prohibited_refusal"]
    steps = [*REVIEW]
    if one.tech_class == RESTRICTED:
        steps.append("self_assessment")
    if one.level != "hospital":
        steps.append("level_evidence")
    steps += DECIDE
    steps += [step for step in USE if step != "filing" or one.tech_class == RESTRICTED]
    if one.until == "stop":
        return [*steps[: steps.index("track_3") + 1], "stop"]
    if one.until == "returned":
        return steps[: steps.index("technical_committee") + 1]
    return steps[: steps.index(one.until) + 1]


def _gap(step: str) -> int:
    if step in TRACKED:
        return 94
    return {"track_12": 190, "department": 5, "first_case": 12, "stop": 6}.get(step, 9)


def _fields(one: Technology, step: str, day: date) -> dict[str, str]:
    told = {
        "application": {
            "technology": one.name,
            "indication": "适用于常规治疗效果不佳、无手术禁忌的患者，预期缩短住院日、减少创伤。",
            "risk_plan": "术中出血、中转开放的处置流程和备血方案已演练，重症医学科床位预留。",
            "operators": "主任医师两名，均完成省级基地培训并取得合格证明。",
            "cost": "18600",
        },
        "initial_review": {
            "tech_class": one.tech_class,
            "first_level": one.level,
            "review_opinion": "资料齐全，人员资质符合要求。",
        },
        "prohibited_refusal": {"prohibited_ground": "属于临床应用安全性、有效性不确切的技术。"},
        "approval": {"authorised": "授权科主任和两名主任医师，有效期一年。"},
        "first_case": {
            "first_case_on": day.isoformat(),
            "first_result": "手术顺利，术后恢复良好，无并发症。",
        },
        "filing": {"filing_number": f"卫技备〔{day.year}〕{day.month:02}{day.day:02}号"},
        "conclusion": {
            "conclusion": "continue" if one.until == "conclusion" else "routine",
            "conclusion_ground": "安全性、有效性达到预期，并发症发生率低于申报时的估计。",
        },
        "stop": {
            "stop_ground": "adverse",
            "stop_facts": "发生一例迟发性穿孔，已转外科处理好转；在等待的两名患者改行常规治疗。",
        },
    }
    if step in TRACKED:
        months = TRACKED[step]
        share = {"track_3": 0.4, "track_6": 0.7, "track_12": 1.0}[step]
        last = share if step != one.until and one.until != "stop" else 1.0
        return {
            f"cases_{months}": str(round(one.cases * last)),
            f"complications_{months}": str(round(one.complications * last)),
            f"effect_{months}": "逐例登记，疗效与申报一致。",
        }
    return told.get(step, {})
