"""A list to choose from, written out in Python: Django draws each option by a template, and a page
with a hundred lists took a tenth of a second."""

from __future__ import annotations

from html import escape
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.safestring import SafeString


class Select(forms.Select):
    """Django's, with the same outcome."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """The whole element; groups of options and their order as the field holds them."""
        attributes = self.build_attrs(self.attrs, attrs)
        wanted = {str(one) for one in self.format_value(value)}
        parts = [f'<select name="{escape(name)}"{flatatt(attributes)}>']
        for code, label in self.choices:
            if isinstance(label, list | tuple):
                parts.append(f'<optgroup label="{escape(str(code))}">')
                parts += [_option(each, text, wanted) for each, text in label]
                parts.append("</optgroup>")
            else:
                parts.append(_option(code, label, wanted))
        return SafeString("".join((*parts, "</select>")))


def _option(code: Any, label: Any, wanted: set[str]) -> str:
    text = "" if code is None else str(code)
    chosen = " selected" if text in wanted else ""
    wanted.discard(text)
    return f'<option value="{escape(text)}"{chosen}>{escape(str(label))}</option>'
