"""A sealed column gives nothing away unless somebody opens it on purpose."""

from __future__ import annotations

import copy
import json
import logging
import pickle

import pytest
from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.forms import modelform_factory
from django.template import Context, Engine

from linghang.foundation.vault import purposes, ring, sealing
from linghang.foundation.vault.faults import NoKey, Tampered
from linghang.foundation.vault.fields import NOT_NOW, SHOWN, Sealed, SealedTextField
from tests.foundation.vault.notes import Note

pytestmark = pytest.mark.django_db
SECRET = "110101199003071234"
OTHER = "tests_fields"
purposes.register(OTHER, "另一用途")


def stored(note: Note, column: str = "text") -> str | None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM tests_vault_note WHERE id = %s", [note.pk])
        value = cursor.fetchone()[0]
    assert value is None or isinstance(value, str)
    return value


def test_the_database_holds_only_the_token(notes: type[Note]) -> None:
    note = notes.objects.create(title="甲", text=SECRET)

    kept = stored(note)

    assert kept is not None
    assert kept.startswith("v1:personal:")
    assert sealing.open_sealed(kept) == SECRET
    assert notes.objects.get().text.open() == SECRET


def test_a_text_is_sealed_when_it_is_assigned(notes: type[Note]) -> None:
    note = notes(text=SECRET)

    assert SECRET not in repr(note.__dict__)
    assert note.text.open() == SECRET


def test_nothing_needs_no_seal(notes: type[Note]) -> None:
    note = notes.objects.create()

    found = notes.objects.get()
    assert (stored(note), stored(note, "spare")) == ("", None)
    assert (found.text.open(), str(found.text), found.spare) == ("", "", None)
    assert not found.text


def test_saving_again_does_not_seal_twice(notes: type[Note]) -> None:
    note = notes.objects.create(text=SECRET)
    before = stored(note)

    found = notes.objects.get()
    found.title = "乙"
    found.save()

    assert stored(note) == before


@pytest.mark.parametrize(
    "tell",
    [
        str,
        repr,
        "{}".format,
        "{!r}".format,
        "{:>40}".format,
        lambda value: f"{value}",
        lambda value: "%s %r".__mod__((value, value)),
        lambda value: json.dumps({"value": value}, default=str),
        lambda value: pickle.dumps(value).decode("latin-1"),
        lambda value: repr(copy.deepcopy(value)),
        lambda value: repr([value]),
        lambda value: repr(vars(logging.makeLogRecord({"msg": "%s", "args": (value,)}))),
    ],
)
def test_no_way_of_printing_tells_the_text(tell: object) -> None:
    value = Note(text=SECRET).text
    assert callable(tell)

    assert SECRET not in tell(value)


def test_json_refuses_it() -> None:
    value = Note(text=SECRET).text

    with pytest.raises(TypeError):
        json.dumps(value)
    with pytest.raises(TypeError):
        json.dumps(value, cls=DjangoJSONEncoder)


def test_a_copy_is_the_same_sealed_text() -> None:
    value = Note(text=SECRET).text

    for twin in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert twin == value
        assert hash(twin) == hash(value)
        assert twin.open() == SECRET


def test_templates_show_that_it_is_sealed_and_can_not_open_it(notes: type[Note]) -> None:
    note = notes.objects.create(text=SECRET)
    template = Engine().from_string(
        "{{ note.text }}|{{ note.text.open }}|{{ note.text.masked }}|{{ rows }}"
    )

    shown = template.render(Context({"note": note, "rows": list(notes.objects.values())}))

    assert shown.startswith(f"{SHOWN}|||")
    assert SECRET not in shown


def test_logging_does_not_tell_it(caplog: pytest.LogCaptureFixture) -> None:
    note = Note(text=SECRET)

    logging.getLogger("linghang.tests").warning("note %s %r", note.text, note.__dict__)

    assert SHOWN in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize("form", ["json", "xml", "jsonl", "yaml", "python"])
def test_an_exported_row_carries_the_token(notes: type[Note], form: str) -> None:
    note = notes.objects.create(text=SECRET)

    text = str(serializers.serialize(form, [note]))

    assert SECRET not in text
    assert f"v1:personal:{ring.active_id('personal')}" in text


def test_an_imported_token_is_the_same_sealed_text() -> None:
    field = Note._meta.get_field("text")
    token = Note(text=SECRET).text.token

    assert field.to_python(token).open() == SECRET
    assert field.to_python("李四").open() == "李四"


def test_a_form_leaves_it_out(notes: type[Note]) -> None:
    form = modelform_factory(notes, fields="__all__")

    assert set(form.base_fields) == {"title"}


def test_an_update_seals_what_it_writes(notes: type[Note]) -> None:
    note = notes.objects.create(text="李四")

    notes.objects.filter(pk=note.pk).update(text=SECRET)
    notes.objects.bulk_update([notes(pk=note.pk, spare=SECRET)], ["spare"])

    assert SECRET not in f"{stored(note)}{stored(note, 'spare')}"
    found = notes.objects.get()
    assert (found.text.open(), found.spare.open()) == (SECRET, SECRET)


def test_many_rows_are_sealed_each(notes: type[Note]) -> None:
    notes.objects.bulk_create([notes(text=SECRET), notes(text=SECRET)])

    one, other = notes.objects.order_by("pk")
    assert stored(one) != stored(other)
    assert one.text.open() == other.text.open() == SECRET


def test_values_and_aggregates_stay_sealed(notes: type[Note]) -> None:
    notes.objects.create(text=SECRET)

    (found,) = notes.objects.values_list("text", flat=True)
    most = notes.objects.aggregate(most=models.Max("text"))["most"]

    assert isinstance(found, Sealed)
    assert SECRET not in f"{found!r}{most!r}"


@pytest.mark.parametrize("lookup", ["text", "text__exact", "text__startswith", "text__in"])
def test_a_row_is_not_found_by_its_sealed_text(notes: type[Note], lookup: str) -> None:
    with pytest.raises(TypeError, match="fingerprint"):
        notes.objects.filter(**{lookup: SECRET}).exists()


def test_a_row_is_found_by_having_none(notes: type[Note]) -> None:
    notes.objects.create(spare=SECRET)

    assert notes.objects.filter(spare__isnull=False).count() == 1
    assert notes.objects.filter(spare=None).count() == 0
    assert notes.objects.filter(text="").count() == 1
    assert notes.objects.exclude(text="").count() == 0


def test_an_expression_is_left_to_the_database(notes: type[Note]) -> None:
    notes.objects.create(text=SECRET)

    notes.objects.update(spare=models.F("text"))

    assert notes.objects.get().spare.open() == SECRET


def test_a_column_of_another_purpose_takes_no_foreign_value(notes: type[Note]) -> None:
    with pytest.raises(ValueError, match="sealed for personal"):
        notes(text=Sealed("", OTHER))


def test_a_token_of_another_purpose_was_moved_here(notes: type[Note]) -> None:
    note = notes.objects.create(text=SECRET)
    moved = sealing.seal("李四", purpose=OTHER)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tests_vault_note SET text = %s WHERE id = %s", [moved, note.pk])

    with pytest.raises(Tampered, match="另一种用途"):
        notes.objects.get().text.open()


def test_with_a_lost_key_a_masked_value_says_so_and_a_row_can_still_be_saved(
    notes: type[Note],
) -> None:
    note = notes.objects.create(text=SECRET)
    before = stored(note)
    assert note.text.masked(lambda text: text[:3] + "***") == "110***"
    ring.folder("personal").rename(ring.folder("personal").with_name("away"))

    found = notes.objects.get()
    found.title = "乙"
    found.save()

    assert found.text.masked(lambda text: text[:3]) == NOT_NOW
    assert str(found.text) == SHOWN
    with pytest.raises(NoKey):
        found.text.open()
    assert stored(note) == before


def test_the_purpose_is_part_of_the_migration() -> None:
    _, path, _, arguments = Note._meta.get_field("text").deconstruct()

    assert path == "linghang.foundation.vault.fields.SealedTextField"
    assert arguments["purpose"] == "personal"


def test_an_index_on_ciphertext_is_refused() -> None:
    field = SealedTextField(purpose="personal", unique=True)
    field.set_attributes_from_name("text")
    field.model = Note

    assert "vault.E001" in [found.id for found in field.check()]
