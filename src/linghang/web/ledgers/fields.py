"""Controls of a form for what a ledger declares; what was typed is judged by its rules."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from linghang.foundation.fields.definitions import MONEY_UNITS, Kind
from linghang.ledgers.definitions import LedgerField
from linghang.ledgers.facts import rules as facts
from linghang.ledgers.facts.rules import BETWEEN, Named
from linghang.org import posts
from linghang.org.models import Person, Unit
from linghang.procedures.needs.definitions import Condition, When
from linghang.web.forms import DeclaredField
from linghang.web.forms.choosers import WITH_CODE, Offering, written
from linghang.web.forms.declared import widget

FEW_OPTIONS = 6
PICTURES = "image/*"
PAPERS = f"{PICTURES},.pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.ofd,.wps,.et,.zip,.mp4"


class SeveralFiles(forms.ClearableFileInput):
    """A control that takes several files at once."""

    allow_multiple_selected = True
    template_name = "web/ledgers/files.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        """Those that were chosen, and those that were photographed."""
        return [*files.getlist(name), *files.getlist(f"{name}_photo")]


class FilesField(forms.Field):
    """Files of one field; the cleaned value is a list. kept: how many there are already."""

    def __init__(self, declared: LedgerField, **kwargs: Any) -> None:
        attrs = {"accept": PAPERS, **({"multiple": True} if declared.many else {})}
        super().__init__(widget=SeveralFiles(attrs), label=declared.name, **kwargs)

    def clean(self, value: Any) -> list[Any]:
        """Whether enough came is judged with the rest."""
        return [one for one in value or [] if one]


class NamedField(forms.CharField):
    """Persons, units, posts or records, as 张三（P1）、李四（P2）; cleaned: the words of each."""

    def __init__(self, declared: LedgerField, offered: Sequence[str] = (), **kwargs: Any) -> None:
        self.declared = declared
        self.names: Mapping[str, str] = {}
        attrs = {"data-several": declared.kind.value} if declared.many else {}
        if declared.kind is Kind.PERSON and not declared.many:
            attrs = {"data-person": "1"}
        control: forms.Widget
        control = forms.Textarea({"rows": 3, **attrs}) if declared.many else Offering(attrs)
        if isinstance(control, Offering):
            control.offered = tuple(offered)
        super().__init__(widget=control, **kwargs)

    def clean(self, value: Any) -> list[str]:
        """Codes of whom the organisation knows, else the words as they stand."""
        words = facts.words_of(value)
        codes = {found["code"] for word in words if (found := WITH_CODE.match(word))}
        known = self._known(codes)
        return [
            found["code"] if (found := WITH_CODE.match(word)) and found["code"] in known else word
            for word in words
        ]

    def _known(self, codes: set[str]) -> set[str]:
        if not codes:
            return set()
        if self.declared.kind is Kind.RECORD:
            return codes
        if self.declared.kind is Kind.POST:
            return codes & set(posts.catalog().items)
        known: Any = Person if self.declared.kind is Kind.PERSON else Unit
        return set(known.objects.filter(code__in=codes).values_list("code", flat=True))

    def prepare_value(self, value: Any) -> Any:
        """Facts as they are typed; what was typed stays."""
        if value is None or isinstance(value, str):
            return value
        several = [value] if isinstance(value, Named) else value
        return BETWEEN.join(self._written(one) for one in several)

    def _written(self, one: Named | str) -> str:
        if isinstance(one, str):
            return one
        name = self.names.get(one.code, "")
        return (written(name, one.code) if name else one.code) if one.code else one.name


class TypedField(DeclaredField):
    """Any other field: what was typed, unread."""

    @property
    def is_worded(self) -> bool:  # type: ignore[override]
        """Texts that somebody words."""
        return self.declared.kind in (Kind.TEXT, Kind.LONG_TEXT)

    def clean(self, value: Any) -> Any:
        """As it was typed: the ledger's rules read and judge it, once."""
        return value


def control(one: LedgerField, *, offered: Sequence[str] = (), help: str = "") -> forms.Field:
    """The form's field for one of the ledger's."""
    told: dict[str, Any] = {"required": one.required, "help_text": help or one.help}
    if one.kind is Kind.FILE:
        return FilesField(one, **told)
    if one.kind in facts.NAMED or one.kind is Kind.RECORD:
        return NamedField(one, offered, label=one.name, **told)
    declared = one.model_copy(update={"help": help or one.help})
    options = [(each.code, each.name) for each in one.options]
    if one.kind is Kind.BOOLEAN:
        options = [("1", "是"), ("0", "否")]
    if one.required and one.kind in (Kind.CHOICE, Kind.BOOLEAN) and len(options) <= FEW_OPTIONS:
        radios = forms.RadioSelect({"data-inline": "1"}, choices=options)
        return TypedField(declared, widget=radios)
    if one.kind is Kind.CHOICES:
        ticks = forms.CheckboxSelectMultiple({"data-inline": "1"}, choices=options)
        return TypedField(declared, widget=ticks)
    return TypedField(declared, widget=widget(declared))


def conditional(
    one: LedgerField, by_code: Mapping[str, LedgerField], values: Mapping[str, object]
) -> str:
    """The condition on which a field is asked for, as the script of the form reads it (JSON)."""
    assert one.when is not None
    told = [_condition(each, by_code.get(each.field), values) for each in one.when.conditions]
    return json.dumps({"any": bool(one.when.any), "of": told}, ensure_ascii=False)


def _condition(
    one: Condition, field: LedgerField | None, values: Mapping[str, object]
) -> dict[str, object]:
    if one.equals is not None or one.among:
        several = one.among or (one.equals,)
        return {"field": one.field, "in": [_typed(each) for each in several]}
    name, bound = ("least", one.at_least) if one.at_least is not None else ("below", one.below)
    limit = values.get(bound) if isinstance(bound, str) else bound
    worth = MONEY_UNITS[field.unit] if field and field.kind is Kind.MONEY else 1
    return {"field": one.field, name: float(str(limit or 0)) / worth}


def _typed(value: object) -> str:
    return {True: "1", False: "0"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def only_when(when: When, by_code: Mapping[str, LedgerField], common: Mapping[str, str]) -> str:
    """只在…时填写, for those whose browser runs no script."""
    told = [_said(one, by_code.get(one.field), common) for one in when.conditions]
    return f"只在{('或' if when.any else '且').join(told)}时填写。"


def _said(one: Condition, field: LedgerField | None, common: Mapping[str, str]) -> str:
    name = field.name if field else common.get(one.field, one.field)
    if one.equals is not None or one.among:
        several = one.among or (one.equals,)
        return f"“{name}”为{'或'.join(_option(each, field) for each in several)}"
    if one.at_least == 0:
        return f"已填“{name}”"
    bound, word = (one.at_least, "达到") if one.at_least is not None else (one.below, "低于")
    if isinstance(bound, str):
        return f"“{name}”{word}规定的数"
    worth = MONEY_UNITS[field.unit] if field and field.kind is Kind.MONEY else 1
    unit = field.unit if field else ""
    return f"“{name}”{word}{(bound or 0) / worth:g}{unit}"


def _option(value: object, field: LedgerField | None) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    options = {each.code: each.name for each in field.options} if field else {}
    return options.get(str(value), str(value))
