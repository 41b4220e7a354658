"""The desk: limits, what goes after a month, one settlement of a form."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.desk import queries, services
from linghang.foundation.desk.models import Draft, SavedFilter, Sent
from linghang.foundation.trail.models import Entry

pytestmark = pytest.mark.django_db
AT = datetime(2025, 6, 3, 8, tzinfo=UTC)


def keep(form: str = "a.b", *, person: str = "P1", at: datetime = AT, **values: str) -> Draft:
    return services.keep_draft(
        person=person,
        form=form,
        title="登记人员",
        address="/org/people/add/",
        values={name: [text] for name, text in values.items()},
        at=at,
    )


def test_a_draft_comes_back_as_it_was_typed_and_only_to_its_person() -> None:
    keep(name="张三", unit="骨科")
    keep(name="张三丰", unit="骨科")

    kept = queries.draft("P1", "a.b")
    assert kept is not None
    assert kept.values == {"name": ["张三丰"], "unit": ["骨科"]}
    assert queries.draft("P2", "a.b") is None
    assert not services.drop_draft(person="P2", form="a.b")
    assert services.drop_draft(person="P1", form="a.b")
    assert queries.draft("P1", "a.b") is None


def test_a_table_of_drafts_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = keep(id_card="110101199001011234")

    assert "110101" not in draft.content.token
    assert "110101" not in str(Draft.objects.values().get())


def test_somebody_keeps_fifty_drafts_and_the_oldest_goes() -> None:
    for number in range(services.MOST_DRAFTS + 2):
        keep(f"f.{number}", at=AT + timedelta(minutes=number))

    forms = set(Draft.objects.values_list("form", flat=True))
    assert len(forms) == services.MOST_DRAFTS
    assert {"f.0", "f.1"} & forms == set()


def test_what_was_left_alone_goes_after_a_month_and_saved_conditions_stay() -> None:
    keep("old", at=AT - timedelta(days=31))
    keep("new", at=AT - timedelta(days=29))
    with transaction.atomic():
        services.settle(person="P1", token="t" * 20, leads_to="/", at=AT - timedelta(days=31))
    services.keep_filter(
        person="P1", listing="x", name="a", conditions="b=1", at=AT - timedelta(days=400)
    )

    assert services.forget_old(now=AT) == 2
    assert [draft.form for draft in Draft.objects.all()] == ["new"]
    assert not Sent.objects.exists()
    assert SavedFilter.objects.count() == 1


def test_a_form_is_settled_once_within_its_deed() -> None:
    with transaction.atomic():
        services.settle(person="P1", token="t" * 20, leads_to="/a/", at=AT)
    with pytest.raises(services.AlreadySent) as again, transaction.atomic():
        services.settle(person="P1", token="t" * 20, leads_to="/b/", at=AT)

    assert again.value.leads_to == "/a/"
    assert queries.led_to("P1", "t" * 20) == "/a/"
    assert queries.led_to("P2", "t" * 20) is None


@pytest.mark.parametrize(
    ("name", "conditions"), [("", "a=1"), ("  ", "a=1"), ("a", ""), ("字" * 41, "a=1")]
)
def test_conditions_that_cannot_be_kept_are_refused(name: str, conditions: str) -> None:
    with pytest.raises(services.CannotKeep):
        services.keep_filter(person="P1", listing="x", name=name, conditions=conditions, at=AT)


def test_conditions_of_one_list_are_limited_and_the_same_name_replaces() -> None:
    for number in range(services.MOST_FILTERS):
        services.keep_filter(person="P1", listing="x", name=str(number), conditions="a=1", at=AT)
    services.keep_filter(person="P1", listing="x", name="0", conditions="a=2", at=AT)
    services.keep_filter(person="P1", listing="y", name="new", conditions="a=1", at=AT)

    with pytest.raises(services.CannotKeep, match="已有30组"):
        services.keep_filter(person="P1", listing="x", name="new", conditions="a=1", at=AT)
    kept = {one.name: one.conditions for one in queries.filters("P1", "x")}
    assert len(kept) == services.MOST_FILTERS
    assert kept["0"] == "a=2"


def test_a_feed_is_told_in_the_trail_and_its_secret_is_kept_nowhere() -> None:
    actor = Actor(person="P1", appointment=1)
    secret = services.make_feed(actor=actor, at=AT)

    assert queries.whose_feed(secret) == "P1"
    assert queries.whose_feed(secret[:-1]) is None
    assert services.end_feed(actor=actor, at=AT)
    assert not services.end_feed(actor=actor, at=AT)
    told = list(Entry.objects.order_by("pk").values_list("action", flat=True))
    assert told == ["desk.feed.made", "desk.feed.ended"]
    assert secret not in str(list(Entry.objects.values()))
