"""A hospital loads the next year itself; the check-up asks for it in time."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from linghang.foundation.access import Actor
from linghang.foundation.doctor import Level
from linghang.foundation.evidence.models import Evidence
from linghang.foundation.trail import actions
from linghang.foundation.trail.models import Entry
from linghang.foundation.workdays import health, queries, services
from linghang.foundation.workdays.models import LoadedYear
from linghang.foundation.workdays.rules import YearNotLoaded
from linghang.foundation.workdays.services import CannotLoad
from tests.foundation.workdays.notices import NOTICES

AT = datetime(2026, 11, 5, 2, 30, tzinfo=UTC)
ACTOR = Actor(person="P0001", appointment=1)
# Invented for these tests: nobody knows 2027 yet.
NEXT = """一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。2月20日（周六）上班。
三、清明节：4月5日（周一）放假，与周末连休。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日（周三）放假1天。
六、中秋节：9月15日（周三）放假1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
"""
pytestmark = pytest.mark.django_db


def load(text: str = NEXT, **facts: object) -> LoadedYear:
    default: dict[str, object] = {
        "name": "通知.txt",
        "year": 2027,
        "document": "国办发明电〔2026〕9号",
    }
    return services.load(content=text.encode(), actor=ACTOR, at=AT, **{**default, **facts})  # type: ignore[arg-type]


def test_a_year_is_unknown_until_it_is_loaded() -> None:
    with pytest.raises(YearNotLoaded):
        queries.calendar().add(date(2026, 12, 31), 1)

    load()

    assert queries.calendar().add(date(2026, 12, 31), 1) == date(2027, 1, 4)
    (entry,) = Entry.objects.filter(action="workdays.year.loaded")
    assert actions.sentence(entry, {}) == (
        "P0001载入2027年放假与调休（国办发明电〔2026〕9号）：放假25天，调休上班4天"
    )
    assert Evidence.objects.get().name == "通知.txt"


def test_the_later_loading_holds_and_the_first_stays() -> None:
    load()
    load(NEXT.replace("6月9日（周三）放假1天", "6月10日（周四）放假1天"))

    assert queries.calendar().is_workday(date(2027, 6, 9))
    assert not queries.calendar().is_workday(date(2027, 6, 10))
    assert LoadedYear.objects.count() == 2


def test_a_year_of_the_product_can_be_corrected() -> None:
    load(
        NOTICES[2026].replace("6月19日（周五）至21日（周日）放假，共3天", "6月19日（周五）放假1天"),
        year=2026,
    )

    (year,) = [one for one in queries.years() if one.schedule.year == 2026]
    assert year.is_own
    assert queries.calendar().name_of(date(2026, 6, 20)) == ""


def test_what_is_refused_leaves_nothing() -> None:
    with pytest.raises(CannotLoad, match="没有写通知的文号"):
        load(document=" ")
    with pytest.raises(CannotLoad, match="没有写国庆的安排"):
        load("\n".join(NEXT.splitlines()[:-1]))
    with pytest.raises(CannotLoad, match="太大"):
        load(NEXT + " " * services.LONGEST)

    assert not LoadedYear.objects.exists()
    assert not Entry.objects.exists()


def test_a_preview_changes_nothing_and_tells_doubts() -> None:
    found = services.preview(NEXT.replace("2月20日（周六）上班。", "").encode(), 2027)

    assert len(found.doubts) == 1
    assert services.preview(NEXT.encode(), 2027).schedule.year == 2027
    assert not LoadedYear.objects.exists()


def test_one_arrangement_a_year_is_current() -> None:
    first = load()
    first.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


def test_the_calendar_takes_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    load()

    with django_assert_num_queries(1):
        calendar = queries.calendar()
        calendar.add(date(2027, 1, 1), 100)


@pytest.mark.parametrize(
    ("now", "levels"),
    [
        (datetime(2026, 10, 14, 15, 59, tzinfo=UTC), [Level.FINE]),
        (datetime(2026, 10, 14, 16, 0, tzinfo=UTC), [Level.WARN]),
        (datetime(2027, 3, 1, tzinfo=UTC), [Level.BAD]),
        (datetime(2027, 11, 1, tzinfo=UTC), [Level.BAD, Level.WARN]),
    ],
)
def test_the_check_up_asks_for_the_next_year_from_mid_october(
    now: datetime, levels: list[Level]
) -> None:
    assert [finding.level for finding in health.check(now)] == levels


def test_the_check_up_is_content_with_a_loaded_year() -> None:
    load()

    (finding,) = health.check(datetime(2026, 12, 1, tzinfo=UTC))

    assert (finding.level, finding.says) == (Level.FINE, "载入到2027年")
