"""Two histories made one: nothing is lost, nothing overlaps, what cannot be true is told."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from linghang.org.merging import rules
from linghang.org.merging.rules import Row, Side
from linghang.org.trees import rules as trees
from linghang.org.trees.rules import Span

DAY = date(2025, 1, 1)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    start = draw(st.integers(0, 12))
    end = draw(st.none() | st.integers(start + 1, 14))
    return Span(DAY + timedelta(start), None if end is None else DAY + timedelta(end))


def row(number: int, span: Span, place: str = "D1", key: str = "home") -> Row:
    return Row(id=number, key=key, place=place, says=f"人事关系“{place}”", span=span)


def test_rows_apart_move_rows_of_one_place_become_one():
    first, second = Span(DAY, DAY + timedelta(5)), Span(DAY + timedelta(3))

    found = rules.plan(
        [row(1, second), row(2, first, key="party")], [row(9, first), row(8, second, key="x")]
    )

    assert found.move == (2,)
    assert found.absorb == ((1, 9, Span(DAY)),)
    assert found.conflicts == ()


def test_two_places_at_once_are_told():
    found = rules.plan([row(1, Span(DAY))], [row(9, Span(DAY), "D2")])

    assert found.conflicts == (
        "人事关系“D1”（2025年1月1日起）与人事关系“D2”（2025年1月1日起）同期",
    )


@st.composite
def histories(draw: st.DrawFn) -> list[Row]:
    """Rows that do not overlap, as one person has them along one line."""
    kept: list[Row] = []
    for number, span in enumerate(draw(st.lists(spans(), max_size=5))):
        if not any(span.meet(other.span) for other in kept):
            kept.append(row(number, span, draw(st.sampled_from(["D1", "D2"]))))
    return kept


@given(histories(), histories())
def test_without_conflicts_the_merged_history_covers_both_and_never_overlaps(gone, stays):
    found = rules.plan(gone, stays)
    if found.conflicts:
        return

    absorbed = {own: span for _, own, span in found.absorb}
    merged = [each.span for each in gone if each.id in found.move]
    merged += [absorbed.get(each.id, each.span) for each in stays]

    assert trees.overlap(merged) is None
    assert len(found.move) + len(found.absorb) == len(gone)
    for each in [*gone, *stays]:
        assert any(span.covers(each.span) for span in merged)


@given(st.lists(spans(), min_size=1, max_size=6))
def test_times_here_are_in_order_apart_and_lose_no_day(given_spans):
    found = rules.times_here(given_spans)

    for earlier, later in zip(found, found[1:], strict=False):
        assert earlier.end is not None
        assert earlier.end < later.start
    for day in (DAY + timedelta(number) for number in range(16)):
        assert any(day in span for span in found) == any(day in span for span in given_spans)


@given(spans(), st.integers(0, 20))
def test_a_row_that_is_merged_away_has_ended_but_has_a_day(span, later):
    today = DAY + timedelta(later)

    closed = rules.closed(span, today)

    assert closed.start == span.start
    assert closed.end is not None
    assert closed.end <= max(today, span.start + timedelta(1))


def side(code: str, **changed: object) -> Side:
    given: dict = {
        "name": "某某",
        "licence": "",
        "id_card_print": "",
        "is_merged": False,
        "has_login": False,
    }
    return Side(code=code, **{**given, **changed})


def test_every_reason_is_told_at_once():
    one = side("a", licence="1", id_card_print="x", is_merged=True, has_login=True)
    other = side("b", licence="2", id_card_print="y", is_merged=True, has_login=True)

    reasons = rules.reasons_not_to_merge(one, other, actor="b", reason="")

    assert reasons == [
        "a 已并入另一人",
        "b 已并入另一人，请并入那个人",
        "不能合并自己的登记",
        "没有写合并的依据",
        "证件号码不同，不是同一人",
        "执业证书编码不同，先核对更正",
        "两个登录账号都在使用，先停用不再使用的一个",
    ]
    assert rules.reasons_not_to_merge(side("a"), side("b"), actor="c", reason="同一人") == []
