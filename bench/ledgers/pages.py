"""The pages and counts that are measured: of the largest ledger, and across all of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from bench.ledgers.hospital import FIRST, Held
from bench.ledgers.timing import Timed, timed

LIST = f"/ledgers/{FIRST}/"
HEAD = "一个科室的"
PAGES = (
    ("台账首页", "/ledgers/"),
    ("清单", LIST),
    ("清单第400页", f"{LIST}?page=400"),
    ("清单最后一页", f"{LIST}?page={{last}}"),
    ("按选项筛选", f"{LIST}?f_kind=clinic"),
    ("按状态筛选", f"{LIST}?standing=voided"),
    ("按没有的文字筛选", f"{LIST}?f_place=无此地"),
    ("按常见的文字筛选", f"{LIST}?f_place=社区"),
    ("按数字筛选并排序", f"{LIST}?f_served_from=260&sort=-f_served"),
    ("按数字排序", f"{LIST}?sort=-f_drugs"),
    ("按数字排序第400页", f"{LIST}?sort=f_served&page=400"),
    ("按编号排序", f"{LIST}?sort=number"),
    ("按期间筛选", f"{LIST}?day_from={{year}}-01-01&day_to={{year}}-12-31"),
    ("按单位筛选", f"{LIST}?unit={{department}}"),
    ("按人员筛选", f"{LIST}?f_volunteers={{person}}"),
    ("按标签筛选", f"{LIST}?f_serves=law"),
    ("选项、数字、期间一起", f"{LIST}?f_kind=lecture&f_served_from=100&day_from={{year}}-01-01"),
    ("检索少见的词（编号）", f"{LIST}?q={{number}}"),
    ("检索较少见的词", f"{LIST}?q=凤泉社区义诊"),
    ("检索常见的词", f"{LIST}?q=健康义诊"),
    ("检索两个词", f"{LIST}?q=高血压 讲座"),
    ("检索一个字", f"{LIST}?q=诊"),
    ("全部台账里检索", "/search/ 健康大讲堂"),
    (f"{HEAD}清单", LIST),
    ("一条记录", f"{LIST}{{entry}}/"),
    ("统计数字", f"{LIST}figures/?year={{year}}"),
    ("统计数字，按单位", f"{LIST}figures/?year={{year}}&by=unit"),
    ("统计数字，按月份", f"{LIST}figures/?year={{year}}&by=month"),
    ("一个统计数字的记录", f"{LIST}figures/volunteer_times/?period={{year}}"),
)


def measured(held: Held, today: date, runs: int) -> dict[str, Timed]:
    """Every page and count, by its name."""
    from django.test import Client

    from linghang.ledgers.models import Entry, Mention

    first = Entry.objects.filter(ledger=FIRST)
    one = first.filter(standing="locked").order_by("-day", "-pk")[1000]
    person = Mention.objects.filter(entry=one, field="volunteers").exclude(code="")[0].code
    words = {
        "year": today.year - 1,
        "last": (first.exclude(standing="draft").count() - 1) // 50 + 1,
        "department": held.department,
        "person": person,
        "number": one.number,
        "entry": one.pk,
    }
    found = counts(held, today, runs)
    clients = {}
    for post, appointment in held.appointments.items():
        clients[post] = Client()
        clients[post].post(f"/login/demo/{appointment}/")
    for name, pattern in PAGES:
        address = pattern.format(**words)
        client = clients["department_head" if name.startswith(HEAD) else "party_office_director"]
        assert _answer(client, address) == 200, address
        found[name] = timed(name, lambda c=client, a=address: _answer(c, a), runs)  # type: ignore[misc]
    return found


def _answer(client: Any, address: str) -> int:
    """An address with words behind it is asked by POST, as words leave no trace in addresses."""
    path, _, words = address.partition(" ")
    is_typed = bool(words) and "?" not in path
    return int((client.post(path, {"q": words}) if is_typed else client.get(address)).status_code)


def counts(held: Held, today: date, runs: int) -> dict[str, Timed]:
    """A year's figures: of all, of one department, by department; after a change; from entries."""
    from linghang.foundation.period import Period
    from linghang.ledgers.counting import adding, queries, rules
    from linghang.ledgers.counting.lines import Level
    from linghang.ledgers.models import Entry, Touch
    from linghang.ledgers.tallies import services

    year, found = Period.year(today.year - 1), {}

    def tell(name: str, deed: Callable[[], object], runs: int = runs) -> None:
        found[name] = timed(name, deed, runs)

    def whole(**more: Any) -> list[Any]:
        return queries.figures(FIRST, period=year, **more)

    tell("一年的数", whole)
    tell("一年的数，一个科室", lambda: whole(units=[held.department]))
    tell(
        "一年的数，按科室",
        lambda: queries.by_unit(FIRST, period=year, today=today, level=Level.DEPARTMENT),
    )
    one = Entry.objects.filter(ledger=FIRST, standing="locked", day__year=year.start.year)[:1].get()
    before = [each.number for each in whole()]

    def touch() -> None:
        Entry.objects.filter(pk=one.pk).update(standing=one.standing)

    touch()
    assert Touch.objects.filter(ledger=FIRST, since=one.day.replace(day=1)).exists()
    tell("一年的数，一个月刚有改动", whole)
    assert before == [each.number for each in whole()]
    tell("重新汇总这一个月", lambda: (touch(), services.renew()), min(runs, 5))
    question = adding.Question(
        ledger=one.definition,
        declared=one.definition,
        figures=one.definition.figures,
        period=year,
    )
    again = adding.added(question)[adding.WHOLE]
    assert before == [
        rules.in_unit(one.definition, each, again[each.code].number) for each in question.figures
    ]
    tell("一年的数，全部重新数", lambda: adding.added(question), min(runs, 5))
    tell("一年的数，截至某日已知", lambda: whole(as_of=date(today.year, 3, 31)), min(runs, 5))
    return found
