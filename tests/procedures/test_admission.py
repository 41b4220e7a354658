"""Admission to the Party on records: meetings decide, the three dates and the branch follow."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from linghang.foundation.access import Actor
from linghang.foundation.evidence import services as evidence
from linghang.foundation.trail.models import Entry
from linghang.meetings import matters
from linghang.meetings.counting.rules import Votes
from linghang.meetings.minutes import services as minutes
from linghang.meetings.models import AgendaItem, Meeting, NoVote, TermSeat
from linghang.meetings.recording import services as recording
from linghang.meetings.recording.entries import Line, Record
from linghang.org.models import Appointment, Membership, PartyRecord, Person, Placement, Unit
from linghang.org.party.rules import Standing
from linghang.org.relatives import services as relatives
from linghang.org.relatives.rules import Relation
from linghang.org.trees.rules import WrongSpan
from linghang.procedures import services
from linghang.procedures.models import Act, Proceeding
from linghang.procedures.progress.rules import Verb
from linghang.procedures.services import CannotAct, CannotStart
from tests import kept
from tests.meetings import branch as branches
from tests.meetings.branch import MEMBERS
from tests.small_hospital import FROM

ADMITTED, APPROVED = date(2024, 4, 20), date(2024, 6, 1)
CONFIRMED = date(2025, 5, 6)  # two weeks after probation ended
DAYS = {
    "application": date(2023, 1, 10),
    "talk": date(2023, 2, 10),
    "activist": date(2023, 2, 20),
    "target": date(2024, 2, 20),
    "branch_review": date(2024, 3, 28),
    "pre_review": date(2024, 4, 1),
    "admission_meeting": ADMITTED,
    "admission_talk": date(2024, 5, 1),
    "admission_approval": APPROVED,
    "confirmation_request": date(2025, 4, 21),
    "confirmation_meeting": CONFIRMED,
    "confirmation_approval": date(2025, 6, 3),
}
FILLED = {
    "applied_on": "2023-01-10",
    "talker": "某书记",
    "born_on": "1995-05-04",
    "first_mentor": "M03",
    "second_mentor": "",
    "first_introducer": "M03",
    "second_introducer": "M04",
    "first_reviewer": "M05",
    "second_reviewer": "",
    "training_done": "days",
    "publicity_from": "2024-03-20",
    "form_number": "0001",
    "confirmation": "on_time",
}
VOTES = {"branch_committee": Votes(3), "member_meeting": Votes(20), "committee_meeting": Votes(3)}
CHAIRS = {"committee_meeting": "P6"}


def made() -> dict[str, Appointment]:
    """The branch of 31, a Party office, a Party committee of three, and somebody who applies."""
    held = branches.made()
    office = Unit.objects.create(
        code="PTO", name="党委办公室", kind="office", tree="administration", active_from=FROM
    )
    Placement.objects.create(unit=office, parent=Unit.objects.get(code="H"), active_from=FROM)
    director = Person.objects.create(code="P20", name="职工P20", active_from=FROM)
    Person.objects.create(code="A1", name="申请人", active_from=FROM)
    held["party_office"] = Appointment.objects.create(
        person=director, post="party_office_director", unit=office, active_from=FROM
    )
    for code in ("P6", "P7", "P1"):
        TermSeat.objects.create(
            unit=Unit.objects.get(code="PC"),
            kind="committee_meeting",
            person=Person.objects.get(code=code),
            active_from=FROM,
        )
    return held


@pytest.fixture
def held(db: None) -> dict[str, Appointment]:
    return kept.once("branch that admits", made)


class Admitting:
    """One applicant on the way; each step is done on its day by whoever may."""

    def __init__(
        self, held: dict[str, Appointment], day: date = DAYS["application"], **more: object
    ) -> None:
        self.held, self.day, self.filled = held, day, dict(FILLED)
        self.row = services.start(
            **{
                "procedure": "party_admission",
                "unit": "PB1",
                "title": "发展申请人入党",
                "concerned": ["A1"],
                **self.by("branch_secretary"),
                "today": self.day,
                **more,
            }
        )

    def by(self, key: str) -> dict[str, object]:
        one = self.held[key]
        at = datetime.combine(self.day, time(2), UTC)
        return {"actor": Actor(person=one.person.code, appointment=one.pk), "at": at}

    def meet(self, item: str, votes: Votes | None = None, *, closes: bool = True) -> Meeting:
        """Hold the meeting that decides about it today, about what waits for it."""
        kind, unit = {
            "activist": ("branch_committee", "PB1"),
            "target": ("branch_committee", "PB1"),
            "admission_review": ("branch_committee", "PB1"),
            "party_member_approval": ("committee_meeting", "PC"),
            "disposal_approval": ("committee_meeting", "PC"),
            "removal_approval": ("committee_meeting", "PC"),
        }.get(item, ("member_meeting", "PB1"))
        waiting = matters.waiting(unit, [kind], self.day)
        matter = next(one for one in waiting if one.about[1] == str(self.row.pk))
        assert [matter.person] == self.row.concerned
        line = Line(
            kind=item,
            title=matter.title,
            about=matter.about,
            votes=votes or VOTES[kind],
            announced_on=self.day - timedelta(days=3),
        )
        chair = CHAIRS.get(kind, "P5")
        clerk = "party_secretary" if unit == "PC" else "branch_secretary"
        found = recording.hold(
            unit=unit,
            kinds=[kind],
            day=self.day,
            record=Record(
                chair=chair,
                recorder=chair,
                place="会议室",
                starts_at=time(17),
                lines=(line,),
            ),
            today=self.day,
            **self.by(clerk),
        ).meeting
        if closes:
            minutes.close(meeting_id=found.pk, **self.by(clerk))
        return found

    def act(self, key: str, **more: object) -> Act:
        step = self.row.definition.by_key[key]
        post = step.who[0].posts[0]
        by = {"branch_secretary": "branch_secretary", "party_secretary": "party_secretary"}
        given = self.by(by.get(post, "party_office"))
        papers = [
            (one.kind, self._paper(one.kind, given))
            for one in step.needs.documents
            for _ in range(one.least)
        ]
        return services.act(
            **{
                "proceeding_id": self.row.pk,
                "step": key,
                "verb": Verb.APPROVE,
                "seen": self.row.acts.count(),
                "today": self.day,
                "fields": {
                    one.code: self.filled[one.code]
                    for one in step.needs.fields
                    if one.code in self.filled
                },
                "documents": papers,
                **given,
                **more,
            }
        )

    def _paper(self, kind: str, given: dict[str, object]) -> int:
        return evidence.store(
            content=kind.encode(),
            name=f"{kind}.pdf",
            media_type="application/pdf",
            happened_on=self.day,
            **given,
        ).pk

    def go(self, key: str, **more: object) -> Act:
        """The step on its day, after the meeting that it wants."""
        self.day = DAYS.get(key, self.day)
        wanted = self.row.definition.by_key[key].needs.requirements
        for one in wanted:
            if one.provider == "meetings.resolution":
                self.meet(one.params["items"])
                break
        return self.act(key, **more)

    def until(self, last: str, *, but: bool = False) -> Admitting:
        for step in self.row.definition.steps:
            if but and step.key == last:
                self.day = DAYS.get(last, self.day)
                break
            self.go(step.key)
            if step.key == last:
                break
        return self


def test_the_three_dates_of_a_member_come_from_the_meetings_and_nobody_types_them(
    held: dict[str, Appointment],
) -> None:
    """§1.6.4: 入党时间 is the branch meeting's day, 党龄 counts from the end of probation."""
    way = Admitting(held).until("admission_approval")

    record = PartyRecord.objects.get(person="A1")
    belongs = Membership.objects.get(person__code="A1", line="party")
    assert (record.applied_on, record.admitted_on) == (date(2023, 1, 10), ADMITTED)
    assert (belongs.unit.code, belongs.active_from) == ("PB1", ADMITTED)
    assert NoVote.objects.on(APPROVED).get(person="A1").ground == "probation"
    assert record.dates.standing(APPROVED) is Standing.PROBATION

    for key in ("admission_record", "branch_group", "oath", "probation", "confirmation_request"):
        way.go(key)
    way.go("confirmation_meeting")
    way.go("confirmation_approval")

    record.refresh_from_db()
    assert record.full_since == date(2025, 4, 20), "not the day of the meeting two weeks later"
    assert not NoVote.objects.on(way.day).filter(person="A1").exists()
    assert record.dates.seniority(date(2027, 4, 19)) == 1
    way.go("archive")
    way.row.refresh_from_db()
    assert way.row.outcome == "completed"
    told = Entry.objects.about("procedures.proceeding", str(way.row.pk))
    done = [one.facts.get("effects") for one in told if one.facts.get("effects")]
    assert done[0] == ["自2024年4月20日起编入内科第一党支部，为预备党员"]


def test_a_relative_of_the_applicant_does_not_review_them(held: dict[str, Appointment]) -> None:
    """§1.6.6: applicant's relative as 政审 handler (recusal); what the tie is, is not said."""
    way = Admitting(held).until("political_review", but=True)
    relatives.declare(
        person="M05",
        relation=Relation.COLLATERAL,
        relative="A1",
        declared_on=way.day,
        today=way.day,
        **way.by("branch_secretary"),
    )

    with pytest.raises(CannotAct, match="党员M05与申请人的关系须回避") as refused:
        way.act("political_review")
    way.filled |= {"first_reviewer": "M06", "second_reviewer": "A1"}
    with pytest.raises(CannotAct, match="申请人与申请人的关系须回避"):
        way.act("political_review")
    way.filled["second_reviewer"] = "M07"
    way.act("political_review")

    assert "旁系" not in str(refused.value)


def test_the_vote_is_the_meetings_and_only_a_closed_record_carries_the_step(
    held: dict[str, Appointment],
) -> None:
    """§1.6.2, B1: 13 of 26 entitled are not enough; the step reads the record, not a form."""
    way = Admitting(held).until("admission_meeting", but=True)
    with pytest.raises(CannotAct, match="还没有支部党员大会讨论“接收预备党员”的会议记录"):
        way.act("admission_meeting")

    failed = way.meet("admission", Votes(13, 7), closes=False)
    with pytest.raises(CannotAct, match="2024年4月20日内科第一党支部支部党员大会的记录还没有封存"):
        way.act("admission_meeting")
    minutes.close(meeting_id=failed.pk, **way.by("branch_secretary"))
    with pytest.raises(CannotAct, match="没有表决通过（应到会有表决权26人"):
        way.act("admission_meeting")

    way.day += timedelta(days=3)
    held_again = way.meet("admission", Votes(14, 6))
    way.day += timedelta(days=1)
    with pytest.raises(CannotAct, match="办理日期应为2024年4月23日"):
        way.act("admission_meeting")
    done = way.act("admission_meeting", day=ADMITTED + timedelta(days=3))
    assert done.rests_on[0]["about"] == ["meetings.meeting", str(held_again.pk)]
    assert "赞成14票" in done.rests_on[0]["says"]


def test_an_item_is_about_what_waits_for_this_meeting_and_nothing_else(
    held: dict[str, Appointment],
) -> None:
    """§1.3.4, §1.6.6: the committee can't admit, and what does not wait is not decided."""
    way = Admitting(held).until("talk")
    about = ("procedures.proceeding", str(way.row.pk))
    assert matters.waiting("PB1", ["member_meeting"], way.day) == ()
    assert matters.waiting("PC", ["committee_meeting"], way.day) == ()

    line = Line(
        kind="admission",
        title="接收申请人",
        about=about,
        votes=Votes(20),
        announced_on=date(2025, 1, 1),
    )
    with pytest.raises(recording.CannotRecord, match="所选的待议事项不由这个会议按此类别议决"):
        recording.hold(
            unit="PB1",
            kinds=["member_meeting"],
            day=way.day,
            record=Record(chair="P5", recorder="P5", place="会议室", lines=(line,)),
            today=way.day,
            **way.by("branch_secretary"),
        )
    assert not AgendaItem.objects.exclude(about_id="").exists()


def test_what_took_effect_is_neither_sent_back_nor_voided(held: dict[str, Appointment]) -> None:
    way = Admitting(held).until("admission_approval")
    seen = way.row.acts.count()

    with pytest.raises(CannotAct, match="“上级党委审批”已经生效，不能退回或者作废"):
        services.void(
            proceeding_id=way.row.pk,
            reason="办错",
            seen=seen,
            today=way.day,
            **way.by("party_office"),
        )
    assert Membership.objects.filter(person__code="A1", line="party").exists()


def test_a_step_whose_effect_fails_is_not_done(held: dict[str, Appointment]) -> None:
    """Nothing is half-written: the act goes with its effect."""
    way = Admitting(held).until("admission_approval", but=True)
    way.meet("party_member_approval")
    Person.objects.filter(code="A1").update(active_to=ADMITTED)  # left in the meantime
    before = (way.row.acts.count(), way.row.turns.count())

    with pytest.raises(WrongSpan, match="结束日期必须晚于开始日期"):
        way.act("admission_approval")
    assert (way.row.acts.count(), way.row.turns.count()) == before
    assert not NoVote.objects.filter(person="A1").exists()
    assert not PartyRecord.objects.exists()


@pytest.mark.parametrize("concerned", [[], ["A1", "M01"]])
def test_members_are_admitted_one_at_a_time(
    held: dict[str, Appointment], concerned: list[str]
) -> None:
    """§1.6.6: no collective vote on several names at once."""
    with pytest.raises(CannotStart, match="逐人办理，要写明涉及的人员，且只写一人"):
        Admitting(held, concerned=concerned)
    assert not Proceeding.objects.exists()


@pytest.mark.parametrize(
    ("second", "says"),
    [
        (MEMBERS[-1], "是预备党员"),
        (MEMBERS[-5], "是留党察看"),
        ("M03", "应是不同的人"),
        ("A1", "组织关系不在本院"),
        ("X9", "没有工号为“X9”的在院人员"),
    ],
)
def test_an_introducer_is_a_formal_member_with_all_rights(
    held: dict[str, Appointment], second: str, says: str
) -> None:
    """§1.6.6, step 9: two formal members, none on probation or under discipline."""
    way = Admitting(held).until("introducers", but=True)

    with pytest.raises(CannotAct, match=says):
        way.act("introducers", fields={"first_introducer": "M03", "second_introducer": second})
    assert way.act("introducers")


def test_an_applicant_is_eighteen_on_the_day_of_the_application(
    held: dict[str, Appointment],
) -> None:
    """§1.6 step 1: ≥18 years, in writing; the day of the birthday is enough."""
    way = Admitting(held)
    told = {"applied_on": "2023-01-10", "born_on": "2005-01-11"}

    with pytest.raises(CannotAct, match="申请时不满18周岁"):
        way.act("application", fields=told)
    with pytest.raises(CannotAct, match="缺少材料“入党申请书”"):
        way.act("application", documents=[])
    assert way.act("application", fields={**told, "born_on": "2005-01-10"})


def test_no_step_is_taken_before_the_one_before_it_has_its_document(
    held: dict[str, Appointment],
) -> None:
    """§1.6.6: starting step n+1 before step n has its document."""
    way = Admitting(held).until("talk", but=True)

    with pytest.raises(CannotAct, match="“党组织派人谈话”还没有办完"):
        way.act("activist")
    with pytest.raises(CannotAct, match="缺少材料“谈话记录”"):
        way.act("talk", documents=[])


def test_three_months_without_submission_send_it_back_to_the_branch_meeting(
    held: dict[str, Appointment],
) -> None:
    """§1.6.3: over three months after the meeting the branch discusses it again."""
    way = Admitting(held).until("admission_meeting")
    way.day = date(2024, 7, 21)
    with pytest.raises(CannotAct, match="距“支部大会讨论接收”.*已超过3个月"):
        way.act("admission_talk")

    way.act(
        "admission_talk",
        verb=Verb.SEND_BACK,
        to="admission_meeting",
        reason="超过三个月，支部大会重新讨论",
        fields={},
        documents=[],
    )
    with pytest.raises(CannotAct, match="办理日期应为2024年4月20日"):
        way.act("admission_meeting")
    way.meet("admission")
    assert way.act("admission_meeting")
    assert way.act("admission_talk")


def test_probation_is_extended_once_and_a_return_gives_no_second_time(
    held: dict[str, Appointment],
) -> None:
    """§1.6.5: extended once; who is still not fit afterwards is cancelled, and never on time."""
    way = Admitting(held).until("confirmation_request")
    way.filled["confirmation"], way.day = "extend", CONFIRMED
    way.meet("probation_extension")
    way.act("confirmation_meeting")
    way.go("extension_approval")
    back = {"verb": Verb.SEND_BACK, "to": "confirmation_meeting", "fields": {}, "documents": []}
    way.act("extended_meeting", reason="登记有误，重新登记", **back)
    way.act("confirmation_meeting")  # the same meetings, entered anew
    way.act("extension_approval")

    way.day = date(2026, 4, 6)
    way.act("extended_meeting", reason="仍不具备条件", **back)
    way.meet("probation_extension")
    with pytest.raises(CannotAct, match="“讨论结果”已于2025年5月6日写过“延长预备期”"):
        way.act("confirmation_meeting")
    way.filled["confirmation"] = "on_time"
    with pytest.raises(CannotAct, match="写过“延长预备期”，退回以后也不能再写"):
        way.act("confirmation_meeting")
    way.filled["confirmation"], way.day = "cancel", date(2026, 4, 7)
    way.meet("probation_cancellation")
    assert way.act("confirmation_meeting")
