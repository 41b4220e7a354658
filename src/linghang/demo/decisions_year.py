"""A year of the Party committee and of the president's meeting, two of each a month.

What they decided is made up of twelve months of matters; written in bulk, as it lies behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from linghang.demo.landmarks import COMMITTEE, HOSPITAL
from linghang.demo.proceeding import Hall, instant
from linghang.demo.resolutions import decide, put_off
from linghang.meetings.models import AgendaItem, Form, Meeting, Minutes, Stance, TermSeat
from linghang.meetings.recording.rules import Opinion, State
from linghang.org.models import Unit

PARTY, PRESIDENT = "committee_meeting", "president_meeting"
YEAR, FROM = 2025, date(2025, 1, 7)  # the committee took its seats on the day before
NOT_ISSUED = date(2025, 12, 20)  # later minutes are still being written
MONDAY, THURSDAY = 0, 3
WEEKS = (2, 4)

FIRST_TOPICS = (
    "全国卫生健康工作会议精神",
    "关于深化医改重点任务的部署",
    "全国两会精神",
    "中央八项规定及其实施细则精神",
    "关于公立医院高质量发展的部署",
    "党的纪律建设有关论述",
    "关于加强公立医院党的建设的意见",
    "关于医药领域腐败问题集中整治的部署",
    "关于教育科技人才一体发展的部署",
    "民法典和基本医疗卫生与健康促进法",
    "党的中央全会精神",
    "中央经济工作会议精神",
)
PUT_OFF = {
    "东院区手术室扩建方案": "感染控制论证和资金测算还不全，补充后再议",
    "门诊预约分时段调整": "分管领导因公未到会，留到下次会议",
}
# Month → what the committee, and what the president's meeting, dealt with; in two halves.
MATTERS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        ("2025年党委工作要点", "2025年度预算安排（收支总额）", "2025年基层党建重点任务分工"),
        ("春节期间医疗保障和值班安排", "2024年医疗质量安全通报", "住院医师规范化培训基地年度安排"),
    ),
    (
        ("2025年党风廉政建设责任书", "门诊综合楼消防改造项目立项"),
        ("一季度设备维保安排", "冬季呼吸道感染高峰床位调配", "临床路径管理病种增补"),
    ),
    (
        ("2025年大额资金使用计划（第一批）", "重点专科建设项目遴选"),
        ("国家三级公立医院绩效考核数据填报安排", "病案首页质量整改进展", "青年医师规培考核结果"),
    ),
    (
        ("医院章程修订草案", "东院区手术室扩建方案"),
        ("一季度运行分析", "护理人力动态调配办法", "药占比和耗占比控制措施"),
    ),
    (
        ("2025年度人才引进计划调整", "信息系统等级保护测评整改经费"),
        ("医疗纠纷一季度分析", "国际护士节和医师节活动安排", "门诊预约分时段调整"),
    ),
    (
        ("“七一”表彰对象审议", "医疗废物暂存点改造项目"),
        ("合理用药检查结果", "汛期安全生产检查安排", "暑期门诊加强方案"),
    ),
    (
        ("上半年党建工作情况报告", "巡察反馈问题整改方案"),
        ("上半年运行分析和预算执行", "日间手术病种扩大", "多学科联合门诊增设"),
    ),
    (
        ("数据中心扩容项目立项", "医德医风专项整治方案"),
        ("医师节慰问安排", "抗菌药物专项点评结果", "科研项目配套经费安排"),
    ),
    (
        ("后勤社会化服务项目采购方案", "2025年大额资金使用计划（第二批）"),
        ("国庆期间医疗保障安排", "DRG运行分析和亏损病组改进", "新进人员岗前培训安排"),
    ),
    (
        ("2026年度大型设备配置规划", "医联体帮扶人员选派"),
        ("三季度运行分析", "互联网医院运行情况", "病床统筹使用规则"),
    ),
    (
        ("2026年预算编制原则", "中层干部年度考核工作方案"),
        ("冬春季传染病防控安排", "等级医院复审问题整改", "仪器设备使用效率评估"),
    ),
    (
        ("2025年度党建述职评议安排", "2026年重点基建项目计划"),
        ("年终决算和资产清查安排", "2026年医疗质量目标", "元旦春节安全生产检查"),
    ),
)
GREAT = ("预算", "资金", "项目", "规划", "计划", "方案", "章程")


@dataclass(frozen=True, slots=True)
class _Body:
    unit: str
    kind: str
    weekday: int
    chair: str
    recorder: str
    members: int
    speakers: tuple[str, ...] = ()


def do(*, today: date, clock: Callable[[], datetime]) -> None:
    """The meetings of the year that are not there yet; nothing without a committee."""
    rows = TermSeat.objects.on(today).filter(unit__code=COMMITTEE, kind=PARTY).order_by("pk")
    seats = list(rows.values_list("person__code", flat=True))
    if not seats or Meeting.objects.filter(place=PLACE).exists():
        return
    held = Hall(today).held
    secretary = held["party_secretary"][0].person  # the chair speaks last
    leaders = {one.person for post in ("president", "vice_president") for one in held[post]}
    bodies = (
        _Body(
            COMMITTEE,
            PARTY,
            THURSDAY,
            secretary,
            held["party_office_director"][0].person,
            len(seats),
            (*(one for one in seats if one != secretary), secretary),
        ),
        _Body(
            HOSPITAL,
            PRESIDENT,
            MONDAY,
            held["president"][0].person,
            held["president_office_director"][0].person,
            len(leaders),
        ),
    )
    for body in bodies:
        _write(body, today, clock())


PLACE = "行政楼第一会议室"
LED_BY = ("党委书记", "院长", "纪委书记")


def _write(body: _Body, today: date, at: datetime) -> None:
    unit = Unit.objects.get(code=body.unit)
    taken = set(Meeting.objects.filter(unit=unit, kind=body.kind).values_list("day", flat=True))
    days = [one for one in _days(body.weekday) if FROM <= one <= today and one not in taken]
    meetings = [
        Meeting(
            unit=unit,
            kind=body.kind,
            day=day,
            starts_at=time(14, 30),
            ends_at=time(17),
            place=PLACE,
            chair_id=body.chair,
            recorder_id=body.recorder,
            state=State.CLOSED.value,
            closed_at=instant(day + timedelta(days=2)),
            version=1,
            saved_at=at,
        )
        for day in days
    ]
    Meeting.objects.bulk_create(meetings)
    size = body.members
    forms = [
        Form(
            meeting=one,
            kind=body.kind,
            expected=size,
            came=size,
            entitled=size,
            facts=_studied(one.day) if body.kind == PARTY else {},
        )
        for one in meetings
    ]
    Form.objects.bulk_create(forms)
    items = [item for form in forms for item in _items(form)]
    AgendaItem.objects.bulk_create(items)
    stances = [
        Stance(item=item, number=number, person_id=person, opinion=Opinion.AGREES.value)
        for item in items
        if item.kind == "major_matter"
        for number, person in enumerate(body.speakers, start=1)
    ]
    Stance.objects.bulk_create(stances)
    beginning = f"〔{YEAR}〕"
    known = Minutes.objects.filter(form__meeting__unit=unit, number__startswith=beginning)
    before = known.count()
    issued = [form for form in forms if form.meeting.day < NOT_ISSUED]
    Minutes.objects.bulk_create(
        Minutes(
            form=form,
            number=f"{beginning}{number}号",
            text=_text(form, [one for one in items if one.form is form]),
            signed_by_id=body.chair,
            issued_at=instant(form.meeting.day + timedelta(days=3)),
        )
        for number, form in enumerate(issued, start=before + 1)
    )


def _studied(day: date) -> dict[str, str]:
    """What was written down of the first topic; of the latest meeting nothing yet."""
    if day >= NOT_ISSUED:
        return {}
    return {
        "first_content": f"学习{FIRST_TOPICS[day.month - 1]}，结合医院实际研究贯彻措施。",
        "first_led_by": LED_BY[day.month % len(LED_BY)],
        "first_speeches": "班子成员结合分管工作交流发言。",
        "first_measures": "由党办分解任务，纳入督办。",
    }


def _days(weekday: int) -> Iterator[date]:
    """The second and the fourth such weekday of every month."""
    for month in range(1, 13):
        first = date(YEAR, month, 1)
        offset = (weekday - first.weekday()) % 7
        for week in WEEKS:
            yield first + timedelta(days=offset + 7 * (week - 1))


def _items(form: Form) -> Iterator[AgendaItem]:
    """The first topic, then the matters of the month in turn."""
    day, is_party = form.meeting.day, form.kind == PARTY
    matters = MATTERS[day.month - 1][0 if is_party else 1]
    is_late = day.day > 15
    chosen = matters[len(matters) // 2 :] if is_late else matters[: (len(matters) + 1) // 2]
    start = 1
    if is_party:
        start = 2
        title = f"第一议题：学习{FIRST_TOPICS[day.month - 1]}"
        yield AgendaItem(form=form, number=1, kind="first_topic", title=title)
    for number, title in enumerate(chosen, start=start):
        is_great = is_party and any(word in title for word in GREAT)
        item = AgendaItem(
            form=form,
            number=number,
            kind="major_matter" if is_great else "administration",
            title=title,
            announced_on=day - timedelta(days=3),
        )
        if why := PUT_OFF.get(title):
            put_off(item, why)
        else:
            item.resolution = "同意。由主责部门抓好落实，按季度报告进展。"
            decide(item)
        yield item


def _text(form: Form, items: list[AgendaItem]) -> str:
    day = form.meeting.day
    lines = [f"{day.year}年{day.month}月{day.day}日，应到{form.expected}人，实到{form.came}人。"]
    lines += [f"{one.number}. {one.title}。{one.says}{one.resolution}" for one in items]
    return "\n".join(lines)
