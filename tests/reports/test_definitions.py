"""What a report's catalog item may say."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from linghang.reports import definitions
from linghang.reports.definitions import Paragraph, Report, Sentence

DISCHARGES = {"name": "discharges", "indicator": "discharges"}


def sentence(**changed: Any) -> Sentence:
    body = {
        "text": "{period}出院{discharges}。",
        "figures": (DISCHARGES,),
        "nothing": "{period}无出院病例。",
    }
    return Sentence.model_validate({**body, **changed})


def report(*sentences: Sentence, **changed: Any) -> Report:
    body = {
        "code": "some",
        "name": "某报告",
        "source": "为测试而设",
        "title": "某报告（{period}）",
        "heading": "{period}某报告",
        "layout": "letter",
        "office": "办公室",
        "span": "month",
        "chapters": ({"heading": "总体", "paragraphs": ({"sentences": sentences},)},),
    }
    return Report.model_validate({**body, **changed})


def test_a_sentence_names_its_figures() -> None:
    assert [figure.name for figure in sentence().in_order()] == ["discharges"]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"text": "出院{dischages}。"}, "这些占位没有对应的数据：dischages"),
        ({"text": "出院若干。"}, "这些数据没有写进句子：discharges"),
        ({"text": "{discharges}，{discharges}。"}, "这些数据在句子里写了两次：discharges"),
        ({"figures": (DISCHARGES, DISCHARGES)}, "这些名称用了两次：discharges"),
        ({"figures": ({**DISCHARGES, "name": "period"},)}, "这些名称留给报告自己用：period"),
        ({"text": "{campus}出院{discharges}。"}, "这些占位没有对应的数据：campus"),
        ({"nothing": ""}, "要写 nothing"),
        ({"nothing": "出院{discharges}。"}, "nothing 里只能用报告自己的占位：discharges"),
    ],
)
def test_placeholders_are_all_bound_and_all_used(changed: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        sentence(**changed)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"show": "change"}, "要用 against 写明与哪一期比"),
        ({"against": "previous"}, "不能有 against"),
        ({"show": "change", "against": "previous", "period": "previous"}, "不能另写 period"),
        ({"show": "share"}, "scope 不能是 hospital"),
        ({"show": "growth"}, "Input should be"),
        ({"scope": "campus:C1"}, "Input should be"),
    ],
)
def test_a_figure_has_one_meaning(more: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        sentence(figures=({**DISCHARGES, **more},))


def test_a_paragraph_is_written_for_each_campus_as_a_whole() -> None:
    for_campus = sentence(
        text="{campus}出院{discharges}。", figures=({**DISCHARGES, "scope": "each_campus"},)
    )

    assert Paragraph(sentences=(for_campus,)).for_each_campus
    with pytest.raises(ValidationError, match="要么都按院区写"):
        Paragraph(sentences=(for_campus, sentence()))


def test_a_bulletin_has_a_masthead_and_a_letter_has_none() -> None:
    assert report(sentence()).masthead == ""
    with pytest.raises(ValidationError, match="刊头"):
        report(sentence(), layout="bulletin")
    with pytest.raises(ValidationError, match="标题里没有这些占位：month"):
        report(sentence(), title="{month}简报")


def test_numbers_are_not_typed_into_sentences() -> None:
    typed = Sentence(text="全院31日再住院率较低，床位1200张。")

    assert report(typed).written_numbers(["31日再住院率"]) == [typed.text]
    assert report(sentence()).written_numbers([]) == []


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"show": "change", "against": "previous"}, "比率的变化写百分点"),
        ({"show": "share", "scope": "each_campus"}, "只有计数指标才有占比"),
    ],
)
def test_per_cent_of_per_cent_is_refused(more: dict[str, Any], says: str) -> None:
    one = report(sentence(figures=({**DISCHARGES, **more},)))

    found = list(definitions.misfits(one, units={"discharges": "%"}, counts=set()))

    assert len(found) == 1
    assert says in found[0]
