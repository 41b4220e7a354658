"""Records longer than the form begins with: rows grow, and what was kept stays."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client

from linghang.foundation import clock
from linghang.meetings import queries
from linghang.meetings.models import AgendaItem, Meeting
from linghang.meetings.planning import services as planning
from linghang.meetings.recording import services
from linghang.meetings.recording.entries import Line, Missed, Record
from linghang.meetings.recording.rules import Ground
from linghang.org.models import Person
from tests.meetings import branch
from tests.web_hospital import TODAY, Hospital

NEW = "/meetings/units/PB1/new/member_meeting/"
DAY = date(2025, 12, 5)


def by(hospital: Hospital) -> dict[str, Any]:
    return {"actor": hospital.actor("branch_secretary"), "at": clock.now()}


def outsiders(count: int) -> tuple[str, ...]:
    """People of the hospital who belong to no branch."""
    found = Person.objects.filter(active_to=None).exclude(code__in=branch.EVERYBODY)
    return tuple(found.order_by("code").values_list("code", flat=True)[:count])


def stands_in(client: Client, address: str) -> dict[str, str]:
    """What a browser would send of the form as it opens."""
    form = client.get(address).context["shown"].form
    return {one.html_name: str(one.value()) for one in form if one.value() not in (None, "")}


def test_opening_and_saving_a_long_record_changes_nothing(
    hospital: Hospital, secretary: Client
) -> None:
    """§0.2.2, B20: seven items, four observers, five who left early."""
    record = Record(
        chair="P5",
        recorder="P5",
        place="会议室",
        observers=outsiders(4),
        missed=tuple(
            Missed(person=one, ground=Ground.SURGERY, first=2) for one in branch.MEMBERS[2:7]
        ),
        lines=tuple(
            Line(kind="study", title=f"第{at}项", form="member_meeting") for at in range(1, 8)
        ),
    )
    kinds, today = ["member_meeting"], TODAY
    meeting = services.hold(
        unit="PB1", kinds=kinds, day=DAY, record=record, today=today, **by(hospital)
    ).meeting
    before, address = queries.record_of(meeting), f"/meetings/{meeting.pk}/record/"
    given = stands_in(secretary, address)

    assert secretary.post(address, given).status_code == 302

    meeting.refresh_from_db()
    assert (meeting.version, queries.record_of(meeting)) == (2, before)
    few = {name: text for name, text in given.items() if name not in ("items", "left")}
    assert secretary.post(address, {**few, "version": "2"}).status_code == 302
    meeting.refresh_from_db()
    assert queries.record_of(meeting) == before


def test_rows_are_added_before_anything_is_judged_or_kept(secretary: Client) -> None:
    """B20: 310 items in 52 meetings; what was typed stays."""
    typed = {**stands_in(secretary, NEW), "title1": "第一项", "place": "会议室", "favour1": "99"}

    longer = secretary.post(NEW, {**typed, "more-rows": "1"})

    form = longer.context["shown"].form
    assert (longer.status_code, form.items_shown, form.left_shown) == (200, 10, 7)
    assert "没有办理" not in longer.content.decode()
    assert not Meeting.objects.exists()
    given = {one.html_name: one.value() for one in form if one.value() not in (None, "")}
    given |= {f"title{at}": f"第{at}项" for at in range(1, 9)}
    assert secretary.post(NEW, given).status_code == 302
    assert AgendaItem.objects.count() == 8


def test_anybody_of_the_hospital_may_be_named_as_an_observer(secretary: Client) -> None:
    """§2.8.8: people from elsewhere sit in; who is not known is named, and nothing is kept."""
    codes = outsiders(3)
    names = dict(Person.objects.filter(code__in=codes).values_list("code", "name"))
    written = f"{codes[0]}\n{names[codes[1]]}（{codes[1]}）、{codes[2]}"
    given = {"day": "2025-12-30", "kind1": "study", "title1": "学习"}

    refused = secretary.post(NEW, {**given, "observers": f"{written}\n没有的人"})
    assert secretary.post(NEW, {**given, "observers": written}).status_code == 302

    assert "没有姓名或工号为“没有的人”的在院人员" in refused.content.decode()
    assert set(queries.record_of(Meeting.objects.get()).observers) == set(codes)


def test_an_agenda_of_ten_points_stays_of_ten(hospital: Hospital, secretary: Client) -> None:
    """§2.3.2."""
    meeting = planning.plan(
        unit="PB1", kinds=["member_meeting"], day=date(2026, 12, 30), **by(hospital)
    )
    address = f"/meetings/{meeting.pk}/agenda/"
    ten = {f"{name}{at}": text for at in range(1, 11) for name, text in (("kind", "study"),)}
    ten |= {f"title{at}": f"第{at}项" for at in range(1, 11)}

    assert secretary.post(address, {**ten, "points": "13"}).status_code == 302
    assert secretary.post(address, stands_in(secretary, address)).status_code == 302

    assert meeting.agenda.count() == 10
