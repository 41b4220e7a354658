"""Evidence with its days, and the check that names what was damaged."""

from __future__ import annotations

import errno
import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries, Settings

from linghang.foundation.access import Actor
from linghang.foundation.evidence import scheduled, services, store
from linghang.foundation.evidence.models import Evidence, Missing
from linghang.foundation.evidence.services import Harm
from linghang.foundation.trail import actions
from linghang.foundation.trail.models import Entry

AT = datetime(2025, 6, 3, 2, 30, tzinfo=UTC)
SECRETARY = Actor(person="P0003", appointment=3)
pytestmark = pytest.mark.django_db


def kept(content: bytes | Path = b"hello", **other: object) -> Evidence:
    said: dict[str, object] = {
        "name": "会议签到表.pdf",
        "media_type": "application/pdf",
        "happened_on": date(2025, 6, 1),
        "actor": SECRETARY,
        "at": AT,
    }
    return services.store(content=content, **(said | other))  # type: ignore[arg-type]


def test_evidence_keeps_its_days() -> None:
    evidence = kept(valid_until=date(2026, 5, 31))

    evidence.refresh_from_db()
    assert (evidence.happened_on, evidence.valid_until) == (date(2025, 6, 1), date(2026, 5, 31))
    assert (evidence.stored_at, evidence.stored_by) == (AT, "P0003")
    assert (evidence.size, evidence.name) == (5, "会议签到表.pdf")
    with evidence.open() as stream:
        assert stream.read() == b"hello"


def test_storing_is_in_the_trail_and_its_name_can_be_shredded() -> None:
    evidence = kept()

    entry = Entry.objects.get()
    assert (entry.subject_type, entry.subject_id) == ("evidence.evidence", str(evidence.pk))
    assert entry.facts["sha256"] == evidence.sha256
    assert entry.personal["name"]["value"] == evidence.name
    said = actions.sentence(entry, {"P0003": "陈一鸣"})
    assert said == "陈一鸣存入佐证材料“会议签到表.pdf”（2025-06-01，5字节）"


def test_every_file_declares_how_sensitive_it_is() -> None:
    plain, marked = kept(), kept(level="work_secret", name="（工作秘密）某方案.pdf")

    plain.refresh_from_db()
    marked.refresh_from_db()
    assert (plain.level, marked.level) == ("internal", "work_secret")
    assert Entry.objects.order_by("-pk")[0].facts["level"] == "work_secret"


@pytest.mark.parametrize("name", ["【机密】某方案.docx", "某表（秘密）.xlsx", "机密★10年.pdf"])
def test_a_file_that_is_marked_secret_is_not_kept(name: str, settings: Settings) -> None:
    with pytest.raises(services.CannotStore, match="本系统不是涉密网络"):
        kept(name=name)

    assert not Evidence.objects.exists()
    assert not Path(settings.EVIDENCE_FOLDER).exists()


def test_a_file_declared_secret_is_not_kept() -> None:
    with pytest.raises(services.CannotStore, match="敏感程度只能是非密、内部、工作秘密"):
        kept(level="机密")


def test_no_other_level_gets_into_the_database() -> None:
    evidence = kept()

    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.filter(pk=evidence.pk).update(level="secret")


def test_equal_files_share_their_content_but_no_row(settings: Settings) -> None:
    one, two = kept(), kept(name="另一份.pdf")

    assert one.pk != two.pk
    assert one.file == two.file
    stored = [path for path in settings.EVIDENCE_FOLDER.rglob("*") if path.is_file()]
    assert stored == [one.file]


@pytest.mark.parametrize("name", [r"C:\资料\签到表.pdf", "../../签到表.pdf", " 签到表.pdf "])
def test_a_name_is_no_path(name: str) -> None:
    assert kept(name=name).name == "签到表.pdf"


def test_a_refusal_tells_everything_to_mend() -> None:
    with pytest.raises(services.CannotStore) as refusal:
        kept(b"", name="/", valid_until=date(2025, 5, 31))

    assert str(refusal.value) == "不能存入材料：没有文件名；文件是空的；有效期早于发生日期。"
    assert not Evidence.objects.exists()
    assert not Entry.objects.exists()


def test_an_empty_file_is_no_evidence(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()

    with pytest.raises(services.CannotStore, match="文件是空的"):
        kept(tmp_path / "empty.pdf")


def test_a_full_disk_leaves_neither_file_nor_row(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr(os, "write", full)

    with pytest.raises(store.NoRoom, match="材料没有保存"):
        kept()

    assert [path for path in settings.EVIDENCE_FOLDER.rglob("*") if path.is_file()] == []
    assert not Evidence.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"size": 0}, {"valid_until": date(2025, 5, 31)}], ids=["empty", "backwards"]
)
def test_the_database_refuses_what_the_rules_refuse(wrong: dict[str, object]) -> None:
    evidence = kept()

    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.filter(pk=evidence.pk).update(**wrong)


def damage(evidence: Evidence, content: bytes) -> None:
    evidence.file.chmod(0o600)
    evidence.file.write_bytes(content)


def test_untouched_evidence_has_no_damage() -> None:
    kept()
    kept(b"other")

    assert services.damaged() == []


def test_one_changed_byte_is_found_in_every_row_that_shares_the_file() -> None:
    one, two = kept(), kept(name="另一份.pdf")
    kept(b"other")
    damage(one, b"hellp")

    found = services.damaged()

    assert [item.evidence_id for item in found] == [one.pk, two.pk]
    assert {item.harm for item in found} == {Harm.CHANGED}
    assert found[0].file == Path(one.sha256[:2]) / one.sha256[2:]
    assert "改动" in found[0].says


def test_a_missing_file_is_named_and_can_not_be_opened() -> None:
    evidence = kept()
    evidence.file.unlink()

    (found,) = services.damaged()
    assert (found.harm, found.evidence_id, found.name) == (
        Harm.MISSING,
        evidence.pk,
        "会议签到表.pdf",
    )
    with pytest.raises(Missing, match="会议签到表"):
        evidence.open()


def test_a_row_turned_to_another_file_is_found_through_the_trail() -> None:
    evidence, other = kept(), kept(b"other")
    Evidence.objects.filter(pk=evidence.pk).update(sha256=other.sha256, size=other.size)

    (found,) = services.damaged()

    assert (found.harm, found.evidence_id) == (Harm.SWAPPED, evidence.pk)


def test_a_row_with_a_senseless_digest_does_not_stop_the_check() -> None:
    evidence = kept()
    Evidence.objects.filter(pk=evidence.pk).update(sha256="aa")

    assert [found.harm for found in services.damaged()] == [Harm.MISSING, Harm.SWAPPED]


def test_the_weekly_job_fails_with_what_it_found() -> None:
    scheduled.check(AT)
    evidence = kept()
    evidence.file.unlink()

    with pytest.raises(scheduled.Damaged, match=f"1份佐证材料有问题，首先是第{evidence.pk}号"):
        scheduled.check(AT)


def test_checking_costs_the_same_for_few_and_many(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(20):
        kept(str(number).encode())

    with django_assert_max_num_queries(4):
        assert services.damaged() == []


def test_storing_takes_three_inserts(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(5):  # with the savepoint around them
        kept()
