"""Inputs, written out in Python: Django draws each by two or three templates, and a form with 160
fields took a tenth of a second. What is drawn is the same, letter by letter but for blank lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape as escape
from django.utils.safestring import SafeString

Widget = Mapping[str, Any]
_FOLDER = "django/forms/widgets/"


def _attributes(given: Mapping[str, Any]) -> str:
    """True stands without a value, False not at all."""
    return "".join(
        f" {escape(name)}" if value is True else f' {escape(name)}="{escape(value)}"'
        for name, value in given.items()
        if value is not False
    )


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{escape(widget["value"])}"'
    named = f'type="{escape(widget["type"])}" name="{escape(widget["name"])}"'
    return f"<input {named}{value}{_attributes(widget['attrs'])}>"


def _textarea(widget: Widget) -> str:
    text = escape(widget["value"]) if widget["value"] else ""
    name = escape(widget["name"])
    return f'<textarea name="{name}"{_attributes(widget["attrs"])}>\n{text}</textarea>'


def _choices(widget: Widget) -> str:
    """Circles or boxes with their words; groups of them under a word of their own."""
    identity, look = (widget["attrs"].get(name) for name in ("id", "class"))
    parts = [
        "<div",
        f' id="{escape(identity)}"' if identity else "",
        f' class="{escape(look)}"' if look else "",
        ">",
    ]
    for group, options, _ in widget["optgroups"]:
        parts += [f"<div><label>{escape(group)}</label>"] if group else []
        parts += [f"<div>{_choice(one)}</div>" for one in options]
        parts += ["</div>"] if group else []
    return "".join((*parts, "</div>"))


def _choice(widget: Widget) -> str:
    if not widget.get("wrap_label"):
        return _input(widget)
    identity = widget["attrs"].get("id")
    named = f' for="{escape(identity)}"' if identity else ""
    return f"<label{named}>{_input(widget)} {escape(widget['label'])}</label>"


_INPUTS = ("checkbox", "date", "datetime", "email", "file", "hidden", "input", "number")
_OTHERS = ("password", "text", "time", "url")
_DRAWN: dict[str, Callable[[Widget], str]] = {
    **{f"{_FOLDER}{name}.html": _input for name in (*_INPUTS, *_OTHERS)},
    f"{_FOLDER}textarea.html": _textarea,
    f"{_FOLDER}radio.html": _choices,
    f"{_FOLDER}checkbox_select.html": _choices,
}


class Renderer(DjangoTemplates):
    """Draws the plain widgets itself and leaves every other template to Django."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """The element of a widget, safe to be put in a page."""
        draw = _DRAWN.get(template_name)
        if draw is None:
            return super().render(template_name, context, request)
        return SafeString(draw(context["widget"]))
