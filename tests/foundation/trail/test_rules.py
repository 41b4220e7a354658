"""The chain: what holds, and what every kind of tampering is called."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.foundation.trail import rules
from linghang.foundation.trail.rules import Break, Content, Fault, Head, Link, Row, Walk

START = datetime(2025, 6, 3, 2, 30, 15, 123456, tzinfo=UTC)
DAY = date(2025, 6, 3)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
contents = st.builds(
    Content,
    at=st.timedeltas(timedelta(0), timedelta(3650)).map(START.__add__),
    person=texts,
    appointment=st.none() | st.integers(0, 10**9),
    on_behalf_of=texts,
    action=texts,
    subject_type=texts,
    subject_id=texts,
    facts=st.dictionaries(texts, values, max_size=3).map(rules.canonical),
    personal_digests=st.just(rules.NOTHING),
)
personals = st.dictionaries(texts, texts, max_size=2)
rows = st.builds(lambda content, personal: row(content, personal), contents, personals)


def row(content: Content, personal: dict[str, str], *, number: int = 1) -> Row:
    salted = {
        field: {"value": value, "salt": f"salt of {field}"} for field, value in personal.items()
    }
    digests = {field: rules.salted_digest(field, **kept) for field, kept in salted.items()}
    content = content._replace(personal_digests=rules.canonical(digests))
    return Row(number, content, rules.canonical(salted), rules.content_digest(content))


def chain(of: list[Row]) -> list[Link]:
    """Ids are ten times the sequence, so that the two can't be mixed up."""
    links, previous = [], rules.GENESIS
    for sequence, one in enumerate(of, start=1):
        sealed_at = START + timedelta(minutes=sequence)
        own = rules.link_hash(
            previous_hash=previous,
            sequence=sequence,
            entry_id=sequence * 10,
            entry_digest=one.digest,
            sealed_at=sealed_at,
        )
        entry = one._replace(id=sequence * 10)
        links.append(Link(sequence, sequence * 10, one.digest, previous, own, sealed_at, entry))
        previous = own
    return links


def plain(number: int) -> list[Link]:
    """A chain of entries about things 1, 2, 3 …, each with one personal value."""
    made = []
    for one in range(1, number + 1):
        content = Content(START, "P1", None, "", "a.b", "a.b", str(one), "{}", "{}")
        made.append(row(content, {"name": "甲"}))
    return chain(made)


def breaks(links: list[Link], *heads: Head) -> list[Break]:
    return list(Walk(heads).breaks(links))


def head(link: Link, day: date = DAY) -> Head:
    return Head(day, link.sequence, link.hash)


@given(st.lists(rows, max_size=6))
def test_an_untouched_chain_holds(made: list[Row]) -> None:
    links = chain(made)
    walk = Walk([head(link) for link in links])

    assert list(walk.breaks(links)) == []
    assert (walk.checked, walk.sequence) == (len(links), len(links))


def other_byte(text: str, position: int, flip: int) -> str:
    """The text with one of its bytes changed (read as Latin-1 where it is no UTF-8 any more)."""
    data = bytearray(text.encode())
    position %= len(data)
    data[position] ^= flip
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


TEXT_FIELDS = ("person", "on_behalf_of", "action", "subject_type", "subject_id", "facts")
SEAL_FIELDS = ("entry_digest", "previous_hash", "hash")


@given(
    made=st.lists(rows, min_size=1, max_size=5),
    which=st.integers(0, 99),
    field=st.sampled_from([*TEXT_FIELDS, "personal_digests", *SEAL_FIELDS, "digest", "personal"]),
    position=st.integers(0, 999),
    flip=st.integers(1, 127),
)
def test_one_changed_byte_is_found_and_names_its_entry(
    made: list[Row], which: int, field: str, position: int, flip: int
) -> None:
    links = chain(made)
    index = which % len(links)
    link = links[index]
    holder = link if field in SEAL_FIELDS else link.row
    holder = holder if field in holder._fields else link.row.content
    was = getattr(holder, field)
    changed = other_byte(was, position, flip) if was else "x"
    holder = holder._replace(**{field: changed})
    if isinstance(holder, Content):
        holder = link.row._replace(content=holder)
    links[index] = holder if isinstance(holder, Link) else link._replace(row=holder)

    found = breaks(links)

    assert (found[0].sequence, found[0].entry_id) == (link.sequence, link.entry_id)


@given(made=st.lists(rows, min_size=1, max_size=5), which=st.integers(0, 99), by=st.integers(1, 9))
def test_a_changed_number_or_instant_is_found_and_names_its_entry(
    made: list[Row], which: int, by: int
) -> None:
    index = which % len(made)
    link = chain(made)[index]
    content = link.row.content
    later = timedelta(microseconds=by)
    changes = [
        link._replace(sealed_at=link.sealed_at + later),
        link._replace(sealed_at=None),
        link._replace(entry_id=link.entry_id + by),
        link._replace(row=link.row._replace(content=content._replace(at=content.at + later))),
        link._replace(row=link.row._replace(content=content._replace(at=None))),
        link._replace(
            row=link.row._replace(
                content=content._replace(appointment=(content.appointment or 0) + by)
            )
        ),
    ]
    for changed in changes:
        links = chain(made)
        links[index] = changed

        assert breaks(links)[0].sequence == link.sequence


@given(st.lists(rows, min_size=2, max_size=6), st.data())
def test_a_removed_seal_is_found_by_its_number(made: list[Row], data: st.DataObject) -> None:
    links = chain(made)
    gone = links.pop(data.draw(st.integers(0, len(links) - 2)))

    first = breaks(links)[0]

    assert (first.fault, first.sequence) == (Fault.GAP, gone.sequence)


@given(st.lists(rows, min_size=2, max_size=6), st.data())
def test_seals_that_swapped_their_entries_are_found(made: list[Row], data: st.DataObject) -> None:
    links = chain(made)
    one, two = sorted(data.draw(st.permutations(range(len(links))))[:2])
    links[one], links[two] = (
        links[one]._replace(entry_id=links[two].entry_id, row=links[two].row),
        links[two]._replace(entry_id=links[one].entry_id, row=links[one].row),
    )

    assert breaks(links)[0].sequence == one + 1


@given(st.lists(rows, min_size=1, max_size=6), st.data())
def test_a_cut_tail_is_found_against_an_exported_head(made: list[Row], data: st.DataObject) -> None:
    links = chain(made)
    kept = data.draw(st.integers(0, len(links) - 1))

    assert breaks(links[:kept]) == []
    (found,) = breaks(links[:kept], head(links[-1]))
    assert (found.fault, found.sequence) == (Fault.CUT, kept + 1)
    assert "2025-06-03" in found.says


def test_a_chain_written_anew_is_found_against_an_exported_head() -> None:
    exported = head(plain(3)[1])
    other = [row(link.row.content._replace(person="P2"), {}) for link in plain(3)]

    (found,) = breaks(chain(other), exported)

    assert (found.fault, found.sequence) == (Fault.REWRITTEN, 2)


def test_the_earliest_head_names_a_cut_tail() -> None:
    links = plain(3)
    heads = [head(links[2], date(2025, 6, 5)), head(links[1], date(2025, 6, 4))]

    (found,) = breaks(links[:1], *heads)

    assert found.says == "链尾被截断：2025-06-04导出的链首是第2号，现在只到第1号"


def test_a_missing_entry_is_named_by_its_seal() -> None:
    links = plain(3)
    links[1] = links[1]._replace(row=rules.GONE)

    (found,) = breaks(links)

    assert (found.fault, found.sequence, found.entry_id) == (Fault.MISSING, 2, 20)


def test_the_walk_goes_on_behind_a_break() -> None:
    links = plain(5)
    for index in (1, 3):
        changed = links[index].row.content._replace(person="P2")
        links[index] = links[index]._replace(row=links[index].row._replace(content=changed))

    assert [found.sequence for found in breaks(links)] == [2, 4]


def test_a_forged_digest_does_not_help_a_changed_entry() -> None:
    links = plain(2)
    content = links[0].row.content._replace(person="P2")
    forged = links[0].row._replace(content=content, digest=rules.content_digest(content))
    links[0] = links[0]._replace(row=forged)

    (found,) = breaks(links)

    assert (found.fault, found.sequence) == (Fault.CONTENT, 1)


def test_a_seal_forged_to_match_breaks_at_the_next_one() -> None:
    links = plain(3)
    content = links[0].row.content._replace(person="P2")
    links[0] = chain([row(content, {"name": "甲"})])[0]

    (found,) = breaks(links)

    assert (found.fault, found.sequence) == (Fault.LINK, 2)


def test_shredding_leaves_the_chain_whole() -> None:
    links = plain(2)
    shredded = links[0].row._replace(personal="{}", shredded=frozenset({"name"}))
    links[0] = links[0]._replace(row=shredded)

    assert breaks(links) == []


def test_a_value_erased_without_a_deed_is_found() -> None:
    links = plain(2)
    links[0] = links[0]._replace(row=links[0].row._replace(personal="{}"))

    (found,) = breaks(links)

    assert (found.fault, found.sequence) == (Fault.PERSONAL, 1)
    assert "name" in found.says


@pytest.mark.parametrize(
    "personal",
    ["", "[]", '{"name":"甲"}', '{"name":{"value":1,"salt":"x"}}', '{"other":{}}', None],
)
def test_personal_values_in_another_shape_are_a_break(personal: str) -> None:
    links = plain(1)
    links[0] = links[0]._replace(row=links[0].row._replace(personal=personal))

    assert [found.fault for found in breaks(links)] == [Fault.PERSONAL]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_no_fact(value: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        rules.canonical({"share": value})


def test_equal_maps_have_one_text() -> None:
    one = rules.canonical({"b": 1, "a": {"d": "科", "c": None}})

    assert one == rules.canonical({"a": {"c": None, "d": "科"}, "b": 1})
    assert one == '{"a":{"c":null,"d":"科"},"b":1}'
