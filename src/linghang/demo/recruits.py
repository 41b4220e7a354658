"""Twenty recruitments of two years: open ones, full-time and flexible talents, in every state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from linghang.demo import courses, office_work
from linghang.demo.proceeding import Course, Deed, Hall
from linghang.procedures.models import Proceeding
from linghang.procedures.progress.rules import Verb
from linghang.procedures.recruiting.rules import OPEN, PROCEDURES, TALENT

Clock = Callable[[], datetime]
FULL, FLEXIBLE = "full_time", "flexible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recruitment:
    """mode: "" for open recruiting. until: the last step that was done, or entered at.

    others: who else was hired with the candidate, with the degree.
    """

    position: str
    unit: str
    began: date
    until: str
    candidate: str = ""
    degree: str = "master"
    mode: str = ""
    overseas: bool = False
    leader: bool = False
    years: int = 5
    others: tuple[tuple[str, str], ...] = ()


def _open(position: str, unit: str, began: date, until: str, **more: object) -> Recruitment:
    return Recruitment(position=position, unit=unit, began=began, until=until, **more)  # type: ignore[arg-type]


ALL = (
    _open(
        "心血管内科医师",
        "D01",
        date(2024, 2, 19),
        "assessment_1",
        candidate="唐予安",
        degree="doctor",
    ),
    _open("神经内科医师", "D04", date(2024, 3, 4), "assessment_1", candidate="夏闻溪"),
    _open("影像诊断医师", "D30", date(2024, 4, 8), "assessment_1", candidate="贺知秋"),
    _open("麻醉医师", "D29", date(2025, 2, 17), "arrival", candidate="陆思远"),
    _open("检验技师", "D31", date(2025, 2, 24), "arrival", candidate="方以宁", degree="other"),
    _open("儿科医师", "D22", date(2025, 3, 10), "arrival", candidate="程书白", degree="doctor"),
    _open(
        "急危重症护士",
        "D27",
        date(2025, 3, 17),
        "arrival",
        candidate="沈听澜",
        degree="other",
        others=(("纪云舒", "other"), ("柳见青", "master")),
    ),
    _open("康复治疗师", "D26", date(2025, 9, 1), "publicity", candidate="许南枝"),
    _open("眼科医师", "D24", date(2025, 10, 13), "exam"),
    _open("肿瘤科医师", "D11", date(2025, 11, 3), "plan_meeting"),
    _open("肾内科医师", "D05", date(2025, 12, 15), "department"),
    Recruitment(
        position="心脏大血管外科带头人",
        unit="D19",
        began=date(2024, 3, 11),
        until="assessment",
        candidate="江望舒",
        degree="doctor",
        mode=FULL,
        leader=True,
    ),
    Recruitment(
        position="血液病研究骨干",
        unit="D07",
        began=date(2024, 6, 3),
        until="arrival",
        candidate="秦若川",
        degree="doctor",
        mode=FULL,
    ),
    Recruitment(
        position="骨科关节方向带头人",
        unit="D15",
        began=date(2025, 1, 13),
        until="arrival",
        candidate="韩未迟",
        degree="doctor",
        mode=FULL,
        overseas=True,
        leader=True,
    ),
    Recruitment(
        position="神经介入专家",
        unit="D04",
        began=date(2025, 2, 10),
        until="arrival",
        candidate="顾清和",
        degree="doctor",
        mode=FULL,
    ),
    Recruitment(
        position="乳腺外科专家",
        unit="D14",
        began=date(2025, 3, 3),
        until="arrival",
        candidate="叶知微",
        degree="doctor",
        mode=FLEXIBLE,
        years=3,
    ),
    Recruitment(
        position="中医名家工作室",
        unit="D28",
        began=date(2025, 5, 12),
        until="arrival",
        candidate="白暮云",
        degree="other",
        mode=FLEXIBLE,
        years=2,
    ),
    Recruitment(
        position="肝胆外科带头人",
        unit="D13",
        began=date(2025, 8, 11),
        until="publicity",
        candidate="孟惊鸿",
        degree="doctor",
        mode=FULL,
        leader=True,
    ),
    Recruitment(
        position="病理诊断专家",
        unit="D31",
        began=date(2025, 9, 15),
        until="terms",
        candidate="苏折柳",
        degree="doctor",
        mode=FLEXIBLE,
        years=3,
    ),
    Recruitment(
        position="泌尿外科博士",
        unit="D17",
        began=date(2025, 7, 14),
        until="refused",
        candidate="裴行舟",
        degree="doctor",
        mode=FULL,
    ),
)
OPEN_STEPS = (
    *("application", "department", "plan", "plan_meeting", "announce", "screening", "exam"),
    *("exam", "health_check", "inspection", "president_meeting", "committee_meeting"),
    *("publicity", "contract", "arrival", "assessment_1"),
)
TALENT_STEPS = (
    *("application", "department", "search", "recusal", "appraisal", "terms"),
    *("president_meeting", "committee_meeting", "publicity", "contract", "arrival"),
    "assessment",
)
GAPS = {
    "screening": 12,
    "contract": 9,
    "agreement": 9,
    "arrival": 14,
    "assessment_1": 366,
    "assessment": 366,
}


def do(*, today: date, clock: Clock) -> None:
    """The recruitments; nothing when there are any."""
    if Proceeding.objects.filter(procedure__in=PROCEDURES).exists():
        return
    hall = Hall(today)
    personnel = office_work.holder_at("hr_director", "O04")
    written = [_course(one) for one in ALL]
    courses.write(written, hall=hall, actor=personnel, clock=clock)


def _course(one: Recruitment) -> Course:
    what = {"": "招聘", FULL: "引进", FLEXIBLE: "柔性引进"}[one.mode]
    return Course(
        procedure=TALENT if one.mode else OPEN,
        unit=one.unit,
        title=f"{what}{one.position}",
        started_on=one.began,
        deeds=list(_deeds(one)),
        matter="recruiting",
        opinion="支部同意，符合学科发展需要，程序公开。",
        conduct="对拟用人选的政治表现、医德医风由人事科考察时一并核实，支部参加。",
    )


def _deeds(one: Recruitment) -> Iterator[Deed]:
    day, scored = one.began, 0
    for step in _steps(one):
        day += timedelta(days=GAPS.get(step, 6))
        # Two of three score; each voice is another office.
        seat = scored if step == "exam" else 0
        scored += step == "exam"
        for entered in _entries(one, step, day):
            yield Deed(step=step, day=day, fields=entered, verb=Verb.ENTER)
        if step != "assessment":
            yield Deed(step=step, day=day, fields=_fields(one, step, day), seat=seat)
    if one.until == "refused":
        reason = "学术评议认为近三年成果与岗位方向不一致，暂不引进。"
        day += timedelta(days=6)
        yield Deed(step="president_meeting", day=day, verb=Verb.REJECT, reason=reason)


def _entries(one: Recruitment, step: str, day: date) -> list[dict[str, str]]:
    """Who was hired, came and was assessed, one by one; one talent is assessed year by year."""
    if step == "assessment":
        return [{"assessed": "pass", "assessed_ground": "亚专科已开展工作，课题申报按计划进行。"}]
    if one.mode or step not in ("contract", "arrival", "assessment_1"):
        return []
    more = {"assessed": "pass"} if step == "assessment_1" else {}
    people = ((one.candidate, one.degree), *one.others)
    if step != "contract":
        return [{"hired": name, **more} for name, _ in people]
    signed = {
        "hired_from": (day + timedelta(days=10)).isoformat(),
        "hired_years": str(one.years),
    }
    return [{"hired": name, "hired_degree": degree, **signed} for name, degree in people]


def _steps(one: Recruitment) -> tuple[str, ...]:
    steps: tuple[str, ...] = TALENT_STEPS if one.mode else OPEN_STEPS
    if one.mode == FLEXIBLE:
        steps = tuple("agreement" if step == "contract" else step for step in steps)
    last = "terms" if one.until == "refused" else one.until
    end = len(steps) - steps[::-1].index(last)
    return steps[:end]


def _fields(one: Recruitment, step: str, day: date) -> dict[str, str]:
    later = (day + timedelta(days=10)).isoformat()
    named = {"candidate": one.candidate, "degree": one.degree}
    service = {"service_from": later, "service_years": str(one.years)}
    told = {
        "application": {
            "position": one.position,
            "headcount": str(1 + len(one.others)),
            "requirements": "填补亚专科缺口，具备独立开展工作的能力。",
        },
        "plan": {"plan": "面向社会公开招聘，笔试占四成、实践技能和面试占六成。"},
        "screening": {"applicants": "14", "qualified": "9", "relatives": "none"},
        "publicity": {"publicity_from": day.isoformat(), "publicity_place": "院内网、公告栏"},
        "contract": service if one.mode else {},
        "agreement": {
            "agreement_from": later,
            "service_years": str(one.years),
            "days_per_year": "36",
            "pay": "120000",
        },
        "arrival": {"arrived_on": day.isoformat()} if one.mode else {},
        "search": {
            **named,
            "overseas": "true" if one.overseas else "false",
            "leader": "true" if one.leader else "false",
            "mode": one.mode,
            "channel": "第三方人才平台",
        },
        "recusal": {"relatives": "none"},
        "terms": {
            "goals": "三年内建成亚专科，牵头申报省级课题两项。",
            "benefits": "科研启动经费、人才公寓、团队名额两名。",
            "cost": "1600000",
        },
    }
    return told.get(step, {})
