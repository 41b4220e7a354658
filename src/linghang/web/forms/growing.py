"""Forms with rows that grow: a hidden number says how many there are, a button adds some."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

MORE = "more-rows"  # the button
MOST = 30  # rows; a form with many more fields than that the server would not take


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one kind. name: of the hidden number. usual: how many a form begins with; spare: how
    many stay free behind those that were kept; step: how many the button adds.
    """

    name: str
    usual: int
    spare: int = 2
    step: int = 5

    def shown(self, data: Mapping[str, Any] | None, kept: int) -> int:
        """How many rows the form has. data: what was sent, None for a form not sent yet. What came
        without the number was written into as many rows as usual."""
        if not data:
            return min(MOST, max(self.usual, kept + self.spare))
        told = str(data.get(self.name, ""))
        return min(MOST, int(told)) if told.isascii() and told.isdigit() else self.usual

    def field(self, rows: int) -> forms.IntegerField:
        """The hidden number."""
        return forms.IntegerField(initial=rows, required=False, widget=forms.HiddenInput)


def button(grows: Iterable[Rows]) -> list[tuple[str, str]]:
    """(name, words) of the button that adds rows, where any grow."""
    return [(MORE, "再加几行")] if list(grows) else []


def longer(sent: QueryDict, grows: Iterable[Rows]) -> QueryDict | None:
    """What was sent, with rows added of each kind; None where none were asked for."""
    if MORE not in sent:
        return None
    found = sent.copy()
    for one in grows:
        found[one.name] = str(min(MOST, one.shown(sent, 0) + one.step))
    return found
