"""Marked secrets are refused; the daily words of an office are not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.foundation.sensitivity import rules
from linghang.foundation.sensitivity.definitions import CHOICES, LEVEL_HELP, LEVEL_NAMES, Level

SECRET_TITLES = [
    "机密★10年",
    "秘密★1年 关于某项工作的通知",
    "绝密★长期",
    "绝密 ★ 启用前",
    "机　密★１０年",
    "秘密☆6个月",
    "秘密*3年",
    "【机密】某项工作方案",
    "〔秘密〕关于某事的函",
    "（绝密）某次会议纪要",
    "某次会议纪要（机密）",
    "某方案[秘密级]",
    "机密：某项工作方案",
    "机密文件-某项工作",
    "绝密级 某项工作方案",
    "机密",
    "秘密件",
    "密级：秘密",
    "某表（密级:机密）",
    "涉密文件：某项工作方案",
    "【涉密】某项工作方案",
    "某项工作方案（涉密）",
]
SECRET_TEXTS = [
    "机密★10年\n\n关于某项工作的通知",
    "第一行\n  秘　密 ★ 5 年\n正文",
    "密级：机密\n保密期限：10年",
    "密级 绝密",
    "本文密级为机密，请妥善保管。",
    "秘密\n\n某医院文件",
    "【秘密】\n正文",
    "本文件涉密，不得转发。",
    "此件属国家秘密。",
    "该材料属于机密。",
    "以下内容涉及国家秘密，请勿外传",
    "本会议纪要系国家秘密",
]
HARMLESS = [
    "保密制度",
    "保密工作领导小组会议纪要",
    "工作秘密管理办法",
    "商业秘密保护规定",
    "涉密人员管理办法",
    "涉密计算机使用情况检查表",
    "关于开展涉密文件清退工作的通知",
    "国家秘密定密管理暂行规定学习心得",
    "密级分为绝密、机密、秘密三级",
    "密级：绝密、机密、秘密（在相应栏打勾）",
    "密级：□绝密 □机密 □秘密",
    "保密委员会学习保守国家秘密法",
    "违规使用微信传递秘密文件案例警示",
    "关于手机密码和计算机密码管理的通知",
    "主机密钥更换记录",
    "神秘密室活动方案",
    "本单位涉密人员名单的管理要求",
    "本办法所称涉密岗位，是指……",
    "该内容涉密的，不得上网。",
    "本文件不涉密",
    "信息系统的机密性、完整性、可用性",
    "患者隐私与个人信息保护",
    "某药 ** 重点 ** 说明",
    "",
]


@pytest.mark.parametrize("title", SECRET_TITLES)
@pytest.mark.parametrize("level", Level)
def test_a_title_with_a_mark_is_refused_whatever_is_declared(title: str, level: Level) -> None:
    (reason,) = rules.reasons_not_to_keep(title, "", level)

    assert reason.startswith("标题带有密级标志“")
    assert reason.endswith("只能登记文号、日期和不涉密的题名")


@pytest.mark.parametrize("text", SECRET_TEXTS)
def test_a_text_with_a_mark_is_refused(text: str) -> None:
    (reason,) = rules.reasons_not_to_keep("某通知", text, Level.WORK_SECRET)

    assert reason.startswith("内容带有密级标志“")


@pytest.mark.parametrize("words", HARMLESS)
def test_writing_about_secrets_is_not_refused(words: str) -> None:
    assert rules.reasons_not_to_keep(words, words, Level.INTERNAL) == []
    assert rules.reasons_not_to_keep(words, f"一、\n{words}\n二、", Level.INTERNAL) == []


@pytest.mark.parametrize("level", ["秘密", "机密", "绝密", "涉密", "secret", ""])
def test_a_declared_secret_is_refused(level: str) -> None:
    (reason,) = rules.reasons_not_to_keep("某通知", "正文", level)

    assert reason.startswith("敏感程度只能是非密、内部、工作秘密。本系统不是涉密网络")


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("工作秘密★3年", ""),
        ("某方案（工作秘密）", ""),
        ("某方案", "【工作秘密】\n正文"),
        ("某方案", "密级：工作秘密"),
    ],
)
def test_a_work_secret_must_be_declared_as_one(title: str, text: str) -> None:
    for level in (Level.OPEN, Level.INTERNAL):
        (reason,) = rules.reasons_not_to_keep(title, text, level)
        assert "选为工作秘密" in reason
    assert rules.reasons_not_to_keep(title, text, Level.WORK_SECRET) == []


def test_every_reason_is_told_at_once() -> None:
    reasons = rules.reasons_not_to_keep("【机密】某方案", "绝密★长期", "机密")

    assert len(reasons) == 3


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("涉密人员管理办法", "涉密"),
        ("国家秘密定密管理", "秘密"),
        ("信息系统的机密性", "机密"),
        ("保密期限和密级的变更", "保密期限”“密级"),
    ],
)
def test_a_suspicious_word_is_pointed_out(words: str, named: str) -> None:
    (hint,) = rules.words_to_look_at(words, "", Level.INTERNAL)

    assert f"“{named}”" in hint


@pytest.mark.parametrize(
    "words",
    ["保密制度", "工作秘密管理办法", "商业秘密", "手机密码", "主机密钥", "神秘密室", "党建工作"],
)
def test_no_fuss_is_made_about_everyday_words(words: str) -> None:
    assert rules.words_to_look_at(words, words, Level.INTERNAL) == []


def test_internal_papers_declared_open_are_pointed_out() -> None:
    title = "某月经营分析（内部资料）"

    (hint,) = rules.words_to_look_at(title, "", Level.OPEN)

    assert "却申报为非密" in hint
    assert rules.words_to_look_at(title, "", Level.INTERNAL) == []


@given(
    st.sampled_from(["绝密", "机密", "秘密"]), st.integers(1, 30), st.text(" \u3000", max_size=3)
)
def test_the_official_mark_is_found_however_it_is_spaced(word: str, years: int, gap: str) -> None:
    mark = f"{word[0]}{gap}{word[1]}{gap}★{gap}{years}年"

    assert rules.reasons_not_to_keep(f"{mark}", "", Level.INTERNAL)
    assert rules.reasons_not_to_keep("通知", f"某某\n{mark}\n某某", Level.INTERNAL)


@given(st.text())
def test_any_text_gets_an_answer(text: str) -> None:
    rules.reasons_not_to_keep(text, text, Level.INTERNAL)
    rules.words_to_look_at(text, text, Level.OPEN)


@pytest.mark.parametrize("piece", ["密级", "机密", " ", "机 密 ", "【秘密", "本文件", "*", "\n "])
def test_a_long_text_takes_no_time(piece: str) -> None:
    text = piece * (300_000 // len(piece))
    began = time.perf_counter()

    rules.reasons_not_to_keep("某通知", text, Level.INTERNAL)
    rules.words_to_look_at("某通知", text, Level.OPEN)

    assert time.perf_counter() - began < 3


def test_every_level_has_a_name_and_says_what_it_means() -> None:
    assert set(LEVEL_NAMES) == set(LEVEL_HELP) == set(Level)
    assert CHOICES == [("open", "非密"), ("internal", "内部"), ("work_secret", "工作秘密")]
