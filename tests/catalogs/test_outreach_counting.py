"""How outreach, help and research are counted, rule by rule, by their declared ledgers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from linghang.ledgers import catalog
from linghang.ledgers.counting import rules as counting
from linghang.ledgers.facts import rules as facts
from linghang.ledgers.facts.rules import Common, Named

YEAR = (date(2025, 1, 1), date(2026, 1, 1))
CLINIC = {"kind": "义诊", "setting": "社区", "place": "东湖社区", "served": 100}
APPROVED = {"approved_by": "P9", "approved_on": date(2025, 1, 2)}


def told(
    ledger: str, day: date, until: date | None = None, unit: str = "D01", **said: Any
) -> counting.Row:
    """An entry as counting sees it; everybody named Pn is a Party member, but P0 is since July."""
    declared = catalog.catalog()[ledger]
    common = Common(title="示例", day=day, unit=unit, until=until)
    read = facts.read(declared, common, said, find=lambda kind, word: Named(word))
    assert not read.complaints, read.complaints
    return counting.Row(key=object(), day=day, until=until, unit=unit, facts=read.facts)


def complaints(ledger: str, day: date, **said: Any) -> list[str]:
    common = Common(title="示例", day=day, unit="D01")
    read = facts.read(catalog.catalog()[ledger], common, said, find=lambda kind, word: Named(word))
    return [one.says for one in read.complaints]


def is_member(person: str, on: date) -> bool:
    return person.startswith("P") and (person != "P0" or on >= date(2025, 7, 1))


def counted(ledger: str, *rows: counting.Row, upto: date = YEAR[1]) -> dict[str, Decimal]:
    """Every figure of the ledger by its code."""
    declared = catalog.catalog()[ledger]
    return {
        one.code: counting.total(declared, one, rows, start=YEAR[0], end=upto, is_member=is_member)
        for one in declared.figures
    }


def unit_of(ledger: str, figure: str) -> str:
    return catalog.catalog()[ledger].figures_by_code[figure].unit


def test_7_1_1_a_partner_in_two_leagues_is_one_家_and_two_relations() -> None:
    """§7.1.1: distinct partners active on the date; the same one twice is two 合作关系."""
    same = {"partner": "青禾县人民医院", "kind": "专科联盟", "tightness": "松散型"}
    found = counted(
        "alliance_members",
        told("alliance_members", date(2024, 3, 1), joined="是", **same),
        told("alliance_members", date(2025, 3, 1), joined="否", **same),
    )
    assert (found["partners"], found["relations"], found["new_partners"]) == (1, 2, 0)
    assert unit_of("alliance_members", "partners") == "家"
    assert unit_of("alliance_members", "relations") == "项"


def test_7_1_1_an_agreement_counts_on_its_last_day_and_not_on_the_day_after() -> None:
    """§7.1.1: the stock at any date."""
    row = told(
        "alliance_members",
        date(2024, 7, 1),
        date(2025, 6, 30),
        partner="云栖县中医医院",
        kind="托管",
        tightness="紧密型",
    )
    assert counted("alliance_members", row, upto=date(2025, 7, 1))["partners"] == 1
    assert counted("alliance_members", row, upto=date(2025, 7, 2))["partners"] == 0


def test_7_1_2_referrals_up_and_down_are_例_and_never_one_sum() -> None:
    """§7.1.2: 远程会诊/影像/心电 例, 上转/下转 例."""
    found = counted(
        "alliance_traffic",
        told("alliance_traffic", date(2025, 2, 1), partner="甲", up=7, down=3, ecg=40),
        told("alliance_traffic", date(2025, 3, 1), partner="甲", up=1, down=2, consultations=5),
    )
    assert (found["up"], found["down"], found["consultations"], found["ecg"]) == (8, 5, 5, 40)
    figures = catalog.catalog()["alliance_traffic"].figures
    assert {one.unit for one in figures if one.field != "partner"} == {"例"}


def test_7_1_3_a_team_of_paired_support_works_six_months_at_least() -> None:
    """§7.1.3: ≥6 months; an order document is asked for."""
    said = {"kind": "对口支援", "receiver": "甲", "members": "P1、P2"}
    told_off = complaints("support_teams", date(2025, 1, 1), months=5, order="示范1号", **said)
    assert len(told_off) == 1
    assert "连续工作时间" in told_off[0]
    assert complaints("support_teams", date(2025, 1, 1), months=6, **said) == [
        "“任务文件号”必须填写"
    ]


def test_7_1_4_persons_turns_and_batches_come_from_the_same_entries() -> None:
    """§7.1.4: person × place × from–to; derivable both ways."""
    rows = [
        told(
            "missions",
            date(2025, month, 1),
            date(2025, month, 20),
            person=person,
            kind="疫情防控",
            place=place,
            batch=batch,
            order="调1号",
        )
        for month, person, place, batch in (
            (1, "P1", "青禾县", "第1批"),
            (1, "P2", "青禾县", "第1批"),
            (3, "P1", "云栖县", "第2批"),
        )
    ]
    found = counted("missions", *rows)
    assert (found["people"], found["times"], found["batches"]) == (2, 3, 2)
    assert (found["emergency_people"], found["emergency_times"], found["out"]) == (2, 3, 0)


def test_7_2_1_three_branches_together_are_one_场() -> None:
    """§7.2.1: one place, one day, one organiser; joint with three branches is still one 场."""
    joint = told(
        "outreach", date(2025, 4, 1), taking_part="支部二、支部三", served_estimated="是", **CLINIC
    )
    found = counted("outreach", joint)
    assert (found["clinics"], found["served"]) == (1, 100)
    assert (unit_of("outreach", "clinics"), unit_of("outreach", "served")) == ("场", "人次")
    served = catalog.catalog()["outreach"].figures_by_code["served"]
    assert served.estimated == "served_estimated"


def test_7_2_2_live_video_course_article_and_news_are_counted_apart() -> None:
    """§7.2.2: different kinds with units of their own."""
    day = date(2025, 5, 6)
    rows = [
        told("publicity", day, kind="直播", channel="医院视频号", **APPROVED),
        told("publicity", day, kind="短视频", channel="医院视频号", pieces=4, **APPROVED),
        told("publicity", day, kind="课程", channel="医院公众号", pieces=2, **APPROVED),
        told("publicity", day, kind="科普文章", channel="医院公众号", **APPROVED),
        told("publicity", day, kind="新闻报道", channel="医院网站", **APPROVED),
    ]
    found = counted("publicity", *rows)
    names = ("lives", "videos", "courses", "articles", "news")
    assert [found[name] for name in names] == [1, 4, 2, 1, 1]
    assert [unit_of("publicity", name) for name in names] == ["场", "个", "个", "篇", "条"]


def test_7_2_2_reach_keeps_its_kind_and_needs_its_source() -> None:
    """§7.2.2: 现场人数 ≠ 观看人次 ≠ 点击量 ≠ 惠及群众."""
    said = {"kind": "课程", "channel": "医院公众号", "pieces": 1, **APPROVED}
    day = date(2025, 5, 6)
    assert complaints("publicity", day, views=900, **said) == ["“数字来源”必须填写"]
    row = told("publicity", day, on_site=30, views=900, reach_source="平台后台截图", **said)
    found = counted("publicity", row)
    names = ("on_site", "views", "clicks", "benefited")
    assert [found[name] for name in names] == [30, 900, 0, 0]


def test_7_2_2_nothing_is_published_before_it_is_approved() -> None:
    """S83: the approval chain comes before the day of publishing."""
    said = {"kind": "新闻报道", "channel": "医院网站", "approved_by": "P9"}
    assert complaints("publicity", date(2025, 5, 6), approved_on=date(2025, 5, 7), **said) == [
        "先审后发：终审日期不能晚于发布日期"
    ]
    same = complaints(
        "publicity", date(2025, 5, 6), approved_on=date(2025, 5, 5), reviewed_by="P9", **said
    )
    assert same == ["复审人和终审人不能是同一人"]


def test_7_2_3_party_volunteers_are_members_on_that_day() -> None:
    """§7.2.3: Σ over activities of members flagged by status on that day; experts are persons."""
    spring = told("outreach", date(2025, 3, 5), volunteers="P0、P1、N1", **CLINIC)
    autumn = told("outreach", date(2025, 9, 5), volunteers="P0、P1、N1", **CLINIC)
    found = counted("outreach", spring, autumn)
    assert found["party_volunteers"] == 3  # P0 was admitted in July
    assert (found["volunteer_times"], found["volunteers"]) == (6, 3)


def test_7_2_4_two_purposes_are_one_entry() -> None:
    """§7.2.4: a Party-day that is also 义诊 appears once with two tags."""
    row = told("outreach", date(2025, 7, 1), serves="乡村振兴、医联体", **CLINIC)
    found = counted("outreach", row)
    assert (found["clinics"], found["village_clinics"], found["alliance_clinics"]) == (1, 1, 1)


def test_7_3_1_hours_are_rounded_down_to_half_an_hour() -> None:
    """§7.3.1: by check-in and check-out, rounded down to 0.5 h."""
    volunteering = {**CLINIC, "kind": "志愿服务"}
    row = told("outreach", date(2025, 3, 5), hours="2.9", total_hours="8.4", **volunteering)
    assert row.facts["hours"] == Decimal("2.5")
    assert counted("outreach", row)["hours"] == Decimal(8)


def test_7_3_2_what_was_bought_is_what_was_paid_in_the_calendar_year() -> None:
    """§7.3.2: the sum of paid orders of the calendar year, by payer; money in 分."""
    rows = [
        told(
            "consumption_support",
            paid,
            region="青禾县",
            goods="大米",
            payer=payer,
            channel="展销会",
            amount=amount,
            ordered_on=date(2024, 12, 1),
            invoice_number=f"F{number}",
        )
        for number, (paid, payer, amount) in enumerate(
            (
                (date(2024, 12, 31), "工会", "10000"),
                (date(2025, 1, 2), "工会", "52.39万元"),
                (date(2025, 12, 31), "职工食堂", "200,000.00"),
            )
        )
    ]
    found = counted("consumption_support", *rows)
    assert found["amount"] == 72_390_000
    assert found["by_union"] + found["by_canteen"] == found["amount"]


def test_7_3_3_households_visits_and_resident_workers_are_three_figures() -> None:
    """§7.3.3: 挂钩村, 驻村队员 from–to, 慰问户数 (18户)."""
    visit = told(
        "village_visits", date(2025, 1, 20), village="CZ-2024-00001", kind="走访慰问", households=18
    )
    found = counted("village_visits", visit)
    assert (found["comforted"], found["visits"]) == (18, 0)
    said = {"village": "CZ-2024-00001", "role": "工作队队员", "order": "选派1号"}
    left = told("village_workers", date(2023, 5, 1), date(2025, 4, 30), person="P1", **said)
    stays = told("village_workers", date(2025, 5, 1), person="P2", **said)
    workers = counted("village_workers", left, stays)
    assert (workers["in_post"], workers["sent"]) == (1, 1)


def test_6_4_2_a_paper_with_several_of_our_authors_is_one_paper() -> None:
    """§6.4.2: once per paper; SCI is a part of the papers; a retracted one is none."""
    said = {"journal": "示范医学", "first_author": "P1", "affiliation": "第一单位"}
    rows = [
        told("papers", date(2025, 3, 1), indexed="SCI", authors="P1、P2", retracted="否", **said),
        told("papers", date(2025, 4, 1), indexed="核心期刊", authors="P1", retracted="否", **said),
        told("papers", date(2025, 5, 1), indexed="SCI", authors="P1", retracted="是", **said),
    ]
    found = counted("papers", *rows)
    assert (found["papers"], found["sci"], found["first_affiliation"]) == (2, 1, 2)
    assert (found["authors"], found["retracted"]) == (2, 1)


def test_s67_a_discipline_that_rises_is_not_counted_twice() -> None:
    """S67: stock and gain by level; no double counting when one is promoted."""
    said = {"kind": "临床重点专科", "status": "建设项目", "leader": "P1", "document": "1号"}
    found = counted(
        "key_disciplines",
        told("key_disciplines", date(2022, 1, 1), date(2025, 5, 31), level="市级", **said),
        told("key_disciplines", date(2025, 6, 1), level="自治区级", **said),
    )
    assert (found["in_force"], found["city"], found["province"], found["gained"]) == (1, 0, 1, 1)
