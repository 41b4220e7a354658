"""Ledgers as pages: who sees them, forms out of the catalog, hand in, verify, correct, void."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linghang.foundation.trail.models import Entry as Told
from linghang.ledgers import catalog
from linghang.ledgers.counting.rules import Row
from linghang.ledgers.facts.rules import Named
from linghang.ledgers.models import Change, Entry, Filing, Paper
from tests.ledgers import hospital
from tests.ledgers.counting import some_ledger
from tests.web_hospital import Hospital

pytestmark = pytest.mark.one_engine
LIST = "/ledgers/outreach/"
CLINIC = {
    "title": "学雷锋义诊",
    "day": "2025-03-05",
    "unit": "内科第一党支部（PB1）",
    "f_kind": "clinic",
    "f_setting": "community",
    "f_place": "东湖社区",
    "f_served": "160",
    "f_volunteers": "职工M1（M1）、职工M2（M2）、社区张老师",
    "f_drugs": "1200.50",
    "f_serves": ["party_day"],
    "level": "internal",
}


def text(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code)
    return answer.content.decode()


def draft(house: Hospital, **more: Any) -> Entry:
    return hospital.write(house.appointments["branch_secretary"], hospital.clinic(**more))


def verify(house: Hospital, filing: Filing) -> None:
    """As the Party office does on its page."""
    told = {"deed": "verify", "chosen": [str(filing.pk)]}
    assert house.client("party_office").post("/ledgers/waiting/", told).status_code == 302


def verified(house: Hospital) -> Entry:
    return hospital.in_force(house.appointments)


def test_a_typed_entry_is_handed_in_and_verified_by_another(house: Hospital) -> None:
    writer, verifier = house.client("branch_secretary"), house.client("party_office")

    answer = writer.post(f"{LIST}new/", CLINIC)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    entry = Entry.objects.get()
    page = text(writer, answer["Location"])
    assert "待审核" in page
    assert "社区张老师" in page
    assert "职工M1" in page
    assert "1,200.50元" in page
    assert "1条" in text(verifier, "/")
    waiting = text(verifier, "/ledgers/waiting/")
    assert f"{LIST}{entry.pk}/" in waiting
    assert entry.filing
    verify(house, entry.filing)

    entry.refresh_from_db()
    assert (entry.standing, entry.number) == ("verified", "YZ-2025-00001")
    assert sorted(entry.mentions.values_list("field", flat=True)) == [
        "serves",
        *["volunteers"] * 3,
    ]
    listed = text(writer, LIST)
    assert "学雷锋义诊" in listed
    assert "已审核" in listed


def test_what_is_missing_is_told_beside_its_field_and_a_draft_may_lack_it(house: Hospital) -> None:
    writer = house.client("branch_secretary")
    half = {name: text for name, text in CLINIC.items() if name not in ("f_place", "f_served")}

    answer = writer.post(f"{LIST}new/", half)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“地点”必须填写" in page
    assert "“服务群众”必须填写" in page
    assert not Entry.objects.exists()

    kept = writer.post(f"{LIST}new/", {**half, "as_draft": "1"})

    assert kept.status_code == 302
    assert Entry.objects.get().standing == "draft"


def test_a_field_that_does_not_apply_says_when_it_would(house: Hospital) -> None:
    writer = house.client("branch_secretary")

    page = text(writer, f"{LIST}new/")
    answer = writer.post(f"{LIST}new/", {**CLINIC, "f_kind": "lecture"})

    assert "只在“活动类别”为义诊时填写。" in page
    assert re.search(r'data-when="\{[^"]*clinic', page)
    assert answer.status_code == 422
    assert "“赠药价值”不适用" in answer.content.decode()


def test_who_may_not_enter_finds_no_form_and_no_draft_of_others(house: Hospital) -> None:
    mine = draft(house)

    for post in ("president", "cardiology_head"):
        client = house.client(post)
        assert "学雷锋健康义诊" not in text(client, LIST)
        assert client.get(f"{LIST}{mine.pk}/").status_code == 404
    assert house.client("president").get(f"{LIST}new/").status_code == 404
    assert house.client("cardiology_head").get(f"{LIST}{mine.pk}/edit/").status_code == 404
    for post in ("system_administrator", "audit_administrator"):
        assert house.client(post).get(LIST).status_code == 404


def test_several_drafts_are_handed_in_from_the_list(house: Hospital) -> None:
    rows = [draft(house), draft(house, day=date(2025, 3, 6))]
    chosen = [str(one.pk) for one in rows]

    answer = house.client("branch_secretary").post(LIST, {"deed": "hand_in", "chosen": chosen})

    assert answer.status_code == 302
    assert Filing.objects.count() == 1
    assert set(Entry.objects.values_list("standing", flat=True)) == {"submitted"}
    verifier = house.client("party_office")
    back = {"deed": "send_back", "chosen": chosen[:1], "reason_send_back": "人数请核对"}
    assert verifier.post(LIST, back).status_code == 302
    assert set(Entry.objects.values_list("standing", flat=True)) == {"returned"}
    assert "人数请核对" in text(house.client("branch_secretary"), f"{LIST}{rows[0].pk}/")


def test_a_suspected_double_is_shown_before_it_is_handed_in(house: Hospital) -> None:
    verified(house)
    writer = house.client("branch_secretary")

    asked = writer.post(f"{LIST}new/", CLINIC)
    assert asked.status_code == 422
    assert "可能重复：YZ-2025-00001" in asked.content.decode()
    assert Entry.objects.count() == 1

    assert writer.post(f"{LIST}new/", {**CLINIC, "looked": "1"}).status_code == 302
    assert Entry.objects.count() == 2


def test_a_correction_waits_for_another_and_shows_both_versions(house: Hospital) -> None:
    entry = verified(house)
    writer = house.client("branch_secretary")
    form = text(writer, f"{LIST}{entry.pk}/correct/")
    assert "东湖社区" in form
    typed = {**CLINIC, "title": entry.title, "f_served": "161", "reason": "登记表上是161人次"}
    typed |= {"f_volunteers": "", "f_drugs": "", "f_serves": []}

    assert writer.post(f"{LIST}{entry.pk}/correct/", typed).status_code == 302

    page = text(writer, f"{LIST}{entry.pk}/")
    assert "更正待审核" in page
    assert "登记表上是161人次" in page
    assert "161" in page
    change = Change.objects.get()
    verify(house, change.filing)
    page = text(writer, f"{LIST}{entry.pk}/")
    assert "第2版" in page
    assert "第1版" in page
    assert "160" in page


def test_a_voided_entry_stays_to_be_seen_and_can_be_replaced(house: Hospital) -> None:
    entry = verified(house)
    writer = house.client("branch_secretary")

    assert writer.post(f"{LIST}{entry.pk}/void/", {"reason": "重复登记"}).status_code == 302
    verify(house, Change.objects.get().filing)

    page = text(writer, f"{LIST}{entry.pk}/")
    assert "已作废" in page
    assert "重新登记一条" in page
    assert "已作废" in text(writer, LIST)
    copied = {**CLINIC, "title": "再登记", "as_draft": "1"}
    assert writer.post(f"{LIST}{entry.pk}/copy/", copied).status_code == 302
    assert Entry.objects.get(title="再登记").replaces == entry


@pytest.mark.usefixtures("every_kind")
def test_a_form_takes_every_kind_of_field_and_shows_it_again(house: Hospital) -> None:
    writer = house.client("cardiology_head")
    url = "/ledgers/everything/"
    form = text(writer, f"{url}new/")
    assert "全类型台账" in text(writer, "/ledgers/")
    menu = re.sub(r"\s+", " ", text(writer, "/ledgers/").split("<main")[0])
    assert re.search(r'<h2>台账</h2>.*href="/ledgers/everything/"', menu)
    assert "/ledgers/everything/" not in text(house.client("president"), "/")
    typed: dict[str, Any] = {
        "title": "培训",
        "day": "2025-03-05",
        "until": "2025-03-07",
        "unit": "心血管内科（CARD）",
        "f_topic": "急救",
        "f_story": "经过",
        "f_people_count": "30",
        "f_hours": "1.5",
        "f_cost": "1200.5",
        "f_pass_rate": "95.5%",
        "f_approved_on": "2025-03-01",
        "f_month": "2025-03",
        "f_outside": "1",
        "f_grade": "provincial",
        "f_purposes": ["teaching", "research"],
        "f_leader": "职工M1（M1）",
        "f_attendees": "职工M1（M1）、外院李四",
        "f_partner": "市红十字会",
        "f_units": "心血管内科（CARD）、骨科（ORTH）",
        "f_post": "科主任（department_head）",
        "f_phone": "13800001234",
        "f_email": "a@example.cn",
        "f_address": "市民广场",
        "f_photos": [SimpleUploadedFile("一.jpg", b"1"), SimpleUploadedFile("二.jpg", b"2")],
        "f_certificate": SimpleUploadedFile("证.pdf", b"3"),
        "on_photos": "2025-03-02",
        "until_certificate": "2026-01-01",
        "level": "internal",
    }
    assert all(f'name="{name}"' in form for name in typed)

    words = {name: said for name, said in typed.items() if isinstance(said, str)}
    refused = writer.post(f"{url}new/", {**words, "f_post": "科主人"}).content.decode()
    assert "没有找到岗位“科主人”，请填岗位编码或全名" in refused
    answer = writer.post(f"{url}new/", typed)
    assert answer.status_code == 302, re.findall(r"<li>.*?</li>", answer.content.decode())
    entry = Entry.objects.get()
    assert entry.facts["post"] == {"code": "department_head"}
    page = text(writer, f"{url}{entry.pk}/")
    assert re.search(r"<dd>\s*科主任\s*</dd>", page)
    for word in ("1.5学时", "1,200.50元", "95.5%", "2025-03", "省级", "外院李四", "市红十字会"):
        assert word in page, word
    assert "一.jpg" in page
    assert "二.jpg" in page
    assert "2026-01-01" in page
    paper = entry.papers.filter(field="photos").first()
    assert paper is not None
    assert paper.evidence.happened_on == date(2025, 3, 2)
    taken = writer.get(f"{url}{entry.pk}/papers/{paper.pk}/")
    assert b"".join(taken.streaming_content) == b"1"
    for query in (
        "f_people_count_from=30&f_hours_to=2&f_cost_from=1000&f_pass_rate_from=90",
        "f_attendees=M1&f_units=骨科&f_purposes=research&f_partner=红十字&f_outside=1",
        "f_approved_on_from=2025-03-01&f_topic=急&f_leader=M1&f_grade=provincial&mine=1",
        "period=last_year&q=急救" if entry.day.year != 2025 else "q=QL-2025",
    ):
        found = text(writer, f"{url}?{query}")
        assert "培训" in found, query
    assert "没有符合条件" in text(writer, f"{url}?f_people_count_from=31")
    assert writer.get(f"{url}?format=csv").status_code in (200, 302, 422)
    other = house.client("orthopaedics_head")
    assert other.get(f"{url}{entry.pk}/").status_code == 404
    assert other.get(f"{url}{entry.pk}/papers/{paper.pk}/").status_code == 404


def test_a_later_file_stands_beside_the_one_that_was_handed_in(house: Hospital) -> None:
    writer = house.client("branch_secretary")
    told = {**CLINIC, "f_receipt": SimpleUploadedFile("一.pdf", b"1")}
    assert writer.post(f"{LIST}new/", told).status_code == 302
    url = f"{LIST}{Entry.objects.get().pk}/"

    def bring(day: str) -> HttpResponse:
        return writer.post(
            f"{url}attach/", {"f_receipt": SimpleUploadedFile("二.pdf", b"2"), "on_receipt": day}
        )

    assert "发生日期不能在今天以后" in bring("2099-01-01").content.decode()
    assert bring("2025-03-09").status_code == 302
    page = text(writer, url)
    for word in ("一.pdf", "二.pdf", "已被替换", "2025-03-09"):
        assert word in page, word
    earlier = Paper.objects.get(replaced_on__isnull=False)
    taken = writer.get(f"{url}papers/{earlier.pk}/")
    assert b"".join(taken.streaming_content) == b"1"


SEALED = """
- code: clues
  name: 线索登记
  source: 本院规定
  purpose: 线索逐条登记。
  prefix: XS
  secrecy: sealed
  enter:
    - {posts: [discipline_office_director], at: anywhere}
  verify:
    - {posts: [discipline_secretary], at: anywhere}
  oversee:
    - {posts: [discipline_secretary], at: anywhere}
  fields:
    - {code: what, name: 线索内容, kind: long_text, required: true}
"""


def test_a_sealed_entry_is_opened_by_few_and_each_opening_is_told(
    house: Hospital, settings: Any, tmp_path: Any
) -> None:
    from linghang.foundation.catalog import registry

    settings.CATALOG_OVERRIDES = hospital.override(tmp_path / "sealed", SEALED)
    registry.forget()
    writer = house.client("discipline")
    typed = {"title": "某线索", "day": "2025-03-05", "unit": "医院纪委（DC）", "f_what": "反映问题"}
    answer = writer.post("/ledgers/clues/new/", typed)
    assert answer.status_code == 302, re.findall(r"<li>.*?</li>", answer.content.decode())
    opened = Told.objects.filter(action="ledgers.sealed.opened")
    before = opened.count()

    page = text(writer, answer["Location"])

    assert "反映问题" in page
    assert "某线索" in page
    assert opened.count() == before + 1
    listed = text(writer, "/ledgers/clues/")
    assert "反映问题" not in listed
    assert "某线索" not in listed
    for post in ("president", "party_office", "system_administrator", "audit_administrator"):
        client = house.client(post)
        for url in ("/ledgers/clues/", answer["Location"], "/ledgers/clues/print/"):
            assert client.get(url).status_code == 404, (post, url)
        assert "线索登记" not in text(client, "/ledgers/") + text(client, "/")
    registry.forget()


def test_a_grid_keeps_all_rows_or_none_and_tells_what_is_wrong_in_which_cell(
    house: Hospital,
) -> None:
    writer = house.client("branch_secretary")
    url = f"{LIST}grid/"
    assert "第8行 活动名称" in text(writer, url)
    rows: dict[str, list[str]] = {
        "c_title": ["甲", "乙", ""],
        "c_day": ["2025-03-05", "2025/3/6", ""],
        "c_unit": ["内科第一党支部（PB1）", "PB1", "内科第一党支部（PB1）"],
        "c_kind": ["clinic", "讲座", ""],
        "c_setting": ["社区", "school", ""],
        "c_place": ["东湖社区", "实验小学", ""],
        "c_served": ["10", "很多", ""],
    }

    answer = writer.post(url, rows)
    assert answer.status_code == 422
    assert "第2行“服务群众（人次）”" in answer.content.decode()
    assert not Entry.objects.exists()
    rows["c_served"][1] = "20"
    assert writer.post(url, rows).status_code == 302

    assert sorted(Entry.objects.values_list("title", "standing")) == [
        ("乙", "draft"),
        ("甲", "draft"),
    ]


def test_paper_has_the_usual_columns_and_the_booklet_everything(house: Hospital) -> None:
    verified(house)
    reader = house.client("president")

    sheet = text(reader, f"{LIST}print/?period=last_year")
    booklet = text(reader, f"{LIST}booklet/")

    assert "审核人：" in sheet
    assert "共0场" in text(reader, f"{LIST}print/?f_kind=lecture")
    assert "东湖社区" in booklet
    assert "目录" in booklet


def test_a_year_is_locked_and_opened_again_by_overseers(house: Hospital) -> None:
    entry = verified(house)
    Entry.objects.filter(pk=entry.pk).update(day=date(2024, 3, 5))
    overseer = house.client("party_office")
    assert house.client("branch_secretary").get(f"{LIST}closing/").status_code == 404
    assert "2024年" in text(overseer, f"{LIST}closing/")

    assert overseer.post(f"{LIST}closing/2024/close/").status_code == 302

    entry.refresh_from_db()
    assert entry.standing == "locked"
    page = text(overseer, f"{LIST}closing/")
    address = re.search(rf'"({LIST}closing/\d+/reopen/)"', page)
    assert address
    assert overseer.post(address[1], {"reason": "补录漏登"}).status_code == 302
    entry.refresh_from_db()
    assert entry.standing == "verified"


def test_pages_cost_the_same_for_few_and_for_many(house: Hospital) -> None:
    reader, verifier = house.client("president"), house.client("party_office")
    urls = [
        (reader, LIST),
        (reader, f"{LIST}print/"),
        (reader, f"{LIST}booklet/"),
        (reader, "/ledgers/"),
        (verifier, "/ledgers/waiting/"),
        (verifier, "/"),
    ]

    def more(count: int) -> None:
        held = house.appointments["branch_secretary"]
        for number in range(count):
            written = hospital.clinic(place=f"社区{number}", volunteers="M1、M2")
            hospital.hand_in(held, hospital.write(held, written))

    def counted() -> list[int]:
        found = []
        for client, url in urls:
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                text(client, url)
            found.append(len(queries))
        return found

    more(2)
    few = counted()
    more(12)
    many = counted()

    assert many == few, [url for _, url in urls]
    assert max(few[:-1]) <= 20, few


def test_an_empty_form_is_told_everything_at_once(house: Hospital) -> None:
    answer = house.client("branch_secretary").post(f"{LIST}new/", {"title": "", "unit": "PB1"})

    page = answer.content.decode()
    assert answer.status_code == 422
    for name in ("活动名称", "活动日期", "活动类别", "场所", "地点", "服务群众"):
        assert f"“{name}”必须填写。" in page, name
    assert page.count("“活动名称”必须填写") == 2, "above the form, and beside the field"


def test_what_is_in_force_costs_the_same_for_two_and_for_two_hundred(house: Hospital) -> None:
    reader = house.client("president")
    figures = ("figures/?period=2025", "figures/?period=2025&by=unit", "figures/clinics/")
    urls = [f"{LIST}{one}" for one in ("", "?q=东湖", "?format=csv", "about/", "twins/", *figures)]

    def cost() -> list[int]:
        found = []
        for url in urls:
            reader.get(url)
            with CaptureQueriesContext(connection) as queries:
                answer = reader.get(url)
                b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert answer.status_code == 200, url
            found.append(len(queries))
        return found

    bulk(1, 2)
    few = cost()
    bulk(10, 198)

    assert cost() == few, urls
    assert max(few) <= 21, few


def bulk(first: int, count: int) -> None:
    """Clinics in force, each with three volunteers, straight into the tables."""
    ledger, day = catalog.catalog()["outreach"], date(2025, 3, 5)
    facts = {"kind": "clinic", "setting": "community", "place": "东湖社区", "served": 9}
    facts |= {"volunteers": tuple(Named(f"M{n}") for n in (1, 2, 3))}
    said = [
        Row(key=n, day=day, until=None, unit="PB1", facts=facts)
        for n in range(first, first + count)
    ]
    hash = catalog.catalog().items["outreach"].hash
    some_ledger.save(ledger, [some_ledger.entry(ledger, one, hash) for one in said], said)


def test_people_and_units_list_the_entries_that_name_them(house: Hospital) -> None:
    writer = house.appointments["branch_secretary"]
    hospital.in_force(house.appointments, hospital.clinic(volunteers="M1"))
    hospital.write(writer, hospital.clinic(volunteers="M2"))
    reader = house.client("president")

    assert "学雷锋健康义诊" in text(reader, "/org/people/M1/")
    assert "学雷锋健康义诊" in text(reader, "/org/units/PB1/")
    assert "学雷锋健康义诊" not in text(reader, "/org/people/M2/")
