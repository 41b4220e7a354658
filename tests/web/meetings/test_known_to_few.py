"""A cadre matter on every page: who may not know sees that there is one, and nothing of it."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linghang.foundation import clock
from linghang.foundation.access import Actor
from linghang.meetings.bodies import services as bodies
from linghang.meetings.counting.rules import Votes
from linghang.meetings.lessons.rules import LessonKind
from linghang.meetings.minutes import services as minutes
from linghang.meetings.models import AgendaItem, Form, Lesson, Meeting
from linghang.meetings.recording import services
from linghang.meetings.recording.entries import Line, Missed, Record
from linghang.meetings.recording.rules import Ground, Opinion
from linghang.org.models import Appointment, Membership, Person, Placement, Tie, Unit
from linghang.org.relatives import services as relatives
from linghang.org.relatives.rules import Relation
from tests import kept, web_hospital
from tests.meetings import branch
from tests.small_hospital import FROM
from tests.web_hospital import TODAY, Hospital

SECRET = "职工P9的任职"
SEATS = ("P6", "M01", "M02")


@pytest.fixture
def hospital(db: None, tmp_path: object) -> Hospital:
    """The hospital with a branch, and two of the Party office: one may know, one may not."""

    def made() -> Hospital:
        found = web_hospital.made_empty(tmp_path)  # type: ignore[arg-type]
        branch.add()
        for code, post in (("P2", "party_office_director"), ("P4", "party_office_clerk")):
            found.appointments[post] = Appointment.objects.create(
                person=Person.objects.get(code=code),
                post=post,
                unit=Unit.objects.get(code="PC"),
                active_from=date(2024, 1, 1),
            )
        return found

    return kept.once("hospital with a Party office", made)


def by(hospital: Hospital) -> dict[str, object]:
    actor: Actor = hospital.actor("party_office_director")
    return {"actor": actor, "at": clock.now()}


def closed(hospital: Hospital) -> Meeting:
    """A 党委会 with a matter for all and one for few, its minutes issued, one change kept."""
    for person in SEATS:
        bodies.seat(
            unit="PC",
            kind="committee_meeting",
            person=person,
            active_from=date(2024, 1, 1),
            **by(hospital),
        )
    said = tuple((one, Opinion.AGREES) for one in ("M01", "M02", "P6"))
    record = Record(
        chair="P6",
        recorder="M01",
        place="会议室",
        starts_at=time(15),
        text=f"讨论了{SECRET}。",
        lines=(
            Line(kind="first_topic", title="第一议题学习"),
            Line(
                kind="cadre_matter",
                title=SECRET,
                person="P9",
                announced_on=date(2025, 12, 1),
                votes=Votes(3),
                stances=said,
                words=(("M01", "此人能胜任。"),),
            ),
        ),
    )
    facts = {"record": record, "today": TODAY, **by(hospital)}
    meeting = services.hold(unit="PC", kinds=["committee_meeting"], day=date(2025, 12, 8), **facts)
    pk = meeting.meeting.pk
    services.keep(
        meeting_id=pk, version=1, **{**facts, "record": Record(**{**_of(record), "place": "二楼"})}
    )
    found = minutes.close(meeting_id=pk, **by(hospital))
    form = Form.objects.get(meeting=pk)
    for text, apart in (("学习了文件。", False), (f"同意{SECRET}。", True)):
        minutes.issue(form_id=form.pk, text=text, signed_by="P6", apart=apart, **by(hospital))
    return found


def _of(record: Record) -> dict[str, object]:
    return {name: getattr(record, name) for name in Record.__dataclass_fields__}


def test_who_may_not_know_finds_the_secret_on_no_page(hospital: Hospital) -> None:
    """§2.4.9: page, paper, list, minutes, changes, forms; 涉密事项1项 at most."""
    meeting = closed(hospital)
    form, item = Form.objects.get(), AgendaItem.objects.get(kind="cadre_matter")
    pages = (f"/meetings/{meeting.pk}/", f"/meetings/{meeting.pk}/sheet/")
    director, clerk = (hospital.client(f"party_office_{one}") for one in ("director", "clerk"))

    for address in pages:
        told, withheld = (one.get(address).content.decode() for one in (director, clerk))
        assert SECRET in told
        assert "涉密事项1项" in withheld
        for words in (SECRET, "此人能胜任", "职工P9"):
            assert words not in withheld, (address, words)
        assert "第一议题学习" in withheld
    assert "会议室 → 二楼" in director.get(pages[0]).content.decode()
    assert SECRET not in clerk.get("/meetings/").content.decode()
    assert clerk.get(f"/meetings/forms/{form.pk}/minutes/apart/").status_code == 403
    assert clerk.get(f"/meetings/items/{item.pk}/publish/").status_code == 404
    assert SECRET not in clerk.get(f"/meetings/forms/{form.pk}/minutes/").content.decode()


def test_when_publicity_starts_the_clerk_reads_it_too(hospital: Hospital) -> None:
    """§2.4.9: by a deed of who may know."""
    meeting = closed(hospital)
    item = AgendaItem.objects.get(kind="cadre_matter")
    director, clerk = (hospital.client(f"party_office_{one}") for one in ("director", "clerk"))

    answer = director.post(f"/meetings/items/{item.pk}/publish/", {"published_on": "2025-12-10"})

    assert answer.status_code == 302, answer.content.decode()
    page = clerk.get(f"/meetings/{meeting.pk}/").content.decode()
    assert SECRET in page
    assert "涉密事项" not in page
    assert "2025-12-10起公示" in page


def test_an_agenda_is_announced_and_opens_as_it_was(hospital: Hospital) -> None:
    director = hospital.client("party_office_director")
    for person in SEATS:
        bodies.seat(
            unit="PC",
            kind="committee_meeting",
            person=person,
            active_from=date(2024, 1, 1),
            **by(hospital),
        )
    planned = {"kind": "committee_meeting", "day": "2025-12-31"}
    assert director.post("/meetings/units/PC/plan/", planned).status_code == 302
    here = f"/meetings/{Meeting.objects.get().pk}/"
    points = {
        "kind1": "major_matter",
        "title1": "设备购置",
        "kind2": "first_topic",
        "title2": "学习",
    }

    assert director.post(f"{here}agenda/", points).status_code == 302
    given = {"title": "论证报告", "delivered_on": "2025-12-30"}
    assert director.post(f"{here}material/", given).status_code == 302

    page = director.get(here).content.decode()
    for words in ("会前议程", "设备购置", "材料签收", "论证报告", "未签收", "材料送达期限"):
        assert words in page, words
    for address in ("agenda/", "record/"):  # the record begins with what was announced
        assert 'value="设备购置"' in director.get(f"{here}{address}").content.decode()
    twice = director.post(f"{here}agenda/", {**points, "kind1": "branch_election"})
    assert twice.status_code == 422


def test_one_declares_relatives_and_only_few_read_them(hospital: Hospital) -> None:
    """§2.5.2: the person, personnel, discipline; not in a file."""
    own = hospital.client("cardiology_head")
    given = {"relation": "spouse", "name": "王某某", "declared_on": "2025-12-01"}

    assert own.post("/relatives/declare/", given).status_code == 302
    assert own.post("/relatives/declare/", {**given, "name": ""}).status_code == 422

    assert "王某某" in own.get("/relatives/own/").content.decode()
    assert "王某某" not in hospital.client("president").get("/relatives/own/").content.decode()
    personnel = hospital.client("hr_director")
    assert "王某某" in personnel.get("/relatives/").content.decode()
    assert "申报人" in personnel.get("/relatives/enter/").content.decode()
    row = Tie.objects.get()
    assert own.post(f"/relatives/{row.pk}/end/", {"active_to": "2025-12-15"}).status_code == 302
    assert "2025-12-15终止" in own.get("/relatives/own/").content.decode()


def asked(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_list_takes_as_many_queries_for_49_ties_as_for_two(hospital: Hospital) -> None:
    personnel = hospital.client("hr_director")
    counts = []
    for first, last in ((0, 2), (2, 49)):  # one page; at 50 the list counts the pages
        for at in range(first, last):
            relatives.declare(
                person=f"M{at % 30 + 1:02}",
                relation=Relation.LINEAL,
                name=f"亲属{at:02}",
                declared_on=TODAY,
                today=TODAY,
                **by(hospital),
            )
        counts.append(asked(personnel, "/relatives/"))

    assert counts[0] == counts[1] <= 15


def test_leaders_are_counted_in_their_own_branch(hospital: Hospital) -> None:
    """§1.3.10: 双重组织生活 – the president is a member of the branch like others."""
    Membership.objects.create(
        person=Person.objects.get(code="P1"),
        unit=Unit.objects.get(code="PB1"),
        line="party",
        active_from=date(2025, 1, 1),
    )
    for day in (5, 12):
        services.hold(
            unit="PB1",
            kinds=["theme_day"],
            day=date(2025, 12, day),
            record=Record(missed=(Missed(person="P1", ground=Ground.TRAVEL),) if day == 12 else ()),
            today=TODAY,
            actor=hospital.actor("branch_secretary"),
            at=clock.now(),
        )

    page = hospital.client("party_secretary").get("/meetings/leaders/").content.decode()

    assert "内科第一党支部" in page
    assert "50.0%" in page
    assert "没有在本院登记组织关系" in page


def test_a_general_branch_reads_of_its_own_leaders_and_lessons_alone(hospital: Hospital) -> None:
    general = Unit.objects.create(
        code="GB", name="内科党总支", kind="party_general_branch", tree="party", active_from=FROM
    )
    other = Unit.objects.create(
        code="PB9", name="机关党支部", kind="party_branch", tree="party", active_from=FROM
    )
    own, committee = (Unit.objects.get(code=code) for code in ("PB1", "PC"))
    Placement.objects.filter(unit=own).update(parent=general)
    for unit in (general, other):
        Placement.objects.create(unit=unit, parent=committee, active_from=FROM)
    hospital.appointments["general"] = Appointment.objects.create(
        person=Person.objects.get(code="P8"),
        post="general_branch_secretary",
        unit=general,
        active_from=FROM,
    )
    for unit, speaker in ((own, "P5"), (other, "P6")):
        meeting = Meeting.objects.create(
            unit=unit, kind="party_lesson", day=TODAY, state="held", saved_at=clock.now()
        )
        form = Form.objects.create(meeting=meeting, kind="party_lesson", number=1)
        Lesson.objects.create(
            form=form, number=1, speaker_id=speaker, topic="党纪", kind=LessonKind.SPECIAL
        )

    def told(post: str, url: str) -> str:
        return hospital.client(post).get(url).content.decode()

    mine, all_ = (told(post, "/meetings/lessons/") for post in ("general", "party_secretary"))
    assert "职工P5" in mine
    assert "职工P6" not in mine
    assert ">1次</a></dd>" in mine
    assert "职工P6" in all_
    assert ">2次</a></dd>" in all_
    assert "职工P6" not in told("general", "/meetings/leaders/")
    assert "职工P6" in told("party_secretary", "/meetings/leaders/")


def test_the_paper_has_every_field_of_a_record_and_a_place_to_sign(hospital: Hospital) -> None:
    """§1.3.6, §2.4.7: name, time, place, chair, recorder, counts, absent, observers, items with
    opinions, votes and resolution; each member signs."""
    meeting = closed(hospital)

    paper = (
        hospital.client("party_secretary").get(f"/meetings/{meeting.pk}/sheet/").content.decode()
    )

    for words in (
        "医院党委会议记录",
        "2025年12月8日 15:00",
        "二楼",
        "主持人",
        "记录人",
        "应到3人，实到3人，应到会有表决权3人",
        "缺席",
        "列席",
        "此人能胜任",
        "赞成3票",
        "到会人员签字",
    ):
        assert words in paper, words
