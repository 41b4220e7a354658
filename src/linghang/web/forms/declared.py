"""Forms made of declared fields: the vocabulary that imports and ledgers use, too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from linghang.foundation.fields import rules
from linghang.foundation.fields.definitions import MEASURED, Field, Kind
from linghang.web.forms.selecting import Select

DEFAULT_LONGEST = {Kind.TEXT: 200, Kind.LONG_TEXT: 5_000}
UNSAID = [("", "请选择")]


class DeclaredField(forms.Field):
    """One declared field on a page: reads what people write, complains in its own words.

    is_worded: whether what is typed is looked through for words such as 密级.
    """

    is_worded = False

    def __init__(self, declared: Field, **kwargs: Any) -> None:
        self.declared = declared
        super().__init__(
            required=declared.required,
            label=f"{declared.name}（{declared.unit}）" if declared.unit else declared.name,
            help_text=_help(declared),
            widget=kwargs.pop("widget", None) or widget(declared),
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        parsed = rules.parse(self.declared, value)
        if parsed.complaint:
            raise ValidationError(f"{parsed.complaint}。")
        return parsed.value

    def prepare_value(self, value: Any) -> Any:
        """A value as its field shows it; what was typed stays as it was typed."""
        if value is None or isinstance(value, str | list):
            return value
        if self.declared.kind is Kind.CHOICES:
            return list(value)
        if self.declared.kind is Kind.BOOLEAN:
            return "1" if value else "0"
        return rules.show(self.declared, value)


def widget(declared: Field) -> forms.Widget:
    """The control for a kind of field; texts where a spreadsheet's way of writing is read, too."""
    options = [(one.code, one.name) for one in declared.options]
    if declared.kind is Kind.CHOICE:
        return Select(choices=UNSAID + options)
    if declared.kind is Kind.CHOICES:
        return forms.CheckboxSelectMultiple(choices=options)
    if declared.kind is Kind.BOOLEAN:
        return Select(choices=[*UNSAID, ("1", "是"), ("0", "否")])
    if declared.kind is Kind.LINES:
        return forms.Textarea({"rows": 6, "wrap": "off"})
    if declared.kind is Kind.LONG_TEXT:
        return forms.Textarea({"rows": 4, "maxlength": _longest(declared)})
    return forms.TextInput(_attributes(declared))


def _help(declared: Field) -> str:
    if declared.kind is not Kind.LINES:
        return declared.help
    names = "；".join(
        f"{one.name}（{one.unit}）" if one.unit else one.name for one in declared.columns
    )
    return f"每行一条：{names}。各项用分号隔开，也可以从表格里复制粘贴。{declared.help}"


def _attributes(declared: Field) -> dict[str, Any]:
    if declared.kind is Kind.DATE:
        return {"type": "date"}
    if declared.kind is Kind.MONTH:
        return {"type": "month"}
    if declared.kind in MEASURED:
        return {"inputmode": "decimal", "autocomplete": "off"}
    return {"maxlength": _longest(declared), "autocomplete": "off"}


def _longest(declared: Field) -> int:
    return declared.longest or DEFAULT_LONGEST.get(declared.kind, 200)


def of_fields(fields: Sequence[Field]) -> type[forms.Form]:
    """A form class of declared fields; its cleaned values are what `fields.rules.parse` gives."""
    return type("DeclaredForm", (forms.Form,), {one.code: DeclaredField(one) for one in fields})
