"""Words in what was typed, or in a file's name, that might be there by mistake (密级、内部资料)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any, Protocol, runtime_checkable

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms import BaseForm

from linghang.foundation.sensitivity import rules
from linghang.foundation.sensitivity.definitions import Level
from linghang.web.forms.choosers import PersonField, UnitField
from linghang.web.forms.declared import DeclaredField
from linghang.web.requests import Request

LOOKED = "looked"  # the box by which somebody says that they have looked at the words


def hints(request: Request, form: BaseForm) -> list[str]:
    """What deserves a look before the form is done; in Chinese, nothing for most forms.

    A field `level` of the form is what was declared; texts without one stay inside the house.
    Nothing once somebody said that they have looked, nor for what the deed will refuse anyway.
    """
    if LOOKED in request.POST:
        return []
    values = form.cleaned_data
    texts = [
        str(values[name])
        for name, field in form.fields.items()
        if _is_text(field) and values.get(name)
    ]
    names = [PurePosixPath(one.name or "").stem for one in _uploads(values.values())]
    level = values.get("level") or Level.INTERNAL.value
    written = ("\n".join(names), "\n".join(texts), level)
    more = form.look_at() if isinstance(form, LooksAt) else []
    return [] if rules.reasons_not_to_keep(*written) else rules.words_to_look_at(*written) + more


@runtime_checkable
class LooksAt(Protocol):
    """A form that knows of more that deserves a look, in Chinese sentences."""

    def look_at(self) -> list[str]:
        """Asked once the form is valid."""


def _uploads(values: Iterable[Any]) -> Iterator[UploadedFile[Any]]:
    for value in values:
        yield from (
            one
            for one in (value if isinstance(value, list) else [value])
            if isinstance(one, UploadedFile)
        )


def _is_text(field: forms.Field) -> bool:
    """A text that somebody words; no chooser, number, password."""
    if isinstance(field, DeclaredField) and field.is_worded:
        return True
    if isinstance(field, UnitField | PersonField) or not isinstance(field, forms.CharField):
        return False
    return not isinstance(field.widget, forms.PasswordInput)
