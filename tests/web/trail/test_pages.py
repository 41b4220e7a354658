"""The pages of the trail: found by person, thing, deed and day, told in sentences, taken out."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linghang.foundation import clock
from linghang.foundation.access import Actor
from linghang.foundation.trail import actions, services, trail_actions, verifying
from linghang.foundation.trail.models import Entry, Verification
from linghang.meetings.models import Meeting
from linghang.org import trail_actions as org_actions
from linghang.org.models import Person
from linghang.web.trail import pages
from tests.web_hospital import Hospital

DONE = "tests.page.done"
actions.register(DONE, "{actor}办了{count}件事，理由：{reason}")
AUDITOR = "audit_administrator"


def leave(
    actor: Actor,
    *,
    action: str = DONE,
    at: datetime | None = None,
    subject: tuple[str, str] = ("org.unit", "7"),
    personal: dict[str, str] | None = None,
    **facts: object,
) -> Entry:
    with transaction.atomic():
        return services.leave(
            at=at or clock.now(),
            actor=actor,
            action=action,
            subject=subject,
            facts={"count": 1, "reason": "按月核对", **facts},
            personal=personal,
        )


def shown(client: Client, url: str, **conditions: str) -> str:
    answer = client.get(url, conditions)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def auditor(empty_hospital: Hospital) -> Client:
    return empty_hospital.client(AUDITOR)


def entries(client: Client, **conditions: str) -> str:
    return shown(client, reverse("trail-list"), **conditions)


def name(hospital: Hospital, post: str) -> str:
    return hospital.appointments[post].person.name


@pytest.mark.django_db
def test_an_entry_reads_as_a_sentence_with_names(empty_hospital: Hospital, auditor: Client) -> None:
    leave(
        empty_hospital.actor("hr_director"),
        action=org_actions.UNMASKED,
        subject=("org.person", "3"),
        person="P1",
        field_name="手机号",
        reason="核对联系方式",
    )

    text = entries(auditor)

    who, whom = name(empty_hospital, "hr_director"), Person.objects.get(code="P1").name
    assert f"{who}查看人员{whom}（P1）的完整手机号，理由：核对联系方式" in text
    assert "待封" in text


@pytest.mark.django_db
def test_it_is_found_by_person_thing_deed_and_day(
    empty_hospital: Hospital, auditor: Client
) -> None:
    early = datetime(2025, 6, 2, 16, 30, tzinfo=UTC)  # the third of June in China
    records = empty_hospital.actor("records")
    leave(records, count=11, subject=("org.unit", "77"), at=early)
    leave(empty_hospital.actor("president"), count=22, subject=("reports.report", "8"))

    def found(**conditions: str) -> tuple[bool, bool]:
        text = entries(auditor, **conditions)
        return "办了11件事" in text, "办了22件事" in text

    assert found() == (True, True)
    assert found(person=name(empty_hospital, "records")) == (True, False)
    assert found(person=records.person) == (True, False)
    assert found(type="reports.report") == (False, True)
    assert found(type="org.unit", number="77") == (True, False)
    assert found(action=DONE) == (True, True)
    assert found(action=trail_actions.VERIFIED) == (False, False)
    assert found(at_from="2025-06-03", at_to="2025-06-03") == (True, False)
    assert found(at_from="2025-06-04") == (False, True)


@pytest.mark.django_db
def test_a_word_is_looked_for_in_the_last_months_unless_days_are_chosen(
    empty_hospital: Hospital, auditor: Client
) -> None:
    actor = empty_hospital.actor("records")
    leave(actor, count=11, ward="心内科", at=clock.now() - timedelta(days=200))
    leave(actor, count=22, ward="心内科")
    leave(actor, count=33, ward="骨科")

    recent = entries(auditor, word="心内科")
    longer = entries(auditor, word="心内科", at_from="2000-01-01")

    assert ["11件" in recent, "22件" in recent, "33件" in recent] == [False, True, False]
    assert ["11件" in longer, "22件" in longer, "33件" in longer] == [True, True, False]


@pytest.mark.django_db
def test_what_law_removed_is_not_shown(empty_hospital: Hospital, auditor: Client) -> None:
    entry = leave(empty_hospital.actor("records"), personal={"name": "张三丰"})
    assert "张三丰" in shown(auditor, reverse("trail-entry", args=[entry.pk]))

    services.shred(
        entry_id=entry.pk, field="name", actor=empty_hospital.actor("hr_director"), at=clock.now()
    )

    text = shown(auditor, reverse("trail-entry", args=[entry.pk]))
    assert "张三丰" not in text
    assert "已按规定清除" in text


@pytest.mark.django_db
def test_a_list_costs_the_same_for_few_and_many(empty_hospital: Hospital, auditor: Client) -> None:
    everybody = [empty_hospital.actor(post) for post in ("records", "president", "hr_director")]
    costs = []
    for number in (2, 40):
        for count in range(number):
            leave(everybody[count % 3], count=count, person=f"P{count % 6}")
        services.seal(now=clock.now())
        entries(auditor)
        with CaptureQueriesContext(connection) as queries:
            entries(auditor)
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 12


@pytest.mark.django_db
def test_an_entry_shows_its_seal_its_neighbours_and_its_subjects_history(
    empty_hospital: Hospital, auditor: Client
) -> None:
    actor = empty_hospital.actor("records")
    made = [leave(actor, count=count, subject=("reports.report", "5")) for count in (31, 32, 33)]
    services.seal(now=clock.now())

    text = shown(auditor, reverse("trail-entry", args=[made[1].pk]))

    assert made[1].digest in text
    assert "与摘要和前一号封记相符" in text
    assert reverse("trail-entry", args=[made[0].pk]) in text
    assert reverse("trail-entry", args=[made[2].pk]) in text
    assert "办了31件事" in text
    assert "办了33件事" in text
    assert "病案科科长（病案科）" in text


@pytest.mark.django_db
def test_a_changed_entry_says_so_on_its_page(empty_hospital: Hospital, auditor: Client) -> None:
    entry = leave(empty_hospital.actor("records"))
    services.seal(now=clock.now())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE trail_entry SET facts = %s WHERE id = %s", ['{"count":2}', entry.pk])

    text = shown(auditor, reverse("trail-entry", args=[entry.pk]))

    assert "内容与摘要不符，留痕之后被改动过" in text


@pytest.mark.django_db
def test_a_deed_of_the_system_and_one_of_no_package_are_shown(auditor: Client) -> None:
    entry = leave(Actor(person="system"))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE trail_entry SET action = 'gone.deed.done' WHERE id = %s", [entry.pk])

    text = shown(auditor, reverse("trail-entry", args=[entry.pk]))

    assert "系统：gone.deed.done" in text


@pytest.mark.django_db
def test_a_file_holds_what_the_conditions_show_and_leaves_a_trail_with_its_reason(
    empty_hospital: Hospital, auditor: Client
) -> None:
    for count in (41, 42):
        leave(empty_hospital.actor("records"), count=count)
    leave(empty_hospital.actor("records"), action=org_actions.ACTED, title="科主任")

    answer = auditor.post(
        f"{reverse('trail-list')}?action={DONE}", {"reason": "季度审计抽查", "format": "csv"}
    )

    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    mark, head, *rows = csv.reader(StringIO(text))
    assert name(empty_hospital, AUDITOR) in mark[0]
    assert "共2条" in mark[0]
    assert head[:2] == ["时间", "经过"]
    assert ["42件" in rows[0][1], "41件" in rows[1][1], len(rows)] == [True, True, 2]
    told = Entry.objects.get(action=trail_actions.EXPORTED)
    assert told.facts == {"rows": 2, "format": "csv", "reason": "季度审计抽查"}
    assert told.person == empty_hospital.actor(AUDITOR).person


@pytest.mark.django_db
def test_a_spreadsheet_can_be_taken_too(empty_hospital: Hospital, auditor: Client) -> None:
    leave(empty_hospital.actor("records"))

    answer = auditor.post(reverse("trail-privacy"), {"reason": "季度审计抽查", "format": "xlsx"})

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)[:2] == b"PK"


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["", "  ", "审计"])
def test_without_a_reason_nothing_leaves_and_the_page_says_why(
    auditor: Client, reason: str
) -> None:
    answer = auditor.post(reverse("trail-list"), {"reason": reason, "format": "csv"})

    assert answer.status_code == 422
    assert "请写明理由（不少于4个字）" in answer.content.decode()
    assert not Entry.objects.filter(action=trail_actions.EXPORTED).exists()


@pytest.mark.django_db
def test_too_much_for_one_file_is_refused_in_place(
    empty_hospital: Hospital, auditor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "ENTRIES", replace(pages.ENTRIES, most_exported=1))
    leave(empty_hospital.actor("records"))
    leave(empty_hospital.actor("records"))

    answer = auditor.post(reverse("trail-list"), {"reason": "季度审计抽查", "format": "csv"})

    assert answer.status_code == 422
    assert "一次最多导出" in answer.content.decode()
    assert not Entry.objects.filter(action=trail_actions.EXPORTED).exists()


@pytest.mark.django_db
def test_a_reader_without_the_right_to_export_sees_no_way_out(empty_hospital: Hospital) -> None:
    reader = empty_hospital.client("discipline_secretary")

    assert 'name="reason"' not in shown(reader, reverse("trail-list"))


@pytest.mark.django_db
def test_a_review_of_privacy_lists_who_looked_took_and_was_denied(
    empty_hospital: Hospital, auditor: Client
) -> None:
    hr = empty_hospital.actor("hr_director")
    leave(hr, count=51)
    leave(
        hr,
        action=org_actions.UNMASKED,
        subject=("org.person", "3"),
        person="P1",
        field_name="证件号",
    )
    empty_hospital.client("records").get(reverse("trail-list"))

    def text(**conditions: str) -> str:
        return shown(auditor, reverse("trail-privacy"), **conditions)

    assert "完整证件号" in text()
    assert "打开“/trail/”被拒绝" in text()
    assert "51件" not in text()
    assert "完整证件号" in text(kind="looked")
    assert "被拒绝：" not in text(kind="looked")
    assert "打开“/trail/”被拒绝" in text(kind="denied")
    assert "完整证件号" not in text(kind="denied")


@pytest.mark.django_db
def test_the_state_says_what_is_sealed_and_what_the_last_check_found(
    empty_hospital: Hospital, auditor: Client
) -> None:
    leave(empty_hospital.actor("records"))
    services.seal(now=clock.now())
    leave(empty_hospital.actor("records"))
    assert "还没有做过全量核对" in shown(auditor, reverse("trail-state"))

    answer = auditor.post(reverse("trail-verify"), follow=True)

    assert "全量核对完好" in answer.content.decode()
    one = Verification.objects.get()
    assert one.person == empty_hospital.actor(AUDITOR).person


@pytest.mark.django_db
def test_a_broken_trail_is_told_with_its_first_places(
    empty_hospital: Hospital, auditor: Client
) -> None:
    entry = leave(empty_hospital.actor("records"))
    services.seal(now=clock.now())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE trail_entry SET person = 'P1' WHERE id = %s", [entry.pk])

    text = auditor.post(reverse("trail-verify"), follow=True).content.decode()

    assert "留痕有问题，共1处" in text
    assert reverse("trail-entry", args=[entry.pk]) in text


@pytest.mark.django_db
def test_progress_is_a_piece_and_its_end_loads_the_page(
    empty_hospital: Hospital, auditor: Client
) -> None:
    one, _ = verifying.ask(actor=empty_hospital.actor(AUDITOR), at=clock.now())
    url = reverse("trail-verification", args=[one.pk])
    htmx = {"HX-Request": "true"}

    text = auditor.get(url, headers=htmx).content.decode()
    assert "<html" not in text
    assert "等待开始" in text
    assert "等待开始" in shown(auditor, reverse("trail-state"))
    assert auditor.get(url).status_code == 302

    Verification.objects.update(outcome="holds", ended_at=clock.now())
    ended = auditor.get(url, headers=htmx)
    assert (ended.status_code, ended["HX-Redirect"]) == (204, reverse("trail-state"))


@pytest.mark.django_db
def test_checking_twice_is_said(auditor: Client, empty_hospital: Hospital) -> None:
    verifying.ask(actor=empty_hospital.actor(AUDITOR), at=clock.now())

    text = auditor.post(reverse("trail-verify"), follow=True).content.decode()

    assert "已经在核对，没有重复开始" in text
    assert Verification.objects.count() == 1


@pytest.mark.django_db
def test_strange_conditions_are_no_error(auditor: Client) -> None:
    for conditions in (
        {"at_from": "2025-13-01"},
        {"number": "'; drop table"},
        {"action": "no.such"},
        {"word": "%_\\"},
        {"page": "99999999"},
        {"sort": "digest"},
        {"person": "\x00"},
    ):
        entries(auditor, **conditions)


def test_an_entry_leads_to_its_thing_only_for_who_may_open_it(
    empty_hospital: Hospital, auditor: Client
) -> None:
    meeting = Meeting.objects.create(
        unit_id="PB1", kind="theme_day", day=clock.today(), state="held", saved_at=clock.now()
    )
    about = leave(
        empty_hospital.actor("branch_secretary"), subject=("meetings.meeting", str(meeting.pk))
    )
    link = f'href="{reverse("meeting", args=[meeting.pk])}"'

    overseer = empty_hospital.client("discipline_secretary")
    assert link in shown(overseer, f"/trail/{about.pk}/")
    assert link not in shown(auditor, f"/trail/{about.pk}/")
