"""The form of an entry, made out of what its ledger declares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms

from linghang.foundation.fields.definitions import Kind
from linghang.foundation.parameters import queries as parameters
from linghang.foundation.sensitivity.definitions import CHOICES, LEVEL_HELP, LEVEL_NAMES
from linghang.ledgers import catalog, directory, reach
from linghang.ledgers.definitions import DAY, TITLE, UNIT, UNTIL, Ledger, LedgerField
from linghang.ledgers.doubles import queries as doubles
from linghang.ledgers.entering import services as entering
from linghang.ledgers.entering.keeping import Upload
from linghang.ledgers.entering.papers import name_of
from linghang.ledgers.entering.services import Written
from linghang.ledgers.facts import rules as facts
from linghang.ledgers.models import Entry
from linghang.org import posts
from linghang.web.forms import Group, UnitField
from linghang.web.forms.choosers import written
from linghang.web.ledgers import fields
from linghang.web.ledgers.reached import Book

FACT = "f_"  # before the codes of the ledger's own fields, so that none meets a name of the form
EXPIRES = "until_"
DROP, LEVEL = "drop", "level"
MOST_OFFERED = 60
MOST_ALIKE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """For what a form is shown.

    entry: the one that is changed. unfinished: kept as a draft, so nothing must be complete.
    on: the day by which fields are retired. is_new_day: a correction asks for no files.
    """

    book: Book
    entry: Entry | None = None
    unfinished: bool = False
    with_files: bool = True
    files: Mapping[str, int] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day on which it is asked."""
        return self.book.request.today

    @property
    def ledger(self) -> Ledger:
        """The one that holds the entries."""
        return self.book.ledger


class EntryForm(forms.Form):
    """What every entry has, and the ledger's own fields; its rules do the complaining."""

    asked: Asked

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [one for one in self.fields.values() if isinstance(one, fields.NamedField)]
        told = [self.initial.get(name) for name in self.fields]
        names = directory.names(facts.named(told)) if named else {}
        for one in named:
            one.names = names

    def clean(self) -> dict[str, Any]:
        """Every complaint of the ledger's rules, beside its field.

        A field of which something was said already is not complained of twice.
        """
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        wrong = frozenset(self.errors)
        told = entering.judged(
            self.asked.ledger,
            written_of(self.asked.ledger, cleaned),
            today=self.asked.today,
            files=self._files(cleaned),
            unfinished=self.asked.unfinished,
        )
        for complaint in told.complaints:
            name = self._name(complaint.field)
            if name not in wrong:
                self.add_error(name, f"{complaint.says}。")
        reasons_of_days(self, cleaned)
        self.told = told.facts
        return cleaned

    def _name(self, code: str) -> str | None:
        for name in (code, FACT + code):
            if name in self.fields:
                return name
        return None

    def _files(self, cleaned: Mapping[str, Any]) -> dict[str, int]:
        found = dict(self.asked.files)
        dropped = {int(pk) for pk in cleaned.get(DROP) or ()}
        if self.asked.entry and dropped:
            rows = self.asked.entry.papers.current().filter(pk__in=dropped)
            for code in rows.values_list("field", flat=True):
                found[code] -= 1
        for one in self.asked.ledger.fields:
            found[one.code] = found.get(one.code, 0) + len(cleaned.get(FACT + one.code) or ()) * (
                one.kind is Kind.FILE
            )
        return found

    def look_at(self) -> list[str]:
        """Entries that may be the same; asked about before it is handed in."""
        if self.asked.unfinished:
            return []
        common = written_of(self.asked.ledger, self.cleaned_data).common
        besides = self.asked.entry.pk if self.asked.entry else None
        alike = doubles.suspects(self.asked.ledger, common, self.told, besides=besides)
        seen = self.asked.book.rows().filter(pk__in=alike.values("pk")).select_related("unit")
        return [
            f"可能重复：{one.number or '草稿'}“{one.title}”，{one.day}，{one.unit.name}，"
            f"{one.get_standing_display()}。同一件事只登记一条。"
            for one in seen[:MOST_ALIKE]
        ]


def made(asked: Asked) -> type[EntryForm]:
    """The form's class."""
    found: dict[str, Any] = {"asked": asked, **_common(asked)}
    in_force = parameters.in_force(asked.today)
    by_code = asked.ledger.by_code
    labels = asked.ledger.labels
    common = {TITLE: labels.title, DAY: labels.day, UNTIL: labels.until, UNIT: labels.unit}
    for one in asked_fields(asked):
        help = one.help
        if one.when:
            help = fields.only_when(one.when, by_code, common) + help
        control = fields.control(one, offered=_offered(asked, one), help=help)
        if one.when:
            control.widget.attrs["data-when"] = fields.conditional(one, by_code, in_force)
        found[FACT + one.code] = control
        if one.expires:
            found[EXPIRES + one.code] = _date(f"{one.name}有效期至", required=False)
    if asked.with_files and any(one.kind is Kind.FILE for one in asked.ledger.fields):
        found |= _about_files(asked)
    return type("LedgerForm", (EntryForm,), found)


def asked_fields(asked: Asked) -> Iterable[LedgerField]:
    """The fields of the day that the form asks for."""
    for one in asked.ledger.asked(asked.entry.day if asked.entry else asked.today):
        if asked.with_files or one.kind is not Kind.FILE:
            yield one


def _common(asked: Asked) -> dict[str, forms.Field]:
    labels, units = asked.ledger.labels, _units(asked)
    among = None if units is reach.EVERYWHERE else (lambda _rights: units)
    found: dict[str, forms.Field] = {
        TITLE: forms.CharField(
            label=labels.title, max_length=200, error_messages=_must(labels.title)
        ),
        DAY: _date(labels.day),
    }
    if labels.until:
        found[UNTIL] = _date(labels.until, required=False)
    found[UNIT] = UnitField(label=labels.unit, among=among, error_messages=_must(labels.unit))
    return found


def _units(asked: Asked) -> frozenset[str] | None:
    """Under which it may stand; who corrects may leave it where it is, or put it where they enter
    or oversee."""
    units = asked.book.enterable()
    if units is reach.EVERYWHERE or asked.entry is None or asked.with_files:
        return units
    overseen = asked.book.overseen()
    return None if overseen is reach.EVERYWHERE else units | overseen | {asked.entry.unit_id}


def _must(label: str) -> dict[str, str]:
    return {"required": f"“{label}”必须填写。"}


def _date(label: str, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        error_messages=_must(label),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )


def _about_files(asked: Asked) -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {}
    if asked.entry:
        papers = asked.entry.papers.current().select_related("evidence")
        options = [(str(one.pk), name_of(one)) for one in papers]
        if options:
            found[DROP] = forms.MultipleChoiceField(
                label="撤下已上传的材料",
                required=False,
                choices=options,
                widget=forms.CheckboxSelectMultiple,
            )
    found[LEVEL] = forms.ChoiceField(
        label="内容和材料的敏感程度",
        choices=CHOICES,
        initial=asked.ledger.level.value,
        help_text="；".join(f"{LEVEL_NAMES[one]}：{says}" for one, says in LEVEL_HELP.items())
        + "。不得登记或上传涉密内容。",
    )
    return found


def _offered(asked: Asked, one: LedgerField) -> list[str]:
    """What a chooser offers at once: units, posts, or late entries of the ledger referred to."""
    if one.kind is Kind.UNIT:
        places = asked.book.request.rights.structure.units.values()
        return [written(place.name, place.code) for place in places]
    if one.kind is Kind.POST:
        held = posts.catalog().items.items()
        return [written(loaded.item.name, code) for code, loaded in held]
    code = one.refers.removeprefix("ledgers.")
    if one.kind is not Kind.RECORD or code not in catalog.catalog():
        return []
    rows = reach.visible_to(code, asked.book.request.rights, asked.today)
    late = rows.exclude(number=None).order_by("-day", "-pk")[:MOST_OFFERED]
    return [written(title, number or "") for title, number in late.values_list("title", "number")]


class FilesForm(forms.Form):
    """Files alone, for an entry that is there already."""

    def clean(self) -> dict[str, Any]:
        """Something must come, and what expires says when."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(cleaned.get(name) for name in self.fields if name.startswith(FACT)):
            self.add_error(None, "还没有选择文件。")
        reasons_of_days(self, cleaned)
        return cleaned


def of_files(ledger: Ledger) -> type[forms.Form]:
    """The class of a form for the files of a ledger."""
    found: dict[str, Any] = {}
    for one in ledger.fields:
        if one.kind is Kind.FILE:
            found[FACT + one.code] = fields.control(one.model_copy(update={"required": False}))
            if one.expires:
                found[EXPIRES + one.code] = _date(f"{one.name}有效期至", required=False)
    return type("LedgerFilesForm", (FilesForm,), found)


def reasons_of_days(form: forms.Form, cleaned: Mapping[str, Any]) -> None:
    """A file of a field that expires comes with its last day."""
    for name in form.fields:
        field = FACT + name.removeprefix(EXPIRES)
        if name.startswith(EXPIRES) and cleaned.get(field) and not cleaned.get(name):
            form.add_error(name, "传了文件，请写明有效期的最后一天。")


def groups(asked: Asked) -> list[Group]:
    """The fields under the headings that the catalog gives them."""
    found = [Group("基本情况", (TITLE, DAY, UNTIL, UNIT))]
    files: list[str] = []
    by_group: dict[str, list[str]] = {}
    for one in asked_fields(asked):
        if one.kind is Kind.FILE:
            files += [FACT + one.code, EXPIRES + one.code]
        else:
            by_group.setdefault(one.group or "内容", []).append(FACT + one.code)
    found += [Group(title, tuple(names)) for title, names in by_group.items()]
    if files:
        says = "可以以后再补；已经报送的只能增加，不能撤下。"
        found.append(Group("佐证材料", (*files, DROP, LEVEL), says=says))
    return found


def written_of(ledger: Ledger, cleaned: Mapping[str, Any]) -> Written:
    """What was typed, as the deeds take it."""
    typed = {
        one.code: cleaned.get(FACT + one.code)
        for one in ledger.fields
        if one.kind is not Kind.FILE and FACT + one.code in cleaned
    }
    return Written(
        title=cleaned.get(TITLE, ""),
        unit=cleaned.get(UNIT, ""),
        day=cleaned.get(DAY),
        until=cleaned.get(UNTIL),
        level=cleaned.get(LEVEL, ""),
        fields={code: value for code, value in typed.items() if value not in (None, "", [])},
    )


def uploads_of(ledger: Ledger, cleaned: Mapping[str, Any]) -> list[Upload]:
    """The files that came with it."""
    return [
        Upload(
            field=one.code,
            content=upload.read(),
            name=upload.name or "",
            media_type=upload.content_type or "application/octet-stream",
            valid_until=cleaned.get(EXPIRES + one.code),
        )
        for one in ledger.fields
        if one.kind is Kind.FILE
        for upload in cleaned.get(FACT + one.code) or ()
    ]


def initial_of(written: Written) -> dict[str, Any]:
    """What a form begins with."""
    found: dict[str, Any] = {TITLE: written.title, DAY: written.day, UNIT: written.unit}
    found[UNTIL] = written.until
    found |= {FACT + code: value for code, value in written.fields.items()}
    return {**found, **({LEVEL: written.level} if written.level else {})}
