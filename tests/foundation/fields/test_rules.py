"""What people really type and what spreadsheets really hold, kind by kind."""

from __future__ import annotations

import string
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from linghang.foundation.fields import identities, rules
from linghang.foundation.fields.definitions import KIND_NAMES, Field, Kind, Mask, Option

OPTIONS = (
    Option(code="party", name="中共党员", also=("党员",)),
    Option(code="league", name="共青团员", also=("团员",)),
    Option(code="none", name="群众"),
)
JUNE_3 = date(2025, 6, 3)


class Several(Field):
    """A use of fields that can hold several lines."""

    has_lines: ClassVar[bool] = True


COLUMNS = (
    Field(code="supplier", name="供应商", kind=Kind.TEXT, required=True),
    Field(code="price", name="报价", kind=Kind.MONEY, unit="元"),
)


def field(kind: Kind, **more: Any) -> Field:
    if kind is Kind.LINES:
        return Several(code="tested", name="测试项", kind=kind, columns=COLUMNS, **more)
    if kind in {Kind.CHOICE, Kind.CHOICES}:
        more.setdefault("options", OPTIONS)
    return Field(code="tested", name="测试项", kind=kind, **more)


READ: dict[Kind, list[tuple[object, object]]] = {
    Kind.TEXT: [
        ("  张三　", "张三"),
        ("\ufeff张三\u200b", "张三"),
        ("李\r\n四", "李 四"),
        ("e\u0301", "é"),
        ("𬭳𫖮㛃䶮", "𬭳𫖮㛃䶮"),
        ("—", "—"),
        ("无", "无"),
        (1024.0, "1024"),
        (3.5, "3.5"),
        ("（一）党建", "（一）党建"),
    ],
    Kind.LONG_TEXT: [("一\r\n二\r三\n", "一\n二\n三")],
    Kind.INTEGER: [
        ("12", 12),
        ("１２", 12),
        (" 1,234 ", 1234),
        ("1，234", 1234),
        (12.0, 12),
        (11.999999999999, 12),
        (7, 7),
        ("-3", -3),
        ("－3", -3),
        ("(3)", -3),
        ("12.0", 12),
        ("0012", 12),
        ("1e3", 1000),
    ],
    Kind.DECIMAL: [
        ("1,234.50", Decimal("1234.5")),
        ("１，２３４．５", Decimal("1234.5")),
        (0.1 + 0.2, Decimal("0.3")),
        (".5", Decimal("0.5")),
        ("-0", Decimal(0)),
        (Decimal("1.10"), Decimal("1.1")),
        (1.0000000000000002e-5, Decimal("0.00001")),
    ],
    Kind.MONEY: [
        ("1,234.50", 123450),
        ("¥1,234.5元", 123450),
        ("￥12", 1200),
        ("3万元", 3_000_000),
        ("3.5万", 3_500_000),
        ("1.2亿元", 12_000_000_000),
        (1234.5, 123450),
        (1234.5600000000002, 123456),
        (19.99, 1999),
        ("-0.01", -1),
        (12, 1200),
    ],
    Kind.SHARE: [
        ("12.5%", Decimal("0.125")),
        ("１２．５％", Decimal("0.125")),
        ("100 %", Decimal(1)),
        (0.125, Decimal("0.125")),
        (0.07, Decimal("0.07")),
        (0.29, Decimal("0.29")),
        ("0.125", Decimal("0.125")),
        (0, Decimal(0)),
        (1, Decimal(1)),
        ("0%", Decimal(0)),
    ],
    Kind.DATE: [
        ("2025-06-03", JUNE_3),
        ("2025-6-3", JUNE_3),
        ("2025/6/3", JUNE_3),
        ("2025.6.3", JUNE_3),
        ("2025．6．3", JUNE_3),
        ("２０２５－０６－０３", JUNE_3),
        ("2025年6月3日", JUNE_3),
        ("2025年06月03号", JUNE_3),
        ("2025 年 6 月 3 日", JUNE_3),
        ("二〇二五年六月三日", JUNE_3),
        ("二○二五年六月三日", JUNE_3),
        ("二零二五年十二月三十一日", date(2025, 12, 31)),
        ("二〇二五年十月二十日", date(2025, 10, 20)),
        ("20250603", JUNE_3),
        (20250603, JUNE_3),
        (20250603.0, JUNE_3),
        ("2025/6/3 上午", JUNE_3),
        ("2025/6/3 上午 9:30", JUNE_3),
        ("2025/6/3 9:30:00", JUNE_3),
        ("2025-06-03T09:30:00Z", JUNE_3),
        ("2025-06-03 00:00:00.000", JUNE_3),
        ("2025-06-03T09:30:00+08:00", JUNE_3),
        ("2025年6月3日 9时30分", JUNE_3),
        ("2025年6月3日（星期二）", JUNE_3),
        ("2025年6月3日 下午3点半", JUNE_3),
        (45811, JUNE_3),
        (45811.0, JUNE_3),
        (45811.75, JUNE_3),
        ("45811", JUNE_3),
        (JUNE_3, JUNE_3),
        (datetime(2025, 6, 3, 23, 59, tzinfo=UTC), JUNE_3),
        ("2024-02-29", date(2024, 2, 29)),
    ],
    Kind.MONTH: [
        ("2025-06", date(2025, 6, 1)),
        ("2025年6月", date(2025, 6, 1)),
        ("2025年6月份", date(2025, 6, 1)),
        ("2025.6", date(2025, 6, 1)),
        ("202506", date(2025, 6, 1)),
        ("二〇二五年六月", date(2025, 6, 1)),
        (JUNE_3, date(2025, 6, 1)),
        ("2025-06-30", date(2025, 6, 1)),
        (45811, date(2025, 6, 1)),
    ],
    Kind.BOOLEAN: [
        *((yes, True) for yes in ("是", "√", "有", "✓", "Y", "ｙ", "1", 1, True, "TRUE", "对")),
        *((no, False) for no in ("否", "无", "×", "没有", "N", "0", 0, 0.0, False, "x")),
    ],
    Kind.CHOICE: [
        ("中共党员", "party"),
        ("党员", "party"),
        ("party", "party"),
        ("ＰＡＲＴＹ", "party"),
        (" 群众 ", "none"),
    ],
    Kind.CHOICES: [
        ("群众、党员", ("party", "none")),
        ("党员；团员", ("party", "league")),
        ("党员,团员，党员", ("party", "league")),
        (["none", "party"], ("party", "none")),
        ("群众", ("none",)),
        ("党员\n群众", ("party", "none")),
    ],
    Kind.PERSON: [(" P0001 ", "P0001"), (1024.0, "1024")],
    Kind.UNIT: [("心内科", "心内科")],
    Kind.POST: [("科主任", "科主任")],
    Kind.PHONE: [
        ("13800001234", "13800001234"),
        ("138 0000 1234", "13800001234"),
        ("138-0000-1234", "13800001234"),
        ("+86 138 0000 1234", "13800001234"),
        ("008613800001234", "13800001234"),
        ("86-13800001234", "13800001234"),
        ("１３８００００１２３４", "13800001234"),
        (13800001234.0, "13800001234"),
        (13800001234, "13800001234"),
        ("010-62345678", "010-62345678"),
        ("(010)62345678", "010-62345678"),
        ("0571 82345678", "0571-82345678"),
        ("+86 571 82345678", "0571-82345678"),
        ("0571-82345678转8001", "0571-82345678-8001"),
        ("0571-82345678-8001", "0571-82345678-8001"),
    ],
    Kind.ID_CARD: [
        ("11010519491231002X", "11010519491231002X"),  # GB 11643-1999, its own example
        ("11010519491231002x", "11010519491231002X"),
        (" 110105 19491231 002Ｘ", "11010519491231002X"),
        ("440524188001010014", "440524188001010014"),  # the other example of the standard
        ("110105491231002", "11010519491231002X"),
    ],
    Kind.LICENCE: [
        ("110110000001234", "110110000001234"),
        ("a-1234 5", "A-12345"),
        (110110000001234.0, "110110000001234"),
    ],
    Kind.EMAIL: [
        ("Zhang.San@Example.CN", "Zhang.San@example.cn"),
        ("zhang＠example．cn", "zhang@example.cn"),
    ],
    Kind.FILE: [("E000012", "E000012")],
    Kind.RECORD: [(" YZ-2025-00001 ", "YZ-2025-00001")],
    Kind.LINES: [
        ("甲公司；358000", (("甲公司", 35_800_000),)),
        (
            "甲公司\t358,000.00\r\n\n乙公司; 36万元",
            (("甲公司", 35_800_000), ("乙公司", 36_000_000)),
        ),
        ("甲公司", (("甲公司", None),)),
    ],
}

WRONG: dict[Kind, list[tuple[object, str]]] = {
    Kind.LINES: [
        ("甲公司；358000；成交", "第1行有3项，每行只填：供应商；报价"),
        ("甲公司；1\n乙公司；便宜", "第2行“报价”应填数字"),
        ("；1", "第1行“供应商”必须填写"),
        ("甲；1\n" * 51, "最多50行"),
    ],
    Kind.TEXT: [("张\x00三", "控制字符")],
    Kind.INTEGER: [
        ("十二", "应填数字"),
        ("1.5", "应填整数"),
        (1.5, "应填整数"),
        ("12人", "只填数字，去掉“人”，写成 12"),
        ("约1,160余人", "只填数字，去掉“约”和“余人”，写成 1160"),
        ("1,23", "应填数字"),
        (True, "应填数字"),
        ("1" * 30, "数字太大"),
        (float("nan"), "应填数字"),
        (float("inf"), "应填数字"),
        ("∞", "应填数字"),
    ],
    Kind.DECIMAL: [("1.2.3", "应填数字"), ("0." + "1" * 20, "小数位太多")],
    Kind.MONEY: [("1.234", "最多到分"), ("一百元", "应填数字"), ("99999999亿元", "金额太大")],
    Kind.SHARE: [
        ("12.5", "12.5% 或 0.125"),
        (12.5, "12.5% 或 0.125"),
        ("120%", "0% 与 100% 之间"),
        ("-5%", "0% 与 100% 之间"),
    ],
    Kind.DATE: [
        ("2025-02-30", "2025年2月没有30日"),
        ("2025-13-01", "没有13月"),
        ("2025年6月", "缺少日"),
        ("202506", "缺少日"),
        ("25.6.3", "年份要写满四位"),
        ("25年6月3日", "年份要写满四位"),
        ("6/3/2025", "分不清月和日"),
        ("去年年底", "不是日期"),
        ("0025-06-03", "年份应在"),
        (time(9, 30), "不是日期"),
        ("123", "不是日期"),
        ("2025-06-03至2025-06-05", "一格只填一天"),
        ("2025-3-5至3-6", "一格只填一天"),
        ("3月5日", "缺少年份"),
    ],
    Kind.MONTH: [("2025", "2025-06 这样"), ("2025-13", "没有13月"), ("六月", "不是月份")],
    Kind.BOOLEAN: [("不清楚", "“是”或“否”"), ("2", "“是”或“否”")],
    Kind.CHOICE: [("民主党派", "只能填：中共党员、共青团员、群众")],
    Kind.CHOICES: [("党员、民主党派", "只能填：")],
    Kind.PHONE: [
        ("1380000123", "现为10位"),
        ("138000012345", "现为12位"),
        ("62345678", "带区号"),
        ("电话同上", "带区号"),
        (1.38e10 + 0.5, "手机号|带区号"),
    ],
    Kind.ID_CARD: [
        ("11010519491231002", "现为17位"),
        ("110105194912310021", "末位校验"),
        ("110105194913310020", "出生日期不存在"),
        ("1.10105194912310e17", "18位"),
        ("E12345678", "18位"),
    ],
    Kind.LICENCE: [("证书", "5至30位"), ("A1", "5至30位")],
    Kind.EMAIL: [("zhang.example.cn", "name@example.cn"), ("张三@example", "name@example.cn")],
}


def cases(table: dict[Kind, list[tuple[object, Any]]]) -> list[Any]:
    return [
        pytest.param(kind, raw, wanted, id=f"{kind}-{raw!r}")
        for kind, rows in table.items()
        for raw, wanted in rows
    ]


@pytest.mark.parametrize(("kind", "raw", "wanted"), cases(READ))
def test_what_people_write_is_read(kind: Kind, raw: object, wanted: object) -> None:
    found = rules.parse(field(kind), raw)

    assert found == (wanted, "")
    assert type(found.value) is type(wanted)


@pytest.mark.parametrize(("kind", "raw", "says"), cases(WRONG))
def test_what_is_wrong_is_told_with_what_would_be_right(kind: Kind, raw: object, says: str) -> None:
    found = rules.parse(field(kind), raw)

    assert found.value is None
    assert found.complaint.startswith("“测试项”")
    assert any(one in found.complaint for one in says.split("|"))
    assert not found.complaint.endswith("。")


def test_every_kind_is_tried_and_named() -> None:
    assert set(READ) == set(Kind) == set(KIND_NAMES)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("raw", ["", "   ", None, "\u3000\ufeff"])
def test_nothing_is_none_and_missed_only_where_it_must_be_there(kind: Kind, raw: object) -> None:
    assert rules.parse(field(kind), raw) == (None, "")
    assert rules.parse(field(kind, required=True), raw) == (None, "“测试项”必须填写")


@pytest.mark.parametrize("kind", [Kind.DATE, Kind.PHONE, Kind.MONEY, Kind.CHOICE, Kind.BOOLEAN])
@pytest.mark.parametrize("raw", ["—", "-", "/", "－"])
def test_a_dash_is_an_empty_cell(kind: Kind, raw: str) -> None:
    assert rules.parse(field(kind), raw) == (None, "")


def test_none_in_words_is_empty_where_it_can_not_be_a_value() -> None:
    assert rules.parse(field(Kind.DATE), "无") == (None, "")
    assert rules.parse(field(Kind.PHONE, required=True), "无").complaint == "“测试项”必须填写"
    assert rules.parse(field(Kind.INTEGER), "无").complaint == "“测试项”应填数字，如 1234.5"
    assert rules.parse(field(Kind.BOOLEAN), "无").value is False


def test_an_option_may_be_called_like_a_dash() -> None:
    chosen = field(Kind.CHOICE, options=(Option(code="a", name="/"), Option(code="b", name="无")))

    assert rules.parse(chosen, "/").value == "a"
    assert rules.parse(chosen, "无").value == "b"


@pytest.mark.parametrize(
    ("kind", "limits", "raw", "says"),
    [
        (Kind.INTEGER, {"least": 0, "unit": "张"}, "-1", "不能小于0张"),
        (Kind.INTEGER, {"most": 9999}, "10000", "不能大于9999"),
        (Kind.MONEY, {"most": 50, "unit": "万元"}, "50.01", "不能大于50万元"),
        (Kind.SHARE, {"least": 0.5}, "49%", "不能小于50%"),
        (Kind.DATE, {"least": JUNE_3}, "2025-06-02", "不能早于 2025-06-03"),
        (Kind.DATE, {"most": JUNE_3}, "2025-06-04", "不能晚于 2025-06-03"),
        (Kind.TEXT, {"longest": 2}, "张三丰", "最多2个字，现为3个字"),
        (Kind.DECIMAL, {"decimals": 1}, "1.25", "最多1位小数"),
        (Kind.SHARE, {"decimals": 1}, "12.55%", "最多1位小数"),
    ],
)
def test_limits_are_told(kind: Kind, limits: dict[str, Any], raw: str, says: str) -> None:
    assert rules.parse(field(kind, **limits), raw).complaint == f"“测试项”{says}"


@pytest.mark.parametrize(
    ("kind", "limits", "raw"),
    [
        (Kind.INTEGER, {"least": 0, "most": 9}, "9"),
        (Kind.MONEY, {"most": 50, "unit": "万元"}, "50"),
        (Kind.DATE, {"least": JUNE_3, "most": JUNE_3}, "2025-06-03"),
        (Kind.TEXT, {"longest": 2}, " 张三 "),
    ],
)
def test_a_limit_belongs_to_what_is_allowed(kind: Kind, limits: dict[str, Any], raw: str) -> None:
    assert rules.parse(field(kind, **limits), raw).complaint == ""


def test_a_unit_behind_the_number_is_read() -> None:
    assert rules.parse(field(Kind.INTEGER, unit="张"), "40张").value == 40
    assert rules.parse(field(Kind.MONEY, unit="万元"), "1.5").value == 1_500_000
    assert rules.parse(field(Kind.MONEY, unit="万元"), "15000元").value == 1_500_000


@pytest.mark.parametrize(
    ("kind", "more", "value", "shown"),
    [
        (Kind.MONEY, {}, 123450, "1,234.50"),
        (Kind.MONEY, {}, -1, "-0.01"),
        (Kind.MONEY, {"unit": "万元"}, 123_456_789, "123.456789"),
        (Kind.SHARE, {}, Decimal("0.125"), "12.5%"),
        (Kind.SHARE, {"decimals": 2}, Decimal("0.5"), "50.00%"),
        (Kind.DECIMAL, {"decimals": 2}, Decimal("1.5"), "1.50"),
        (Kind.DECIMAL, {}, Decimal("1E+3"), "1000"),
        (Kind.INTEGER, {}, 2025, "2025"),
        (Kind.DATE, {}, JUNE_3, "2025-06-03"),
        (Kind.MONTH, {}, date(2025, 6, 1), "2025-06"),
        (Kind.BOOLEAN, {}, False, "否"),
        (Kind.CHOICE, {}, "party", "中共党员"),
        (Kind.CHOICES, {}, ("party", "none"), "中共党员、群众"),
        (Kind.CHOICE, {}, "retired_option", "retired_option"),
        (Kind.LINES, {}, (("甲", 100), ("乙", None)), "甲；1.00\n乙；"),
        (Kind.TEXT, {}, None, ""),
    ],
)
def test_a_value_is_shown(kind: Kind, more: dict[str, Any], value: object, shown: str) -> None:
    assert rules.show(field(kind, **more), value) == shown


CENTS = st.integers(-(10**16), 10**16)
DIGITS = st.text(string.digits, min_size=17, max_size=17)
VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.INTEGER: st.integers(-(10**17), 10**17),
    Kind.DECIMAL: st.decimals(-(10**9), 10**9, places=6),
    Kind.MONEY: CENTS,
    Kind.SHARE: st.decimals(0, 1, places=6),
    Kind.DATE: st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    Kind.MONTH: st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(lambda day: day.replace(day=1)),
    Kind.BOOLEAN: st.booleans(),
    Kind.CHOICE: st.sampled_from([one.code for one in OPTIONS]),
    Kind.CHOICES: st.sets(st.sampled_from(range(3)), min_size=1).map(
        lambda chosen: tuple(OPTIONS[place].code for place in sorted(chosen))
    ),
    Kind.PHONE: st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
    | st.from_regex(r"0[3-9][0-9]{2}-[2-9][0-9]{7}(-[0-9]{1,6})?", fullmatch=True),
    Kind.ID_CARD: st.tuples(
        st.integers(110000, 659999),
        st.dates(date(1900, 1, 1), date(2100, 1, 1)),
        st.integers(0, 999),
    ).map(lambda parts: _id_card(*parts)),
    Kind.LICENCE: st.from_regex(r"[A-Z0-9][A-Z0-9-]{4,29}", fullmatch=True),
    Kind.EMAIL: st.from_regex(r"[A-Za-z0-9._-]{1,30}@[a-z0-9]{1,20}\.[a-z]{2,5}", fullmatch=True),
}


def _id_card(area: int, born: date, order: int) -> str:
    digits = f"{area}{born:%Y%m%d}{order:03d}"
    return digits + identities.check_digit(digits)


@pytest.mark.parametrize("kind", VALUES)
@given(data=st.data())
def test_what_is_shown_reads_as_it_was(kind: Kind, data: st.DataObject) -> None:
    value = data.draw(VALUES[kind])
    for more in _variants(kind):
        one = field(kind, **more)

        assert rules.parse(one, rules.show(one, value)) == (value, "")


def _variants(kind: Kind) -> list[dict[str, Any]]:
    return {
        Kind.MONEY: [{}, {"unit": "元"}, {"unit": "万元"}, {"unit": "亿元"}],
        Kind.DECIMAL: [{}, {"decimals": 6}, {"decimals": 9}],
        Kind.SHARE: [{}, {"decimals": 4}],
    }.get(kind, [{}])


@pytest.mark.parametrize("kind", Kind)
@given(raw=st.text() | st.integers() | st.floats() | st.booleans() | st.dates() | st.datetimes())
@example(raw=timedelta(hours=3))
@example(raw=["", "党员", "?"])
@example(raw="0x10")
@example(raw="1_000")
@example(raw="१२")
@example(raw="⑫")
def test_whatever_comes_is_read_and_reads_the_same_again_or_is_refused_in_words(
    kind: Kind, raw: object
) -> None:
    one = field(kind)

    found = rules.parse(one, raw)

    if found.complaint:
        assert found.value is None
    else:
        assert rules.parse(one, rules.show(one, found.value)) == (found.value, "")


@given(st.floats(-1e12, 1e12).map(lambda amount: round(amount, 2)))
def test_money_of_a_spreadsheet_is_right_to_the_cent(amount: float) -> None:
    found = rules.parse(field(Kind.MONEY), amount)

    assert found == (int(Decimal(f"{amount:.2f}") * 100), "")


@given(st.integers(10_000, 73_000))
def test_the_serial_of_a_spreadsheet_is_its_day(serial: int) -> None:
    wanted = date(1899, 12, 30) + timedelta(days=serial)

    assert rules.parse(field(Kind.DATE), serial) == (wanted, "")
    assert rules.parse(field(Kind.DATE), float(serial) + 0.5) == (wanted, "")


@given(DIGITS.filter(lambda digits: digits[0] != "0"), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_never_passes_as_an_identity_card(
    digits: str, place: int, more: int
) -> None:
    right = digits + identities.check_digit(digits)
    wrong = right[:place] + str((int(right[place]) + more) % 10) + right[place + 1 :]

    assert rules.parse(field(Kind.ID_CARD), wrong).value is None


@pytest.mark.parametrize(
    ("kind", "more", "value", "masked"),
    [
        (Kind.PERSON, {}, "张三丰", "张*"),
        (Kind.TEXT, {"mask": Mask.NAME}, "𬭳三", "𬭳*"),
        (Kind.ID_CARD, {}, "11010519491231002X", "110***********002X"),
        (Kind.PHONE, {}, "13800005678", "138****5678"),
        (Kind.PHONE, {}, "010-62345678", "010*****5678"),
        (Kind.EMAIL, {}, "zhang@example.cn", "z***@example.cn"),
        (Kind.LICENCE, {}, "110110000001234", "11***********34"),
        (Kind.LICENCE, {}, "A1234", "******"),
        (Kind.TEXT, {"sensitive": True}, "有慢性病", "******"),
        (Kind.MONEY, {"sensitive": True}, 123450, "******"),
        (Kind.PHONE, {}, None, ""),
        (Kind.ID_CARD, {}, "12345", "******"),
    ],
)
def test_a_mask_leaves_just_enough(
    kind: Kind, more: dict[str, Any], value: object, masked: str
) -> None:
    assert rules.mask(field(kind, **more), value) == masked


@pytest.mark.parametrize("mask", Mask)
@given(text=st.text(min_size=1, max_size=40))
def test_no_mask_tells_more_than_seven_characters_of_a_text_without_a_domain(
    mask: Mask, text: str
) -> None:
    text = text.replace("@", "a")
    shown = rules.mask_text(mask, text)

    assert len(shown.replace("*", "")) <= 7
    assert shown != text or set(text) == {"*"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": Kind.CHOICE, "options": ()},
        {"kind": Kind.TEXT, "options": OPTIONS},
        {"kind": Kind.CHOICE, "options": (OPTIONS[0], OPTIONS[0])},
        {"kind": Kind.TEXT, "least": 1},
        {"kind": Kind.DATE, "least": 1},
        {"kind": Kind.INTEGER, "least": JUNE_3},
        {"kind": Kind.INTEGER, "least": 2, "most": 1},
        {"kind": Kind.MONEY, "unit": "美元"},
        {"kind": Kind.INTEGER, "decimals": -1},
    ],
)
def test_a_field_that_contradicts_itself_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Field(code="wrong", name="错", **wrong)


def test_a_field_reads_from_a_catalog() -> None:
    body = """{"code": "joined", "name": "入党日期", "kind": "date", "least": "1921-07-01",
               "sensitive": true, "mask": "whole"}"""

    found = Field.model_validate_json(body, strict=True)

    assert (found.kind, found.least, found.mask) == (Kind.DATE, date(1921, 7, 1), Mask.WHOLE)


def test_several_lines_stand_only_where_they_can_be_kept_and_their_columns_are_plain() -> None:
    with pytest.raises(ValidationError, match="只用于程序"):
        Field(code="tested", name="测试项", kind=Kind.LINES, columns=COLUMNS)
    with pytest.raises(ValidationError, match="而且必须有"):
        Several(code="tested", name="测试项", kind=Kind.LINES)
    with pytest.raises(ValidationError, match="列的编码不能重复"):
        Several(code="tested", name="测试项", kind=Kind.LINES, columns=COLUMNS * 2)
    paper = Field(code="paper", name="材料", kind=Kind.FILE)
    with pytest.raises(ValidationError, match="列不能是"):
        Several(code="tested", name="测试项", kind=Kind.LINES, columns=(paper,))
