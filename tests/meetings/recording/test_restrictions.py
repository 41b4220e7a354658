"""What may be put up and decided, and by whom: hard refusals, each with its reason."""

from __future__ import annotations

from datetime import date

import pytest

from linghang.meetings.bodies import services as bodies
from linghang.meetings.bodies.rules import Nature
from linghang.meetings.counting.rules import Votes
from linghang.meetings.elections.rules import Ballots
from linghang.meetings.minutes import services as minutes
from linghang.meetings.models import AgendaItem, Form
from linghang.meetings.planning import agenda
from linghang.meetings.planning import services as planning
from linghang.meetings.recording import restrictions, services
from linghang.meetings.recording.entries import Election, Record
from linghang.meetings.recording.rules import Opinion
from tests.meetings import floor
from tests.meetings.branch import BRANCH, MEMBERS, deed
from tests.meetings.floor import DAY, FIVE, NINE, away, hold, line

pytestmark = pytest.mark.usefixtures("branch")


def test_each_person_is_voted_on_alone() -> None:
    """§2.4.3: 逐人 – an item names one person, and a title that names several is refused."""
    with pytest.raises(services.CannotRecord, match="请写明所涉人员"):
        hold(lines=(line("admission", "接收预备党员", votes=Votes(20)),))
    with pytest.raises(services.CannotRecord, match="一项只写一人"):
        hold(lines=(line("admission", "接收某某、某某为预备党员", person="P9", votes=Votes(20)),))
    two = line("admission", "接收预备党员", person="P9", votes=Votes(20))
    with pytest.raises(services.CannotRecord, match="写了两次"):
        hold(lines=(two, two))

    hold(lines=(two, line("admission", "接收另一人", person="P8", votes=Votes(12, 8))))

    rows = AgendaItem.objects.order_by("number").values_list("person_id", "verdict")
    assert list(rows) == [("P9", "passed"), ("P8", "failed")]


@pytest.mark.parametrize(
    ("title", "several"),
    [
        ("接收张某为预备党员", False),
        ("讨论1人的转正", False),
        ("张某、李某的任职", True),
        ("张某等三人的任职", True),
        ("接收两名预备党员", True),
        ("3人的转正", True),
        ("关于内科第一党支部某同志转正", False),
    ],
)
def test_a_title_that_counts_people_names_several(title: str, several: bool) -> None:
    """§2.4.3."""
    assert restrictions.names_several(title) is several


def test_what_was_not_announced_before_is_refused_as_put_up_at_the_meeting() -> None:
    """§2.3.2, §2.4.3: 临时动议 – neither without an agenda nor announced on the day itself."""
    floor.committee()
    for announced_on in (None, DAY):
        matter = line("major_matter", "设备购置", announced_on=announced_on, votes=Votes(9))
        with pytest.raises(services.CannotRecord, match="临时动议"):
            floor.at_committee(matter)

    hold(lines=(line("resolution", announced_on=None, unanimous=True),))

    assert AgendaItem.objects.get().verdict == "passed"


def test_an_item_on_the_announced_agenda_carries_the_day_of_the_announcement() -> None:
    """§2.3.2: what stands on the agenda is put up with the day on which members could read it."""
    floor.committee()
    meeting = planning.plan(
        unit="PC", kinds=["committee_meeting"], day=date(2026, 12, 30), **deed()
    )
    points = [agenda.Point(kind="major_matter", title="设备购置")]

    told = {"meeting_id": meeting.pk, **deed()}
    agenda.announce(points=points, today=date(2026, 12, 21), **told)
    agenda.announce(
        points=[*points, agenda.Point(kind="first_topic", title="学习")],
        today=date(2026, 12, 24),
        **told,
    )
    record = Record(lines=(line("major_matter", "设备购置", announced_on=None, votes=Votes(9)),))
    after = date(2027, 1, 4)

    assert [one.title for one in meeting.agenda.all()] == ["设备购置", "学习"]
    with pytest.raises(agenda.CannotAnnounce, match="党委会不能研究"):
        agenda.announce(
            points=[agenda.Point(kind="branch_election", title="选举")],
            today=date(2026, 12, 24),
            **told,
        )
    services.keep(meeting_id=meeting.pk, version=0, record=record, today=after, **deed())
    assert AgendaItem.objects.get().announced_on == date(2026, 12, 21)


def test_candidates_exceed_seats_by_a_fifth_or_the_superior_approved() -> None:
    """§1.2.5: five seats need six candidates; with an approval, five will do."""
    five = MEMBERS[2:7]
    papers = Ballots(issued=26, collected=26, invalid=0, votes=dict.fromkeys(five, 20))
    chosen = line("branch_election", "选举支委会", election=Election(seats=5, ballots=papers))
    with pytest.raises(services.CannotRecord, match="至少6人"):
        hold(lines=(chosen,))

    approved = line(
        "branch_election", "选举支委会", election=chosen.election, approval="党委批复〔2025〕8号"
    )
    hold(lines=(approved,))

    assert AgendaItem.objects.get().approval == "党委批复〔2025〕8号"


@pytest.mark.parametrize(
    "kind", ["admission", "confirmation", "praise_or_discipline", "branch_election"]
)
def test_a_temporary_branch_neither_admits_nor_elects_nor_disciplines(kind: str) -> None:
    """§1.1.7: it may study; members' own branches do the rest."""
    bodies.set_nature(
        unit=BRANCH,
        nature=Nature.TEMPORARY,
        approval="党委批复",
        active_from=date(2025, 9, 1),
        **deed(),
    )
    papers = Ballots(issued=26, collected=26, invalid=0, votes={"M01": 20, "M03": 6})
    how = (
        {"election": Election(seats=1, ballots=papers)}
        if kind == "branch_election"
        else {"votes": Votes(20), "person": "P9"}
    )

    with pytest.raises(services.CannotRecord, match="临时党支部不能办理"):
        hold(lines=(line(kind, "事项", **how),))

    hold(lines=(line("study", "学习"),))
    assert Form.objects.get().came == 31


def test_the_president_decides_after_hearing_all_and_no_majority_is_counted() -> None:
    """§2.4.2a: opinions and decision are on record; most of those present may have disagreed."""
    floor.president_office()
    stances = (*((one, Opinion.DISAGREES) for one in FIVE[1:]), ("P1", Opinion.AGREES))
    decided = line("administration", "门诊排班", stances=stances, resolution="自下月起调整。")

    floor.at_office(decided)

    item = AgendaItem.objects.get()
    assert (item.verdict, item.favour, item.stances.count()) == ("heard", None, 5)
    assert item.says == "应到会成员5人，到会5人，须到会3人；听取意见后由主持人决定。"


def test_without_half_of_its_members_the_presidents_meeting_decides_nothing() -> None:
    """§2.4.2: quorum although it does not vote; discussing is allowed."""
    floor.president_office()
    missed = away(*FIVE[1:4])
    with pytest.raises(
        services.CannotRecord, match="到会2人，须到会3人；到会人数不足，不能作出决定"
    ):
        floor.at_office(line("administration", "排班", resolution="调整。"), missed=missed)

    floor.at_office(line("administration", "排班", discussion="交换意见"), missed=missed)

    assert AgendaItem.objects.get().verdict == ""


@pytest.mark.parametrize(
    ("facts", "of_item", "says"),
    [
        ({"missed": away("P1")}, {}, "主持人没有到会"),
        ({"missed": away("P1", first=1, last=1)}, {}, "主持人这一项不在会"),
        ({"chair": ""}, {}, "请写明主持人"),
        ({"chair": "M20"}, {}, "主持人不是院长办公会成员"),
        ({}, {"recused": (("P1", "本人亲属"),)}, "主持人这一项回避"),
    ],
)
def test_without_who_presides_the_presidents_meeting_decides_nothing(
    facts: dict[str, object], of_item: dict[str, object], says: str
) -> None:
    """§2.4.2a, §2.5.1: the one who decides belongs to it, is in the room and not concerned; the
    others may still discuss it."""
    floor.president_office()

    with pytest.raises(services.CannotRecord, match=says):
        floor.at_office(line("administration", "排班", resolution="调整。", **of_item), **facts)

    floor.at_office(line("administration", "排班", discussion="交换意见", **of_item), **facts)
    assert AgendaItem.objects.get().verdict == ""


def test_a_deputy_who_presides_decides_and_what_the_chair_missed_later_is_not_decided() -> None:
    """§2.4.2a: items before the chair left stand."""
    floor.president_office()
    two = (line("administration", "排班", resolution="调整。"), line("administration", "其他"))

    floor.at_office(*two, missed=away("P1", first=2))
    floor.at_office(two[0], chair=FIVE[1], missed=away("P1"), day=date(2025, 12, 8))

    decided = AgendaItem.objects.filter(title="排班").values_list("verdict", flat=True)
    assert list(decided) == ["heard", "heard"]


def test_written_opinions_are_kept_and_not_counted_in_the_party_committee() -> None:
    """§2.4.4: contrast §1.6.2; four in the room and three on paper are four of nine."""
    floor.committee()

    floor.at_committee(
        line("major_matter", "设备购置", votes=Votes(4, 2, written_favour=3)),
        missed=away(*NINE[6:]),
    )

    item = AgendaItem.objects.get()
    assert (item.verdict, item.written_favour) == ("failed", 3)
    assert "书面意见赞成3、反对0，不计入票数" in item.says


def test_a_deadlock_is_not_passed_and_waits_for_the_next_meeting() -> None:
    """§2.4.3: as many for as against."""
    floor.committee()

    floor.at_committee(line("major_matter", "设备购置", votes=Votes(4, 4, 1)))

    item = AgendaItem.objects.get()
    assert item.verdict == "failed"
    assert "下次会议再议" in item.says


@pytest.mark.parametrize("body", ["committee", "office"])
def test_pay_and_welfare_need_the_trade_union_in_the_room_wherever_they_are_put_up(
    body: str,
) -> None:
    """§2.4.6: 工会法 art. 39 – also at the 党委会 and the 院长办公会."""
    floor.congress(["M20"])
    floor.union_chair("M20")
    if body == "committee":
        floor.committee()
        at, how = floor.at_committee, {"votes": Votes(9)}
    else:
        floor.president_office()
        at, how = floor.at_office, {"resolution": "同意。"}
    pay = line("pay_and_welfare", "绩效分配办法", **how)

    with pytest.raises(services.CannotRecord, match="须有工会代表参加"):
        at(pay)

    assert at(pay, observers=("M20",)).meeting.observers.count() == 1


def test_vital_interests_are_voted_in_secret_and_applause_is_none() -> None:
    """§2.8.3: 全体赞成 without ballots is no legal form."""
    floor.congress(MEMBERS[:6])
    floor.union_chair("M01")
    meeting = {"unit": "UC", "chair": "M01"}
    with pytest.raises(services.CannotRecord, match="须无记名投票"):
        hold(
            "employee_congress",
            lines=(line("employee_interest", "绩效分配办法", unanimous=True),),
            **meeting,
        )

    hold(
        "employee_congress",
        lines=(line("employee_interest", "绩效分配办法", votes=Votes(4, 2)),),
        **meeting,
    )

    assert AgendaItem.objects.get().verdict == "passed"


def test_what_is_decided_only_by_vote_is_not_resolved_by_applause() -> None:
    """§2.8.3, §2.4.1, §2.4.3: neither 鼓掌通过 nor 同意 by a third of the 党委会 skips the vote."""
    floor.congress(MEMBERS[:6])
    floor.union_chair("M01")
    floor.committee()
    clapped = line("employee_interest", "绩效分配办法", resolution="鼓掌通过。")
    agreed = line("cadre_matter", "任职", person="P9", resolution="同意任职。")

    with pytest.raises(services.CannotRecord, match="没有表决不能写决议"):
        hold("employee_congress", unit="UC", chair="M01", lines=(clapped,))
    with pytest.raises(services.CannotRecord, match="没有表决不能写决议"):
        floor.at_committee(agreed, missed=away(*NINE[3:]))

    floor.at_committee(line("cadre_matter", "任职", person="P9", discussion="下次再议。"))
    assert AgendaItem.objects.get().verdict == ""


def test_a_record_kept_with_such_a_resolution_is_not_closed() -> None:
    """§2.8.3: what was written down before is asked for its vote, too."""
    floor.committee()
    kept = floor.at_committee(line("party_member_approval", "审批转正", person="P9"))
    AgendaItem.objects.update(resolution="同意。")

    says = "第1项“审批接收、转正、延长预备期和取消资格”须经表决"
    with pytest.raises(minutes.CannotClose, match=says):
        minutes.close(meeting_id=kept.meeting.pk, **deed())


def test_a_congress_needs_two_thirds_there_and_more_than_half_of_all_delegates() -> None:
    """§2.8.2, B7: recorded, with six delegates: four must be there, four must agree."""
    floor.congress(MEMBERS[:6])
    report = line("work_report", "工作报告", votes=Votes(3))
    for day, missed, verdict in (
        (date(2025, 12, 4), MEMBERS[3:6], "no_quorum"),
        (DAY, MEMBERS[4:6], "failed"),
    ):
        hold(
            "employee_congress",
            unit="UC",
            day=day,
            chair="M01",
            missed=away(*missed),
            lines=(report,),
        )
        assert AgendaItem.objects.latest("pk").verdict == verdict


def test_observers_and_guests_of_a_congress_never_count() -> None:
    """§2.8.8: 列席、特邀代表 have no vote; a delegate is not registered as one."""
    floor.congress(MEMBERS[:6])
    facts = {"unit": "UC", "chair": "M01"}

    hold("employee_congress", observers=("M20", "M21"), **facts)

    form = Form.objects.get()
    assert (form.expected, form.came, form.entitled) == (6, 6, 6)
    with pytest.raises(services.CannotRecord, match="会议成员不作列席登记"):
        hold("employee_congress", day=date(2025, 12, 4), observers=("M02",), **facts)


def test_two_thirds_must_be_there_for_cadres_and_half_for_other_items() -> None:
    """§2.4.1: of nine, five decide a major matter, six a cadre matter."""
    floor.committee()
    facts = {"missed": away(*NINE[5:])}

    floor.at_committee(
        line("major_matter", "设备购置", votes=Votes(5)),
        line("cadre_matter", "任职", person="P9", votes=Votes(5)),
        **facts,
    )

    verdicts = AgendaItem.objects.order_by("number").values_list("verdict", flat=True)
    assert list(verdicts) == ["passed", "no_quorum"]
