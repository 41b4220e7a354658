"""A fictional hospital's year of outreach, entry by entry, gives the figures of its summary.

Source: handbook §7.2, B21: sessions, people, and times are counted apart, each from its entries.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from linghang.foundation import quantity
from linghang.foundation.period import Period
from linghang.ledgers import catalog
from linghang.ledgers.counting import queries
from linghang.ledgers.counting.rules import Row
from linghang.ledgers.facts import rules as facts
from linghang.ledgers.facts.rules import Common, Named
from linghang.ledgers.models import Mention
from tests.ledgers.counting import some_ledger

YEAR = Period.year(2025)


def spread(total, count):
    """`total` over so many entries, as evenly as whole numbers can be."""
    return [total // count + (n < total % count) for n in range(count)]


def enter(ledger_code, typed, *, year=2025):
    """Entries as they are typed, read by the ledger's own rules, in force since their day."""
    loaded = catalog.catalog().items[ledger_code]
    ledger, said = loaded.item, []
    for number, each in enumerate(typed, start=1):
        day = date(year, 1, 3) + timedelta(days=number)
        common = Common(title=f"第{number}次", day=day, unit="PB1")
        told = facts.read(
            ledger,
            common,
            {**each, **({"approved_on": f"{day}"} if ledger_code == "publicity" else {})},
            find=lambda _kind, word: Named(word),
            files=dict.fromkeys(ledger.by_code, 1),
        )
        assert not told.complaints, told.complaints
        said.append(Row(key=f"{year}-{number}", day=day, until=None, unit="PB1", facts=told.facts))
    entries = [some_ledger.entry(ledger, one, loaded.hash) for one in said]
    some_ledger.save(ledger, entries, said)


def counted(ledger, figure, period=YEAR):
    """The figure, having seen that it opens to as many entries as it tells."""
    (found,) = [one for one in queries.figures(ledger, period=period) if one.figure.code == figure]
    opened = queries.entries_of(ledger, figure, period=period)
    assert opened.count() == found.entries
    return found


@pytest.fixture
def outreach(held):
    """82 clinics, 49 lectures: 623 times somebody went, 9834 times somebody was served."""
    people = [f"M{n}" for n in range(1, 9)] + [f"N{n}" for n in range(1, 5)]
    sent, served = spread(623, 131), spread(9_834, 131)
    enter(
        "outreach",
        [
            {
                "kind": "义诊" if n < 82 else "讲座",
                "setting": "社区",
                "place": "东湖社区",
                "volunteers": people[: sent[n]],
                "served": served[n],
            }
            for n in range(131)
        ],
    )


def test_clinics_lectures_and_who_went_and_was_served(outreach):
    assert counted("outreach", "clinics").text == "82场"
    assert counted("outreach", "lectures").text == "49次"
    volunteers, served = counted("outreach", "volunteer_times"), counted("outreach", "served")
    assert (volunteers.number, served.number) == (623, 9_834)
    assert quantity.approximate(volunteers.number, unit="人次") == "620余人次"
    assert quantity.approximate(served.number, unit="人次") == "9800余人次"

    opened = queries.entries_of("outreach", "volunteer_times", period=YEAR)
    assert Mention.objects.filter(entry__in=opened, field="volunteers").count() == 623
    assert sum(one.told()["served"] for one in opened) == 9_834


def test_community_clinics_of_an_earlier_year_are_of_that_year_alone(outreach):
    enter(
        "outreach",
        [{"kind": "义诊", "setting": "社区", "place": "西街社区", "served": 20}] * 29,
        year=2023,
    )

    assert counted("outreach", "clinics", Period.year(2023)).number == 29
    assert counted("outreach", "clinics").number == 82


def test_a_clinic_of_two_branches_and_of_two_purposes_is_one(held):
    enter(
        "outreach",
        [
            {
                "kind": "义诊",
                "setting": "社区",
                "place": "东湖社区",
                "taking_part": ["CARD", "ORTH"],
                "volunteers": [f"M{n}" for n in range(1, 9)] + ["N1", "N2", "N3", "N4"],
                "served": 160,
                "serves": "主题党日、乡村振兴",
            }
        ],
    )

    assert counted("outreach", "clinics").number == 1
    assert counted("outreach", "party_volunteers").number == 8
    assert counted("outreach", "volunteers").number == 12


def test_lives_videos_articles_experts_and_reach(held):
    lives = [
        {"kind": "直播", "views": views, "reach_source": "平台后台截图"}
        for views in spread(803_456, 63)
    ]
    series = [{"kind": kind, "pieces": 5} for kind in ["短视频", "课程"] for _ in range(28)]
    single = [{"kind": "短视频", "pieces": 5}]
    articles = [{"kind": "科普文章"}] * 123
    base = {"channel": "医院公众号", "approved_by": "Q2"}
    works = [
        {**base, **work, "experts": [f"E{n % 62}", f"E{(n * 7 + 3) % 62}"]}
        for n, work in enumerate([*lives, *series, *single, *articles])
    ]
    enter("publicity", works)

    assert counted("publicity", "lives").text == "63场"
    assert counted("publicity", "videos_and_courses").text == "285个"
    assert counted("publicity", "articles").text == "123篇"
    assert counted("publicity", "experts").text == "62人"
    reach = counted("publicity", "views")
    assert reach.number == 803_456
    assert quantity.approximate(reach.number, unit="人次") == "80万余人次"


def test_consumption_support_is_exact_to_the_fen(held):
    base = {"region": "青禾县", "goods": "农副产品", "ordered_on": "2025-01-01"}
    amounts = ["523900.10", "99999.95", "99999.95"]
    enter(
        "consumption_support",
        [
            {**base, "payer": "工会", "channel": "展销会", "amount": one, "invoice_number": f"F{n}"}
            for n, one in enumerate(amounts)
        ],
    )

    found = counted("consumption_support", "amount")
    assert found.number == Decimal("723900.00")
    assert found.text == "723900.00元"
    assert quantity.text(found.number / 10_000, unit="万元", decimals=2) == "72.39万元"
