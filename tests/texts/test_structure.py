"""A text is read by chapters and articles, and two versions are laid beside each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from linghang.texts.comparing.rules import Change, compared, counts
from linghang.texts.structure.rules import Kind, contents, paragraphs, tidied

OLD = "\n".join(
    [
        "外出进修管理办法",
        "第一章 总则",
        "第一条 为规范外出进修管理，制定本办法。",
        "第二条 本办法适用于全院职工。",
        "第二章 申请",
        "第三条 申请进修的，应当在本院工作满三年。",
        "（一）年度考核合格；",
        "（二）没有处分。",
        "第四条 依照第三条的规定，进修期间待遇照发。",
    ]
)
NEW = "\n".join(
    [
        "外出进修管理办法",
        "第一章 总则",
        "第一条 为规范外出进修管理，提高人才质量，制定本办法。",
        "第二条 本办法适用于全院职工。",
        "第三条 进修坚持公开、公平，由科务会研究。",
        "第二章 申请",
        "第四条 申请进修的，应当在本院工作满五年。",
        "（一）年度考核合格；",
        "（二）没有处分。",
        "第五条 依照第三条的规定，进修期间待遇照发。",
    ]
)


def test_headings_are_recognised_and_a_reference_to_an_article_is_none() -> None:
    told = paragraphs(NEW)

    assert [one.kind for one in told[:4]] == [
        Kind.PLAIN,
        Kind.CHAPTER,
        Kind.ARTICLE,
        Kind.ARTICLE,
    ]
    assert [entry.number for entry in contents(told)] == [
        *("第一章", "第一条", "第二条", "第三条", "第二章", "第四条", "第五条")
    ]
    assert contents(told)[1].words == "为规范外出进修管理"
    assert paragraphs("第三条、第四条所称主管部门")[0].kind is Kind.PLAIN


def test_a_process_without_articles_is_read_by_its_listed_headings() -> None:
    told = paragraphs("一、目的\n为了安全。\n二、步骤\n（一）接收；")

    assert [one.number for one in told if one.kind is Kind.LISTED] == ["一、", "二、"]


def test_an_article_put_in_moves_numbers_and_is_told_apart_from_what_was_changed() -> None:
    rows = compared(OLD, NEW)
    told = {row.number: row.change for row in rows}

    assert told["第三条"] is Change.ADDED
    assert told["第五条"] is Change.RENUMBERED
    assert told["第二条"] is Change.SAME
    changed = next(row for row in rows if row.number == "第四条")
    assert "".join(piece.text for piece in changed.pieces if piece.mark == "ins") == "四五"
    assert "".join(piece.text for piece in changed.pieces if piece.mark == "del") == "三三"
    assert counts(rows)[Change.CHANGED] == 2


texts = st.lists(
    st.sampled_from(["第一条 甲乙丙丁", "第二条 戊己庚辛", "第三条 甲乙丙戊", "附则", "（一）壬"]),
    max_size=12,
).map("\n".join)


@given(texts, texts)
def test_a_comparison_holds_every_word_of_both_and_invents_none(old: str, new: str) -> None:
    rows = compared(old, new)

    assert "".join(p.text for row in rows for p in row.new).replace("\n", "") == new.replace(
        "\n", ""
    )
    before = sorted("".join(p.text for row in rows for p in row.old).replace("\n", ""))
    assert before == sorted(old.replace("\n", ""))


def test_blank_lines_and_wide_blanks_are_no_part_of_a_text() -> None:
    assert tidied("\ufeff　第一条　甲\r\n\r\n  乙 \n") == "第一条　甲\n乙"
