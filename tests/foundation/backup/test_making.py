"""A backup holds one moment, names what was damaged, and leaves older ones alone."""

from __future__ import annotations

import shutil
import stat
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from linghang.foundation import locks
from linghang.foundation.access import system_actor
from linghang.foundation.backup import collection, database, health, scheduled, services
from linghang.foundation.backup.definitions import LIST
from linghang.foundation.backup.keyring import KeysBesideData
from linghang.foundation.backup.services import CannotBackUp, Made
from linghang.foundation.doctor import Level
from linghang.foundation.evidence import services as evidence
from linghang.foundation.evidence.models import Evidence
from linghang.foundation.trail.models import Entry

AT = datetime(2026, 1, 2, 18, 30, tzinfo=UTC)
TOOLS = connection.vendor == "sqlite" or shutil.which("pg_dump")
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not TOOLS, reason="no pg_dump on this machine"),
]


def keep(content: bytes = b"minutes") -> Evidence:
    return evidence.store(
        content=content,
        name="纪要.txt",
        media_type="text/plain",
        happened_on=date(2025, 12, 1),
        actor=system_actor(),
        at=AT,
    )


def make(folder: Path, *, minutes: int = 0, **options: object) -> Made:
    at = AT + timedelta(minutes=minutes)
    return services.make(folder=folder, actor=system_actor(), at=at, **options)  # type: ignore[arg-type]


def test_a_backup_holds_the_database_and_the_files_that_it_names(tmp_path: Path) -> None:
    kept = keep()

    made = make(tmp_path)

    assert made.folder == tmp_path / "linghang-20260103-023000"
    paths = {one.path for one in made.content.files}
    assert f"evidence/{kept.sha256[:2]}/{kept.sha256[2:]}" in paths
    assert made.content.database in paths
    assert {one.name: one.rows for one in made.content.tables}["evidence_evidence"] == 1
    assert made.content.damaged == ()
    assert list(collection.faults(made.folder, made.content)) == []


@pytest.mark.one_engine
def test_only_the_owner_reads_it(tmp_path: Path) -> None:
    keep()

    made = make(tmp_path / "backups")

    for path in (made.folder, *made.folder.rglob("*")):
        others = stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)
        assert not others, path
    assert stat.S_IMODE((tmp_path / "backups").stat().st_mode) == 0o700


def test_what_is_kept_while_it_runs_is_either_in_both_or_in_neither(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A deed commits after the moment was taken: neither its row nor its file is in the backup."""
    first = keep()
    later: list[Evidence] = []
    read = database.migrations

    def meanwhile(alias: str) -> tuple[tuple[str, str], ...]:
        later.append(keep(b"later"))
        return read(alias)

    monkeypatch.setattr(database, "migrations", meanwhile)
    made = make(tmp_path)

    named = {one.path for one in made.content.files}
    assert Evidence.objects.count() == 2
    assert any(first.sha256[2:] in path for path in named)
    assert not any(later[0].sha256[2:] in path for path in named)
    assert {one.name: one.rows for one in made.content.tables}["evidence_evidence"] == 1


def test_equal_content_has_equal_digests_and_a_changed_row_another(tmp_path: Path) -> None:
    keep()
    before = database.tables("default")

    assert services.changed_tables(make(tmp_path).content, before) == []
    assert services.changed_tables(
        make(tmp_path, minutes=1).content, database.tables("default")
    ) == ["trail_entry", "trail_unsealed"]  # the entry of the second backup itself


@pytest.mark.one_engine
def test_the_second_takes_no_more_room_for_what_is_the_same(tmp_path: Path) -> None:
    keep()
    first = make(tmp_path)

    second = make(tmp_path, minutes=1)

    assert (first.linked, second.linked) == (0, 1)


@pytest.mark.one_engine
def test_a_damaged_twin_is_not_handed_on(tmp_path: Path) -> None:
    kept = keep()
    first = make(tmp_path)
    twin = first.folder / "evidence" / kept.sha256[:2] / kept.sha256[2:]
    twin.chmod(0o600)
    twin.write_bytes(b"minuteZ")

    second = make(tmp_path, minutes=1)

    assert second.linked == 0
    assert list(collection.faults(second.folder, second.content)) == []
    assert list(collection.faults(first.folder, first.content)) != []


@pytest.mark.one_engine
def test_missing_and_changed_files_are_named_and_the_backup_is_made(tmp_path: Path) -> None:
    gone, changed = keep(b"gone"), keep(b"changed")
    gone.file.unlink()
    changed.file.chmod(0o600)
    changed.file.write_bytes(b"other")

    made = make(tmp_path)

    says = {one.path.rpartition("/")[2]: one.says for one in made.content.damaged}
    assert says == {gone.sha256[2:]: "文件不见了", changed.sha256[2:]: "内容与登记的不同"}
    assert [finding.level for finding in health.last_backup(AT)] == [Level.BAD]


def test_it_leaves_an_entry_that_the_check_up_reads(tmp_path: Path, settings: Settings) -> None:
    settings.DEMO = False
    (never,) = health.last_backup(AT)
    made = make(tmp_path)
    (fresh,) = health.last_backup(AT + timedelta(hours=1))
    (old,) = health.last_backup(AT + timedelta(days=3))

    entry = Entry.objects.get(action="backup.backup.made")
    assert entry.facts["name"] == made.content.name
    assert (never.level, fresh.level, old.level) == (Level.WARN, Level.FINE, Level.WARN)
    assert "已过去3天" in old.says


@pytest.mark.one_engine
def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    names = [make(tmp_path, minutes=number).content.name for number in range(3)]

    made = make(tmp_path, minutes=3, keep=2)

    assert made.forgotten == tuple(names[:2])
    assert [one.folder.name for one in collection.all_in(tmp_path)] == [names[2], made.content.name]


@pytest.mark.one_engine
def test_a_half_written_one_is_told_and_cleared_by_the_next(tmp_path: Path) -> None:
    half = tmp_path / ".half-linghang-20260101-000000"
    half.mkdir()
    listless = tmp_path / "linghang-20260101-000000"
    listless.mkdir()

    assert [one.content for one in collection.all_in(tmp_path)] == [None, None]
    with pytest.raises(collection.NoBackup, match="没有写完"):
        collection.chosen(tmp_path)
    with pytest.raises(collection.NoBackup, match="没有写完"):
        collection.chosen(half)
    make(tmp_path)
    assert not half.exists()


@pytest.mark.one_engine
def test_a_changed_list_is_told(tmp_path: Path) -> None:
    made = make(tmp_path)
    file = made.folder / LIST
    file.write_text(file.read_text("utf-8").replace("示范医院", "示范医園"), "utf-8")

    assert collection.look_at(made.folder).says == f"清单 {LIST} 被改动过"


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda file: file.unlink(), "文件不见了"),
        (lambda file: file.write_bytes(b"short"), "应为7字节，现为5字节"),
        (lambda file: file.write_bytes(b"minuteZ"), "内容已改变"),
    ],
)
def test_every_damaged_file_is_named(tmp_path: Path, harm: object, says: str) -> None:
    kept = keep()
    made = make(tmp_path)
    file = made.folder / "evidence" / kept.sha256[:2] / kept.sha256[2:]
    file.chmod(0o600)
    harm(file)  # type: ignore[operator]

    (fault,) = collection.faults(made.folder, made.content)

    assert fault == f"evidence/{kept.sha256[:2]}/{kept.sha256[2:]}：{says}"


def a_key(settings: Settings) -> Path:
    folder = Path(settings.KEYS_FOLDER)
    folder.mkdir(parents=True)
    (folder / "pseudonym.key").write_bytes(b"k" * 32)
    return folder / "pseudonym.key"


@pytest.mark.one_engine
def test_keys_go_to_a_place_of_their_own(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, settings: Settings
) -> None:
    a_key(settings)
    apart = tmp_path_factory.mktemp("apart")

    made = make(tmp_path, keys=apart)

    assert (apart / made.content.name / "keys/pseudonym.key").read_bytes() == b"k" * 32
    assert list(made.content.keys) == ["keys/pseudonym.key"]
    for path in made.folder.rglob("*"):
        assert not path.is_file() or b"k" * 32 not in path.read_bytes()


@pytest.mark.one_engine
def test_keys_beside_the_data_are_refused_unless_told(tmp_path: Path, settings: Settings) -> None:
    a_key(settings)

    with pytest.raises(KeysBesideData, match="密钥不应与数据放在一起"):
        make(tmp_path, keys=tmp_path / "keys")
    assert list(tmp_path.iterdir()) == []
    made = make(tmp_path, keys=tmp_path / "keys", keys_beside_data=True)
    assert made.keys is not None


@pytest.mark.one_engine
@pytest.mark.parametrize("where", ["EVIDENCE_FOLDER", "KEYS_FOLDER"])
def test_it_does_not_go_where_it_would_be_swept_or_hold_keys(
    settings: Settings, where: str
) -> None:
    with pytest.raises(CannotBackUp, match="请换一处"):
        make(Path(getattr(settings, where)) / "backups")


@pytest.mark.one_engine
def test_two_at_once_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(name: str, *, wait: bool) -> None:
        raise locks.Busy("同一项工作正在进行中")

    monkeypatch.setattr(locks, "exclusive", busy)

    with pytest.raises(locks.Busy):
        make(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.one_engine
def test_the_night_makes_one_when_a_folder_is_set_and_none_is_young(
    tmp_path: Path, settings: Settings
) -> None:
    scheduled.nightly(AT)
    assert not Entry.objects.exists()

    settings.BACKUP_FOLDER, settings.BACKUP_KEEP = str(tmp_path), 2
    scheduled.nightly(AT)
    scheduled.nightly(AT + timedelta(hours=2))
    scheduled.nightly(AT + timedelta(hours=21))

    assert len(collection.good(tmp_path)) == 2


@pytest.mark.one_engine
def test_a_night_with_damage_is_a_failed_job(tmp_path: Path, settings: Settings) -> None:
    keep().file.unlink()
    settings.BACKUP_FOLDER = str(tmp_path)

    with pytest.raises(scheduled.Damaged, match="1个文件在原处就有问题"):
        scheduled.nightly(AT)
    assert len(collection.good(tmp_path)) == 1
