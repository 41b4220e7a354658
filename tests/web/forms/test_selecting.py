"""A list to choose from is drawn as Django draws it."""

from __future__ import annotations

from html.parser import HTMLParser

from django import forms
from hypothesis import given
from hypothesis import strategies as st

from linghang.web.forms.selecting import Select

texts = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=6)
plain = st.tuples(st.one_of(st.none(), texts, st.integers()), texts)
groups = st.tuples(texts.filter(bool), st.lists(st.tuples(texts, texts), min_size=1, max_size=3))


class Read(HTMLParser):
    """Tags with their attributes and the texts between them, without blanks around."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[object] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append(data.strip())


@given(
    st.lists(st.one_of(plain, groups), max_size=5),
    st.one_of(st.none(), texts, st.integers()),
    st.booleans(),
)
def test_it_says_what_djangos_says(choices: list[object], value: object, required: bool) -> None:
    attrs = {"id": "id_one", "required": required, "aria-describedby": 'a"b'}

    ours, theirs = (
        Read(made(attrs={"data-x": "<&>"}, choices=choices).render("one", value, dict(attrs))).found
        for made in (Select, forms.Select)
    )

    assert ours == theirs
