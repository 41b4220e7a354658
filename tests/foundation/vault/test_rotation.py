"""A new key takes over row by row; whatever can't be opened stays as it is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from pytest_django import Settings

from linghang.foundation.access import SYSTEM, system_actor
from linghang.foundation.trail import services as trail
from linghang.foundation.trail.models import Entry
from linghang.foundation.vault import purposes, ring, sealing, services
from linghang.foundation.vault.faults import BrokenKey, NoKey
from linghang.foundation.vault.fields import Sealed
from linghang.foundation.vault.services import Rotation
from tests.foundation.vault.notes import Note

pytestmark = pytest.mark.django_db
PURPOSE = purposes.PERSONAL
AT = datetime(2025, 6, 3, 2, 30, tzinfo=UTC)
OTHER = "tests_rotation"
purposes.register(OTHER, "另一用途")


def rotate(**options: bool) -> Rotation:
    return services.rotate(PURPOSE, actor=system_actor(), at=AT, **options)


def fill(notes: type[Note], number: int) -> None:
    notes.objects.bulk_create([notes(text=f"文字{one}", spare=None) for one in range(number)])


def texts(notes: type[Note]) -> list[str]:
    return [note.text.open() for note in notes.objects.order_by("pk")]


def write(note: Note, token: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tests_vault_note SET text = %s WHERE id = %s", [token, note.pk])


def test_everything_is_sealed_with_the_new_key_and_reads_as_before(notes: type[Note]) -> None:
    fill(notes, 7)
    notes.objects.create(spare="备用")
    former, before = ring.active_id(PURPOSE), texts(notes)

    done = rotate()

    assert done.key_id == ring.active_id(PURPOSE) != former
    assert (done.resealed, done.retired, done.left, done.resumed) == (8, (former,), 0, False)
    assert texts(notes) == before
    (held,) = services.held(PURPOSE)
    assert (held.key_id, held.rows, held.is_active, held.fault) == (done.key_id, 8, True, "")


def test_batches_meet_every_row_once(notes: type[Note], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "BATCH", 3)
    fill(notes, 10)
    told: list[int] = []

    services.rotate(PURPOSE, actor=system_actor(), at=AT, progress=told.append)

    assert told == [3, 6, 9, 10]


def test_fingerprints_stay(notes: type[Note]) -> None:
    before = services.fingerprint("张三", purpose=PURPOSE)
    fill(notes, 1)

    rotate()

    assert services.fingerprint("张三", purpose=PURPOSE) == before


def test_a_rotation_changes_the_cipher_when_another_one_is_chosen(
    notes: type[Note], settings: Settings
) -> None:
    fill(notes, 3)
    settings.VAULT_ALGORITHM = "SM4-GCM"

    done = rotate()

    assert ring.opening(PURPOSE, done.key_id).algorithm == "SM4-GCM"
    assert texts(notes) == ["文字0", "文字1", "文字2"]


def test_a_rotation_is_in_the_trail(notes: type[Note]) -> None:
    fill(notes, 2)
    former = ring.active_id(PURPOSE)

    done = rotate()

    made, rotated = Entry.objects.order_by("pk")
    assert (made.action, made.subject_id, made.facts["former"]) == (
        "vault.key.made",
        done.key_id,
        former,
    )
    assert rotated.action == "vault.key.rotated"
    assert rotated.facts == {"purpose": "个人信息", "resealed": 2, "retired": [former], "left": 0}
    assert rotated.person == SYSTEM
    assert trail.verify(heads_folder=None, now=AT).holds


def test_an_interrupted_rotation_goes_on_with_its_own_key(
    notes: type[Note], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "BATCH", 2)
    fill(notes, 6)
    former = ring.active_id(PURPOSE)

    def stop(rows: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        services.rotate(PURPOSE, actor=system_actor(), at=AT, progress=stop)
    begun = ring.active_id(PURPOSE)
    assert {one.key_id: one.rows for one in services.held(PURPOSE)} == {former: 4, begun: 2}
    assert len(texts(notes)) == 6

    done = rotate()

    assert (done.resumed, done.key_id, done.resealed, done.retired) == (True, begun, 4, (former,))
    assert rotate().resumed is False


def test_a_key_that_never_took_over_is_put_aside_by_the_next_rotation(notes: type[Note]) -> None:
    fill(notes, 1)
    orphan = ring.add(PURPOSE)

    assert orphan.id in rotate().retired


def test_with_a_lost_key_nothing_is_begun(notes: type[Note]) -> None:
    fill(notes, 2)
    former = ring.active_id(PURPOSE)
    (ring.folder(PURPOSE) / f"{former}.key").unlink()

    with pytest.raises(NoKey):
        rotate()

    assert ring.active_id(PURPOSE) == former
    assert ring.present(PURPOSE) == []
    assert not Entry.objects.exists()


def test_a_key_lost_for_good_is_left_behind_and_its_rows_stay(notes: type[Note]) -> None:
    fill(notes, 2)
    lost = ring.active_id(PURPOSE)
    before = list(notes.objects.values_list("text", flat=True))
    file = ring.folder(PURPOSE) / f"{lost}.key"
    content = file.read_bytes()
    file.unlink()

    done = rotate(despite_lost=True)
    notes.objects.create(text="之后的")

    assert (done.resealed, done.left) == (0, 2)
    assert list(notes.objects.order_by("pk").values_list("text", flat=True))[:2] == before
    file.write_bytes(content)
    file.chmod(0o600)
    assert texts(notes) == ["文字0", "文字1", "之后的"]
    assert (rotate().left, len(services.held(PURPOSE))) == (0, 1)


def test_a_damaged_pointer_is_mended_by_a_rotation(notes: type[Note]) -> None:
    fill(notes, 1)
    (ring.folder(PURPOSE) / "active").write_bytes(b"half")

    rotate()

    assert texts(notes) == ["文字0"]
    services.seal("李四", purpose=PURPOSE)


def test_a_tampered_row_is_counted_and_kept_with_its_key(notes: type[Note]) -> None:
    fill(notes, 3)
    former = ring.active_id(PURPOSE)
    victim = notes.objects.order_by("pk")[1]
    tampered = victim.text.token[:-4] + "AAAA"
    write(victim, tampered)

    done = rotate()

    assert (done.resealed, done.left, done.retired) == (2, 1, ())
    assert notes.objects.get(pk=victim.pk).text.token == tampered
    assert former in ring.present(PURPOSE)


def test_clear_text_that_somebody_wrote_by_hand_is_told_and_kept(notes: type[Note]) -> None:
    fill(notes, 2)
    victim = notes.objects.order_by("pk")[0]
    write(victim, "手工写进去的")

    done = rotate()
    opened, unopened, (shown,) = services.check(PURPOSE)

    assert (done.resealed, done.left) == (1, 1)
    assert (opened, unopened) == (1, 1)
    assert (shown.pk, shown.column.label) == (victim.pk, "便笺的内容")
    assert "" in {one.key_id for one in services.held(PURPOSE)}


def test_a_text_of_another_purpose_is_not_adopted(notes: type[Note]) -> None:
    fill(notes, 1)
    victim = notes.objects.get()
    write(victim, sealing.seal("别处的", purpose=OTHER))

    done = rotate()

    assert (done.resealed, done.left) == (0, 1)


def test_a_deed_that_began_before_the_rotation_is_not_lost(notes: type[Note]) -> None:
    fill(notes, 1)
    late = notes(text="赶在换钥之前")

    rotate()
    late.save()

    assert notes.objects.get(pk=late.pk).text.open() == "赶在换钥之前"
    assert rotate().resealed == 2


def test_check_opens_every_row_and_names_what_does_not_open(notes: type[Note]) -> None:
    fill(notes, 4)
    key = ring.folder(PURPOSE) / f"{ring.active_id(PURPOSE)}.key"
    assert services.check(PURPOSE) == (4, 0, [])

    key.write_bytes(key.read_bytes()[:40])
    opened, unopened, shown = services.check(PURPOSE, most=3)

    assert (opened, unopened, len(shown)) == (0, 4, 3)
    assert "不完整" in shown[0].says
    with pytest.raises(BrokenKey):
        Sealed(sealing.beginning(PURPOSE, key.stem) + "AAAA", PURPOSE).open()


def test_columns_are_found_by_themselves(notes: type[Note]) -> None:
    found = {(column.model, column.field) for column in services.sealed_columns()}

    assert {(notes, "text"), (notes, "spare")} <= found
