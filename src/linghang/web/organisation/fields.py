"""Form fields that the organisation's forms share."""

from __future__ import annotations

from typing import Any

from django import forms


class DayField(forms.DateField):
    """A day, with the browser's calendar."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(
            widget=widget,
            error_messages={"invalid": "日期请写成 2025-06-03 的样子。"},
            **kwargs,
        )


def since(label: str = "生效日期", **kwargs: Any) -> DayField:
    """From which day on something holds."""
    return DayField(label=label, **kwargs)


def last_day(label: str = "截止日期", *, required: bool = False, **kwargs: Any) -> DayField:
    """The last day on which something holds; the services ask for the day after."""
    return DayField(label=label, required=required, **kwargs)


def why(label: str, *, longest: int = 200, **kwargs: Any) -> forms.CharField:
    """A reason in a sentence."""
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=longest, widget=widget, **kwargs)
