"""Lost, half-copied, swapped or exposed keys: each says what is wrong and nothing is lost."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pytest_django import Settings

from linghang.foundation.vault import purposes, ring, services
from linghang.foundation.vault.faults import (
    BrokenKey,
    CannotSeal,
    ExposedKey,
    NoKey,
    UnreadableKey,
    WrongKey,
)
from tests.foundation.vault.notes import Note

pytestmark = pytest.mark.django_db
PURPOSE = purposes.PERSONAL
OWNED = "tests_owned"
purposes.register(OWNED, "某部门专用")


def key_file() -> Path:
    return ring.folder(PURPOSE) / f"{ring.active_id(PURPOSE)}.key"


def everything(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_keys_are_made_on_first_use_and_only_their_owner_may_read_them() -> None:
    services.seal("张三", purpose=PURPOSE)

    files = [file for file in ring.folder(PURPOSE).iterdir() if file.is_file()]
    assert {file.name for file in files} == {"active", "fingerprint.key", key_file().name}
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert ring.folder(PURPOSE).stat().st_mode & 0o777 == 0o700


def test_the_second_use_makes_nothing() -> None:
    services.seal("张三", purpose=PURPOSE)
    before = everything(ring.folder(PURPOSE))

    services.seal("李四", purpose=PURPOSE)
    services.fingerprint("李四", purpose=PURPOSE)

    assert everything(ring.folder(PURPOSE)) == before


def test_many_at_once_agree_on_one_first_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linghang.foundation.vault.columns.is_used", lambda purpose: False)

    with ThreadPoolExecutor(16) as pool:
        tokens = list(pool.map(lambda _: services.seal("张三", purpose=PURPOSE), range(64)))

    assert {services.open_sealed(token) for token in tokens} == {"张三"}
    assert len({token.split(":")[2] for token in tokens}) == 1
    assert len(ring.present(PURPOSE)) == 1


def test_a_lost_key_is_named_and_comes_back() -> None:
    token = services.seal("张三", purpose=PURPOSE)
    file = key_file()
    content = file.read_bytes()
    file.unlink()

    with pytest.raises(NoKey, match=rf"“个人信息”的密钥 {file.name} 不在密钥文件夹里.*密钥备份"):
        services.open_sealed(token)
    with pytest.raises(NoKey):
        services.seal("李四", purpose=PURPOSE)
    assert not file.exists()

    file.write_bytes(content)
    file.chmod(0o600)
    assert services.open_sealed(token) == "张三"


def test_with_sealed_rows_a_missing_folder_is_not_made_anew(notes: type[Note]) -> None:
    note = notes.objects.create(text="张三")
    away = ring.folder(PURPOSE).with_name("away")
    ring.folder(PURPOSE).rename(away)

    with pytest.raises(NoKey, match="库中已有用它加密的内容.*没有另建新密钥"):
        services.seal("李四", purpose=PURPOSE)
    with pytest.raises(NoKey, match="没有另建新密钥"):
        services.fingerprint("李四", purpose=PURPOSE)
    with pytest.raises(NoKey):
        notes.objects.get().text.open()
    assert not ring.folder(PURPOSE).exists()

    away.rename(ring.folder(PURPOSE))
    assert notes.objects.get(pk=note.pk).text.open() == "张三"


def test_a_lost_fingerprint_key_is_not_made_anew(notes: type[Note]) -> None:
    notes.objects.create(text="张三")
    (ring.folder(PURPOSE) / "fingerprint.key").unlink()

    with pytest.raises(NoKey, match="密钥备份"):
        services.fingerprint("李四", purpose=PURPOSE)


def test_every_half_of_a_key_file_is_told_from_a_whole_one() -> None:
    token = services.seal("张三", purpose=PURPOSE)
    file = key_file()
    content = file.read_bytes()

    for length in range(len(content)):
        file.write_bytes(content[:length])
        os.utime(file, ns=(length, length))
        with pytest.raises(BrokenKey, match="不完整"):
            services.open_sealed(token)
        assert file.read_bytes() == content[:length]


def test_every_changed_byte_of_a_key_file_is_noticed() -> None:
    token = services.seal("张三", purpose=PURPOSE)
    file = key_file()
    content = file.read_bytes()

    for place, byte in enumerate(content):
        changed = content[:place] + bytes([byte ^ 1]) + content[place + 1 :]
        file.write_bytes(changed)
        os.utime(file, ns=(place, place))
        with pytest.raises(BrokenKey):
            services.open_sealed(token)


def test_another_key_under_the_name_is_told_from_a_broken_one() -> None:
    token = services.seal("张三", purpose=PURPOSE)
    other = ring.add(PURPOSE)
    file = key_file()
    file.write_bytes((ring.folder(PURPOSE) / f"{other.id}.key").read_bytes())

    with pytest.raises(WrongKey, match=f"装的是另一个密钥（“个人信息”的 {other.id}）"):
        services.open_sealed(token)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_can_read_is_not_used(mode: int) -> None:
    token = services.seal("张三", purpose=PURPOSE)
    key_file().chmod(mode)

    with pytest.raises(ExposedKey, match="chmod 600"):
        services.open_sealed(token)
    with pytest.raises(ExposedKey):
        services.seal("李四", purpose=PURPOSE)

    key_file().chmod(0o600)
    assert services.open_sealed(token) == "张三"


def test_a_key_that_can_not_be_read_says_why() -> None:
    token = services.seal("张三", purpose=PURPOSE)
    file = key_file()
    file.unlink()
    file.mkdir(mode=0o700)

    with pytest.raises(UnreadableKey, match="属主、权限和挂载"):
        services.open_sealed(token)


@pytest.mark.parametrize("content", [b"", b"0123", b"g123456789abcdef\n", b"\xff\xfe"])
def test_a_damaged_pointer_stops_sealing_and_not_opening(content: bytes) -> None:
    token = services.seal("张三", purpose=PURPOSE)
    (ring.folder(PURPOSE) / "active").write_bytes(content)

    with pytest.raises(BrokenKey, match="active 文件不完整"):
        services.seal("李四", purpose=PURPOSE)
    assert services.open_sealed(token) == "张三"


def test_a_folder_that_can_not_be_written_stores_nothing(settings: Settings) -> None:
    place = Path(settings.VAULT_FOLDER)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("a file where the folder should be")

    with pytest.raises((CannotSeal, UnreadableKey), match="密钥文件夹"):
        services.seal("张三", purpose=PURPOSE)


def test_an_office_keeps_the_keys_of_its_purpose_elsewhere(
    settings: Settings, tmp_path: Path
) -> None:
    settings.VAULT_FOLDERS = {OWNED: str(tmp_path / "office")}

    owned = services.seal("张三", purpose=OWNED)
    services.seal("李四", purpose=PURPOSE)

    assert (tmp_path / "office" / OWNED / "active").exists()
    assert not (Path(settings.VAULT_FOLDER) / OWNED).exists()
    assert services.open_sealed(owned) == "张三"
    settings.VAULT_FOLDERS = {}
    with pytest.raises(NoKey, match="某部门专用"):
        services.open_sealed(owned)


def test_a_retired_key_still_opens_what_an_old_backup_holds() -> None:
    token = services.seal("张三", purpose=PURPOSE)
    former = ring.active_id(PURPOSE)
    assert former is not None
    ring.activate(ring.add(PURPOSE))

    ring.retire(PURPOSE, former)

    assert former not in ring.present(PURPOSE)
    assert services.open_sealed(token) == "张三"


def test_the_secret_is_not_shown_with_the_key() -> None:
    key = ring.sealing(PURPOSE)

    assert repr(key.secret) not in repr(key)
