"""Days pass, the mail server is away, and what was not answered goes one level up, once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from linghang.foundation.access import Actor
from linghang.foundation.trail import actions
from linghang.foundation.trail.models import Entry
from linghang.foundation.workdays.rules import YearNotLoaded
from linghang.notices import services
from linghang.notices.definitions import Channel
from linghang.notices.escalating import rules
from linghang.notices.escalating import services as escalating
from linghang.notices.escalating.queries import Ladder
from linghang.notices.escalating.rules import Holder
from linghang.notices.escalating.services import NobodyAbove
from linghang.notices.models import Delivery, Notice
from linghang.notices.rules import ZONE
from linghang.notices.sending import services as sending
from linghang.org import posts
from linghang.org.charges.services import put_in_charge
from linghang.org.models import Appointment, Membership, Person, Unit
from linghang.org.queries import structure
from tests.notices.factories import address, declare, kind, notify
from tests.notices.servers import MailServer

# Monday before the National Day holiday: 30 September and 9 October are the next two workdays.
MONDAY = datetime(2025, 9, 29, 10, 30, tzinfo=ZONE)
DAY = timedelta(days=1)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hospital")]


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """To be confirmed in two workdays; to be read in three, else to the president."""
    declare(
        monkeypatch,
        kind(code="order", name="指令", must_confirm=True, escalate_after_workdays=2),
        kind(code="plea", escalate_after_workdays=3, escalate_to="president"),
        kind(code="empty_post", escalate_after_workdays=2, escalate_to="chief_accountant"),
    )


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, 30, tzinfo=ZONE)


def days(first: date, last: date) -> list[date]:
    return [first + DAY * n for n in range((last - first).days + 1)]


def test_with_the_mail_server_down_nothing_is_lost_and_it_goes_up_after_two_workdays(
    mail_server: MailServer,
) -> None:
    address("D1")
    address("P3")
    mail_server.stop()
    (notice,) = notify(("D1",), kind="order", at=MONDAY)
    passed_on: dict[date, int] = {}
    for day in days(date(2025, 9, 29), date(2025, 10, 15)):
        sending.deliver(clock=lambda day=day: morning(day))  # type: ignore[misc]
        passed_on[day] = escalating.escalate(now=morning(day) + DAY / 12)

    assert [day for day, number in passed_on.items() if number] == [date(2025, 10, 9)]
    notice.refresh_from_db()
    assert notice.escalated_at == morning(date(2025, 10, 9)) + DAY / 12
    letter = Delivery.objects.get(notice=notice, channel=Channel.MAIL)
    assert (letter.state, letter.last_error) == ("queued", "连不上邮件服务器")
    assert letter.attempts > 5
    assert Delivery.objects.get(notice=notice, channel=Channel.INBOX).state == "escalated"
    told = Notice.objects.get(kind="escalation")
    assert (told.person.code, told.escalation_of) == ("P3", notice)
    assert told.body.startswith("医师甲于2025年9月29日收到“指令”通知，2个工作日内没有确认")
    assert "张三丰" not in told.title + told.body, "what it said is for its reader"
    mail_server.start()
    sending.deliver(clock=lambda: morning(date(2025, 10, 16)))
    assert sorted(mail_server.to) == ["d1@hospital.test", "p3@hospital.test"]


def test_the_trail_tells_who_was_told() -> None:
    notify(("D1",), kind="order", at=MONDAY)
    escalating.escalate(now=morning(date(2025, 10, 9)))

    (entry,) = Entry.objects.filter(action="notices.notice.escalated")
    assert actions.sentence(entry, {}) == "系统把人员D12个工作日未确认的“指令”通知上报给P3"


def test_what_was_confirmed_in_time_stays() -> None:
    (notice,) = notify(("D1",), kind="order", at=MONDAY)
    services.confirm(notice_id=notice.pk, actor=Actor(person="D1"), at=MONDAY + DAY)

    assert escalating.escalate(now=morning(date(2025, 10, 20))) == 0


def test_reading_is_not_confirming() -> None:
    (notice,) = notify(("D1",), kind="order", at=MONDAY)
    services.read(notice_id=notice.pk, person="D1", at=MONDAY + DAY)

    assert escalating.escalate(now=morning(date(2025, 10, 9))) == 1


def test_a_declared_post_is_told_and_where_it_is_vacant_the_superior() -> None:
    notify(("D1",), kind="plea", at=MONDAY)
    notify(("D1",), kind="empty_post", at=MONDAY)

    escalating.escalate(now=morning(date(2025, 10, 20)))

    told = Notice.objects.filter(kind="escalation").order_by("pk")
    assert [one.person.code for one in told] == ["P1", "P3"]


def test_what_has_nobody_above_is_reported_and_the_rest_goes_on() -> None:
    Appointment.objects.filter(post="president").delete()
    notify(("P1",), kind="order", at=MONDAY)
    notify(("D1",), kind="order", at=MONDAY)

    with pytest.raises(NobodyAbove, match="1条逾期通知找不到上级"):
        escalating.escalate(now=morning(date(2025, 10, 9)))

    assert [one.person.code for one in Notice.objects.filter(kind="escalation")] == ["P3"]
    assert Notice.objects.of("P1").get().escalated_at is None


def test_an_unknown_year_is_told_and_nothing_is_guessed() -> None:
    notify(("D1",), kind="order", at=datetime(2026, 12, 30, 10, tzinfo=ZONE))

    with pytest.raises(YearNotLoaded, match="2027年"):
        escalating.escalate(now=datetime(2027, 1, 6, 9, tzinfo=ZONE))

    assert not Notice.objects.filter(kind="escalation").exists()


def test_looking_takes_a_few_queries_however_many_wait(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    notify(("D1", "D2", "D3", "P3", "P4"), kind="order", at=MONDAY)

    with django_assert_max_num_queries(3):
        escalating.escalate(now=morning(date(2025, 9, 30)))


class TestAbove:
    """Who is above whom."""

    @pytest.mark.parametrize(
        ("person", "above"),
        [
            ("D1", ("P3",)),  # leads the team himself, so the department's head
            ("D2", ("P3",)),  # a member of a team without leader
            ("P3", ("P1",)),  # the head of a department, so the president
            ("P2", ("P1",)),  # the director of an office
            ("P1", ()),  # the president: nobody
        ],
    )
    def test_it_is_who_leads_the_unit_or_the_next_one_above(
        self, person: str, above: tuple[str, ...]
    ) -> None:
        assert Ladder(date(2025, 9, 29)).above(person) == above

    def test_where_somebody_works_counts_before_where_a_post_is_held(self) -> None:
        clerk = Person.objects.create(code="N1", name="护士", active_from=date(2020, 1, 1))
        Membership.objects.create(
            person=clerk,
            unit=Unit.objects.get(code="ORTH1"),
            line="home",
            active_from=date(2020, 1, 1),
        )
        Appointment.objects.create(
            person=clerk,
            post="grid_keeper",
            unit=Unit.objects.get(code="CARD"),
            active_from=date(2020, 1, 1),
        )

        assert Ladder(date(2025, 9, 29)).above("N1") == ("P4",)

    def test_of_two_heads_each_is_above_the_other(self) -> None:
        holders = [Holder("A", "department_head", "CARD"), Holder("B", "department_head", "CARD")]

        found = rules.above("A", ["CARD"], structure=structure(date(2025, 9, 29)), holders=holders)

        assert found == ("B",)

    def test_who_belongs_nowhere_has_the_president(self) -> None:
        holders = [Holder("A", "president", "H")]

        assert rules.above("X", [], structure=structure(date(2025, 9, 29)), holders=holders) == (
            "A",
        )

    def test_every_leading_post_is_one_that_there_is(self) -> None:
        named = {post for held in rules.LEADS.values() for post in held}

        assert named <= set(posts.catalog().items)


def test_what_is_done_goes_nowhere_any_more(mail_server: MailServer) -> None:
    address("D1")
    mail_server.stop()
    (notice,) = notify(("D1",), kind="order", at=MONDAY)
    late = morning(date(2025, 10, 9)) + DAY / 12
    assert escalating.escalate(now=late) == 1

    about = (notice.subject_type, notice.subject_id)
    assert services.settle(kinds=("order",), subject=("tests.other", "1"), at=late) == 0
    assert services.settle(kinds=("order",), subject=about, at=late) == 2, "and what went up"

    assert not Notice.objects.open().exists()
    assert Delivery.objects.get(notice=notice, channel=Channel.MAIL).state == "settled"
    assert escalating.escalate(now=late + 30 * DAY) == 0
    mail_server.start()
    sending.deliver(clock=lambda: late + DAY)
    assert mail_server.to == []


def test_what_is_done_before_its_day_is_never_passed_on() -> None:
    (notice,) = notify(("D1",), kind="order", at=MONDAY)
    about = (notice.subject_type, notice.subject_id)
    services.settle(kinds=("order",), subject=about, at=MONDAY)

    assert escalating.escalate(now=morning(date(2025, 10, 15))) == 0
    assert not Notice.objects.filter(kind="escalation").exists()


@pytest.fixture
def deputy() -> Appointment:
    """A vice president, who is in charge of cardiology and works there."""
    person = Person.objects.create(code="V1", name="副院长甲", active_from=date(2020, 1, 1))
    Membership.objects.create(
        person=person,
        unit=Unit.objects.get(code="CARD"),
        line="home",
        active_from=date(2020, 1, 1),
    )
    held: Appointment = Appointment.objects.create(
        person=person,
        post="vice_president",
        unit=Unit.objects.get(code="H"),
        active_from=date(2020, 1, 1),
    )
    put_in_charge(
        appointment_id=held.pk,
        units=["CARD"],
        active_from=date(2025, 9, 1),
        document="示院党〔2025〕3号",
        actor=Actor(person="P8"),
        at=MONDAY,
    )
    return held


def test_it_goes_from_the_head_to_the_leader_in_charge_to_the_president(
    deputy: Appointment,
) -> None:
    ladder = Ladder(date(2025, 10, 9))

    assert ladder.above("D1") == ("P3",)
    assert ladder.above("P3") == ("V1",)
    assert ladder.above("V1") == ("P1",)
    assert ladder.above("P4") == ("P1",), "nobody is in charge of orthopaedics"


def test_before_the_day_and_for_a_vacant_head_the_leader_in_charge_counts_as_the_dates_say(
    deputy: Appointment,
) -> None:
    assert Ladder(date(2025, 8, 31)).above("P3") == ("P1",)

    Appointment.objects.filter(post="department_head", unit__code="CARD").delete()

    assert Ladder(date(2025, 10, 9)).above("D1") == ("V1",)
