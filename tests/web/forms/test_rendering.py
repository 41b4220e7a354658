"""Plain widgets are drawn as Django draws them."""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from linghang.web.forms.rendering import Renderer

WIDGETS = (
    forms.TextInput,
    forms.NumberInput,
    forms.EmailInput,
    forms.URLInput,
    forms.PasswordInput,
    forms.HiddenInput,
    forms.DateInput,
    forms.DateTimeInput,
    forms.TimeInput,
    forms.FileInput,
    forms.CheckboxInput,
    forms.Textarea,
)
CHOOSERS = (forms.RadioSelect, forms.CheckboxSelectMultiple)
texts = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=6)
days = st.dates(date(1900, 1, 1))
values = st.one_of(st.none(), texts, st.integers(), st.decimals(-9, 9, places=2), days, st.times())
attributes = st.dictionaries(
    st.sampled_from(("id", "class", "data-x", "required", "max")),
    st.one_of(texts, st.booleans(), st.integers()),
)
plain = st.tuples(texts, texts)
groups = st.tuples(texts.filter(bool), st.lists(plain, min_size=1, max_size=3))


def blanks_aside(html: str) -> str:
    return re.sub(r"\s+", " ", html).replace("> <", "><")


def drawn(widget: forms.Widget, value: object, attrs: dict[str, object]) -> tuple[str, str]:
    """As we draw it and as Django does."""
    ours, theirs = (
        widget.render("one", value, dict(attrs), renderer=each)
        for each in (Renderer(), DjangoTemplates())
    )
    assert isinstance(ours, SafeString)
    return blanks_aside(ours), blanks_aside(theirs)


@given(st.sampled_from(WIDGETS), values, attributes)
def test_an_input_is_djangos(
    kind: type[forms.Widget], value: object, attrs: dict[str, object]
) -> None:
    ours, theirs = drawn(kind(), value, attrs)

    assert ours == theirs


@given(
    st.sampled_from(CHOOSERS),
    st.lists(st.one_of(plain, groups), max_size=4),
    st.lists(texts, max_size=2),
    attributes,
)
def test_a_choice_is_djangos(
    kind: type[forms.RadioSelect],
    choices: list[object],
    value: list[str],
    attrs: dict[str, object],
) -> None:
    ours, theirs = drawn(kind(choices=choices), value, attrs)

    assert ours == theirs


@pytest.mark.parametrize("value", [Decimal("1234.50"), time(8, 5), "<&\"'>", SafeString("a&amp;b")])
def test_what_stands_in_it_is_escaped_as_django_does(value: object) -> None:
    ours, theirs = drawn(forms.TextInput({"title": value}), value, {})

    assert ours == theirs


def test_other_widgets_are_left_to_django() -> None:
    ours, theirs = drawn(forms.SelectMultiple(choices=[("a", "A")]), ["a"], {})

    assert ours == theirs
    assert "selected" in ours
