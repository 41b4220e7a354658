"""A department's great matters: its Party branch speaks first, or nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from linghang.foundation.evidence import services as evidence
from linghang.meetings import catalog, queries
from linghang.meetings.bodies import queries as bodies
from linghang.meetings.models import BranchOpinion, Meeting
from linghang.meetings.recording import versions
from linghang.meetings.recording.entries import Line, Opined
from linghang.meetings.recording.services import CannotRecord
from linghang.org.models import Appointment, Person, Unit
from linghang.procedures import services as procedures
from linghang.procedures.models import Proceeding
from linghang.procedures.services import CannotAct
from tests.texts import office
from tests.texts.office import AT, TODAY, about, by, do, meet, opined

Held = dict[str, Appointment]


@pytest.fixture
def held(db: None) -> Held:
    """Appointments by key of small_hospital.POSTS and office.MORE."""
    return office.build()


@pytest.fixture
def hold(held: Held) -> Callable[[Line], None]:
    """Hold a meeting of the department with one item."""
    return lambda line: meet(held["cardiology_head"], "CARD", "department_meeting", line)


def line(**facts: Any) -> Line:
    given = {
        "kind": "department_matter",
        "title": "本季度绩效分配方案",
        "resolution": "按方案执行。",
        "matter": "performance_pay",
        "opinion": opined(),
    }
    return Line(**{**given, **facts})


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"opinion": None}, "没有写党支部的意见"),
        ({"matter": ""}, "没有选是哪一类事项"),
        ({"opinion": opined("P4")}, "不是覆盖本科室的党支部的书记、委员"),
        ({"opinion": opined(day=date(2025, 6, 4))}, "晚于会议"),
        ({"matter": "honours"}, "要写明政治表现和廉洁、医德方面的看法"),
    ],
)
def test_a_departments_matter_without_its_branchs_opinion_is_not_kept(
    hold: Callable[[Line], None], facts: dict[str, Any], says: str
) -> None:
    """§2.9.1: the branch's opinion is compulsory; on people also political and conduct."""
    with pytest.raises(CannotRecord, match=says):
        hold(line(**facts))

    assert not Meeting.objects.exists()


def test_the_opinion_is_kept_with_author_day_and_text(hold: Callable[[Line], None]) -> None:
    """§2.9.1: record = minutes with the branch's opinion."""
    said = opined(conduct="政治上可靠，廉洁从业。")
    hold(line(matter="honours", opinion=said))

    kept = BranchOpinion.objects.get()
    assert (kept.author_id, kept.day, kept.conduct) == ("P5", TODAY, said.conduct)
    record = queries.record_of(Meeting.objects.get())
    assert record.lines[0].opinion == Opined(
        author="P5", day=TODAY, text=said.text, conduct=said.conduct
    )
    assert versions.plain(record)["lines"][0]["opinion"][0] == "P5"


def test_who_presides_does_not_speak_for_the_branch(
    held: Held, hold: Callable[[Line], None]
) -> None:
    """§2.9.1: one person doesn't both decide and give the branch's opinion, unless the branch's
    committee or members settled it before, on a closed record."""
    chair = held["head_as_branch_secretary"]
    own = line(opinion=opined(chair.person.code))
    with pytest.raises(CannotRecord, match="由支部其他委员提出，或者先由支委会"):
        hold(own)
    office.meet(
        held["branch_secretary"],
        "PB1",
        "branch_committee",
        Line(kind="resolution", title=own.title, unanimous=True),
    )

    hold(own)

    assert BranchOpinion.objects.get().item.first_heard is not None


def test_who_belongs_to_a_departments_meeting(held: Held) -> None:
    """§2.9.1: its head, deputies, head nurses of its wards, its branch's secretary; and who was
    seated beside them."""
    nurse = Person.objects.create(code="N1", name="护士长N1", active_from=office.FROM)
    ward = Unit.objects.get(code="CARD1")
    Appointment.objects.create(person=nurse, post="head_nurse", unit=ward, active_from=office.FROM)
    office.seat("CARD", "department_meeting", "D1", office.actor(held["cardiology_head"]))

    found = bodies.members("CARD", catalog.meetings()["department_meeting"], TODAY)

    assert [(one.person, one.title) for one in found] == [
        ("P3", "科主任"),
        ("N1", "护士长"),
        ("Q5", "护士长"),
        ("P5", "支部书记"),
        ("D1", "委员"),
    ]


def test_two_people_decide_nothing_for_a_department(hold: Callable[[Line], None]) -> None:
    """§2.9.1: at least three are there, whatever the share; what was said may be kept."""
    Appointment.objects.filter(post="head_nurse").delete()
    with pytest.raises(CannotRecord, match="会议成员不足3人，不能作出决定，应先补充登记成员"):
        hold(line())

    hold(line(resolution="", discussion="下次会议再议。"))

    assert Meeting.objects.count() == 1


def applied(held: Held) -> Proceeding:
    """A technology for which the department has applied."""
    head = held["cardiology_head"]
    row = procedures.start(procedure="new_technology", unit="CARD", title="某消融术", **by(head))
    papers = [
        (
            kind,
            evidence.store(
                content=kind.encode(),
                name=f"{kind}.pdf",
                media_type="application/pdf",
                happened_on=TODAY,
                actor=office.actor(head),
                at=AT,
            ).pk,
        )
        for kind in ("application_form", "qualifications")
    ]
    told = {"technology": "某消融术", "indication": "甲", "risk_plan": "乙", "operators": "丙"}
    do(row, "application", head, cost="12000", documents=papers, **told)
    return row


def test_an_item_that_goes_on_without_its_branchs_opinion_is_returned(
    held: Held, hold: Callable[[Line], None]
) -> None:
    """§2.9.1: an item from the department to the hospital without the opinion is returned."""
    row = applied(held)
    with pytest.raises(CannotAct, match="没有科室研究“开展新技术、新项目”的封存记录和党支部意见"):
        do(row, "department", held["cardiology_head"])
    other = about(row, "department_matter", matter="purchase", opinion=opined())
    hold(other)
    with pytest.raises(CannotAct, match="党支部意见，应当退回科室"):
        do(row, "department", held["cardiology_head"])
    BranchOpinion.objects.update(matter="new_technology")

    done = do(row, "department", held["cardiology_head"])

    assert "党支部提出意见（职工P5）" in [one["says"] for one in done.rests_on][-1]
