"""Leaving, sealing and shredding."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.db.models import ProtectedError
from pytest_django import DjangoAssertNumQueries

from linghang.foundation.access import Actor
from linghang.foundation.locks import exclusive
from linghang.foundation.trail import actions, queries, rules, services, subjects
from linghang.foundation.trail.models import AppendOnly, Entry, Seal, Unsealed
from tests.foundation import factories

NOW = factories.AT + timedelta(minutes=1)
OFFICER = Actor(person="P0009", appointment=9)


def holds() -> bool:
    return services.verify(heads_folder=None, now=NOW).holds


@pytest.mark.django_db
def test_an_entry_keeps_who_what_and_when() -> None:
    actor = Actor(person="P0001", appointment=7, on_behalf_of="P0002")

    factories.entry(actor=actor, count=3, ward="心内科一病区", personal={"name": "张三"})

    entry = Entry.objects.get()
    assert (entry.person, entry.appointment, entry.on_behalf_of) == ("P0001", 7, "P0002")
    assert (entry.at, entry.action) == (factories.AT, factories.DONE)
    assert (entry.subject_type, entry.subject_id) == ("tests.thing", "1")
    assert entry.facts == {"count": 3, "ward": "心内科一病区"}
    assert entry.personal["name"]["value"] == "张三"


@pytest.mark.django_db
def test_a_saved_row_is_named_by_its_model() -> None:
    subjects.register("auth.group", "小组")
    group = Group.objects.create(name="甲组")

    with transaction.atomic():
        entry = services.leave(
            at=NOW, actor=OFFICER, action=factories.DONE, subject=group, facts={"count": 1}
        )

    assert (entry.subject_type, entry.subject_id) == ("auth.group", str(group.pk))


@pytest.mark.django_db
def test_what_an_entry_is_about_has_a_name() -> None:
    with pytest.raises(ValueError, match=r"'tests\.nameless' has no name"), transaction.atomic():
        services.leave(
            at=NOW,
            actor=OFFICER,
            action=factories.DONE,
            subject=("tests.nameless", "1"),
            facts={"count": 1},
        )
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_an_unsaved_row_is_no_subject() -> None:
    with pytest.raises(ValueError, match=r"auth\.group"), transaction.atomic():
        services.leave(
            at=NOW, actor=OFFICER, action=factories.DONE, subject=Group(), facts={"count": 1}
        )


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_could_outlive_its_deed() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        services.leave(
            at=NOW,
            actor=OFFICER,
            action=factories.DONE,
            subject=("tests.thing", "1"),
            facts={"count": 1},
        )


@pytest.mark.django_db(transaction=True)
def test_a_deed_that_fails_leaves_no_entry() -> None:
    def deed() -> None:
        with transaction.atomic():
            factories.entry()
            raise KeyError

    with pytest.raises(KeyError):
        deed()

    assert not Entry.objects.exists()
    assert not Unsealed.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("fact", [{1, 2}, factories.AT, b"x"])
def test_facts_are_json(fact: object) -> None:
    with pytest.raises(TypeError):
        factories.entry(fact=fact)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fact",
    [1e22, 1e-7, -0.0, 10**30, '\u2028 \x00 \U0001f600 \\ "', {"b": {"2": None}, "a": [True]}],
)
def test_every_json_value_still_fits_its_digest_after_storing(fact: object) -> None:
    factories.entry(fact=fact)
    services.seal(now=NOW)

    assert holds()
    assert Entry.objects.get().facts["fact"] == fact


@pytest.mark.django_db
def test_leaving_takes_two_inserts(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(4):  # with the savepoint around them
        factories.entry(personal={"name": "张三"})


@pytest.mark.django_db
def test_sealing_chains_every_entry_once() -> None:
    entries = factories.entries(5)

    assert services.seal(now=NOW) == 5
    assert services.seal(now=NOW) == 0

    seals = list(Seal.objects.order_by("sequence"))
    assert [seal.sequence for seal in seals] == [1, 2, 3, 4, 5]
    assert [seal.entry_id for seal in seals] == [entry.pk for entry in entries]
    assert seals[0].previous_hash == rules.GENESIS
    assert [seal.previous_hash for seal in seals[1:]] == [seal.hash for seal in seals[:-1]]
    assert holds()


@pytest.mark.django_db
def test_a_second_sealing_goes_on_from_the_first() -> None:
    factories.entries(2)
    services.seal(now=NOW)
    factories.entries(2)
    services.seal(now=NOW + timedelta(minutes=1))

    assert list(Seal.objects.order_by("pk").values_list("pk", flat=True)) == [1, 2, 3, 4]
    assert holds()


@pytest.mark.django_db
def test_batches_chain_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "BATCH", 3)
    factories.entries(8)

    assert services.seal(now=NOW) == 8
    assert holds()


@pytest.mark.django_db
def test_an_entry_that_commits_late_is_sealed_behind_later_ones() -> None:
    late, early = factories.entries(2)
    Unsealed.objects.filter(entry=late).delete()  # as long as its deed has not committed
    services.seal(now=NOW)
    Unsealed.objects.create(entry=late)

    assert services.seal(now=NOW) == 1
    in_order = Seal.objects.order_by("sequence").values_list("entry_id", flat=True)
    assert list(in_order) == [early.pk, late.pk]
    assert holds()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
def test_the_sealer_waits_for_no_deed() -> None:
    left, may_commit = threading.Event(), threading.Event()

    def slow_deed() -> None:
        with closing(connection), transaction.atomic():
            factories.entry(subject="slow")
            left.set()
            may_commit.wait(timeout=20)

    with ThreadPoolExecutor() as pool:
        deed = pool.submit(slow_deed)
        left.wait(timeout=20)
        factories.entry(subject="quick")
        sealed_meanwhile = services.seal(now=NOW)
        may_commit.set()
        deed.result()

    assert (sealed_meanwhile, services.seal(now=NOW)) == (1, 1)
    entries = Seal.objects.order_by("sequence").values_list("entry__subject_id", "entry_id")
    (quick, quick_id), (slow, slow_id) = entries
    assert (quick, slow) == ("quick", "slow")
    assert slow_id < quick_id
    assert holds()


@pytest.mark.django_db(transaction=True)
def test_sealing_inside_a_deed_is_a_mistake() -> None:
    with pytest.raises(RuntimeError, match="before the transaction"), transaction.atomic():
        services.seal(now=NOW)


@pytest.mark.django_db
def test_sealing_costs_the_same_for_few_and_many(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    counts = []
    for number in (2, 100):
        factories.entries(number)
        with django_assert_max_num_queries(11) as made:
            services.seal(now=NOW)
        counts.append(len(made))

    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_verifying_reads_in_chunks(
    django_assert_max_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "CHUNK", 10)
    factories.entries(40)
    services.seal(now=NOW)

    with django_assert_max_num_queries(2):
        next(queries.links())
    with django_assert_max_num_queries(2 * 4 + 1 + 2):
        assert holds()


@pytest.mark.django_db
def test_unsealed_entries_are_counted_and_aged() -> None:
    factories.entries(3)

    report = services.verify(heads_folder=None, now=factories.AT + timedelta(minutes=5))

    assert (report.checked, report.unsealed) == (0, 3)
    assert report.oldest_unsealed == timedelta(minutes=5)


@pytest.mark.django_db
def test_shredding_removes_value_and_salt_for_good() -> None:
    entry = factories.entry(personal={"name": "张三", "phone": "13800000000"})
    services.seal(now=NOW)

    services.shred(entry_id=entry.pk, field="name", actor=OFFICER, at=NOW)
    services.seal(now=NOW)

    entry.refresh_from_db()
    assert set(entry.personal) == {"phone"}
    assert set(entry.personal_digests) == {"name", "phone"}
    assert holds()


@pytest.mark.django_db
def test_shredding_is_itself_in_the_trail() -> None:
    entry = factories.entry(personal={"name": "张三"})

    left = services.shred(entry_id=entry.pk, field="name", actor=OFFICER, at=NOW)

    assert left.person == "P0009"
    expected = f"P0009依法清除了第{entry.pk}条留痕中的个人信息“name”"
    assert actions.sentence(left, {}) == expected


@pytest.mark.django_db
def test_a_shredded_value_reads_as_removed() -> None:
    actions.register("tests.person.met", "{actor}见了{name}")
    with transaction.atomic():
        entry = services.leave(
            at=NOW,
            actor=OFFICER,
            action="tests.person.met",
            subject=("tests.thing", "1"),
            personal={"name": "张三"},
        )
    assert actions.sentence(entry, {}) == "P0009见了张三"

    services.shred(entry_id=entry.pk, field="name", actor=OFFICER, at=NOW)

    entry.refresh_from_db()
    assert actions.sentence(entry, {}) == "P0009见了（已按规定清除）"


@pytest.mark.django_db
def test_nothing_is_shredded_twice() -> None:
    entry = factories.entry(personal={"name": "张三"})
    services.shred(entry_id=entry.pk, field="name", actor=OFFICER, at=NOW)

    with pytest.raises(services.NothingToShred, match="name"):
        services.shred(entry_id=entry.pk, field="name", actor=OFFICER, at=NOW)

    assert Entry.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Entry, Seal])
def test_nothing_is_changed_or_deleted(model: type[Entry | Seal]) -> None:
    factories.entries(2)
    services.seal(now=NOW)
    row = model.objects.first()
    digest = "digest" if model is Entry else "hash"
    refused = [
        lambda: model.objects.update(**{digest: "x"}),
        lambda: model.objects.filter(pk=row.pk).update(**{digest: "x"}),
        lambda: model.objects.bulk_update([row], [digest]),
        lambda: model.objects.all().delete(),
        lambda: model._base_manager.all().delete(),
        lambda: model._base_manager.update(**{digest: "x"}),
        lambda: model.objects.update_or_create(pk=row.pk, defaults={digest: "x"}),
        row.save,
        row.delete,
    ]

    for attempt in refused:
        with pytest.raises(AppendOnly):
            attempt()

    assert model.objects.count() == 2
    assert holds()


@pytest.mark.django_db
def test_rows_are_not_replaced_on_conflict() -> None:
    entry = factories.entry()

    with pytest.raises(AppendOnly):
        Entry.objects.bulk_create(
            [entry], update_conflicts=True, update_fields=["facts"], unique_fields=["id"]
        )


@pytest.mark.django_db
def test_an_entry_that_waits_is_protected_too() -> None:
    entry = factories.entry()

    with pytest.raises((AppendOnly, ProtectedError)):
        entry.delete()


@pytest.mark.django_db
def test_the_sealer_takes_the_lock_of_the_seal(monkeypatch: pytest.MonkeyPatch) -> None:
    factories.entry()

    with exclusive(services.SEAL_LOCK), pytest.raises(RuntimeError, match="already holds"):
        services.seal(now=NOW)
