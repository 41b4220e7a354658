"""Reading, keeping, checking and counting without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from linghang.foundation.fields.definitions import Kind
from linghang.ledgers.checking import rules as checking
from linghang.ledgers.checking.rules import Known
from linghang.ledgers.counting import rules as counting
from linghang.ledgers.definitions import Ledger
from linghang.ledgers.facts import rules as facts
from linghang.ledgers.facts.rules import Common, Named
from linghang.ledgers.filing import rules as filing
from linghang.procedures.definitions import By, Outcome
from tests.ledgers.hospital import EVERYTHING

POSTS = frozenset({"department_head", "head_nurse", "branch_secretary", "party_office_director"})
KNOWN = Known(posts=POSTS, subjects=frozenset({"ledgers.outreach"}))
TYPED: dict[str, object] = {
    "topic": "急救技能培训",
    "story": "分三组\n轮流练习",
    "people_count": "３０",
    "hours": "2.5学时",
    "cost": "1.2万元",
    "pass_rate": "96.7%",
    "approved_on": "2025年2月1日",
    "month": "2025-03",
    "outside": "是",
    "address": "市会议中心",
    "grade": "自治区级",
    "purposes": "科研、教学",
    "leader": "A",
    "attendees": ["A", "B", "院外专家"],
    "partner": "某某协会",
    "units": "D1；D2",
    "post": "科主任",
    "phone": "13800001234",
    "licence": "abc-123",
    "email": "a@example.cn",
    "based_on": "YZ-2025-00001",
}
COMMON = Common(title="培训班", day=date(2025, 3, 5), unit="D1", until=date(2025, 3, 7))


def declared(**changes: Any) -> Ledger:
    (raw,) = yaml.safe_load(EVERYTHING.read_text("utf-8"))
    return Ledger.model_validate({**raw, **changes}, strict=False)


LEDGER = declared()


def find(kind: Any, word: str) -> Named | str:
    if kind is Kind.POST:
        return Named("head") if word in ("科主任", "head") else f"没有找到岗位“{word}”"
    return Named(word) if len(word) <= 2 else f"没有找到“{word}”"


def read(common: Common = COMMON, **changes: object) -> facts.Told:
    typed = {key: value for key, value in {**TYPED, **changes}.items() if value is not None}
    return facts.read(LEDGER, common, typed, find=find)


def test_each_kind_of_field_is_read_kept_and_shown_so_that_it_reads_the_same_again() -> None:
    told = read()
    assert told.complaints == []
    assert told.facts["cost"] == 1_200_000
    assert told.facts["purposes"] == ("teaching", "research")
    assert told.facts["post"] == Named("head")
    assert told.facts["attendees"] == (Named("A"), Named("B"), Named("", "院外专家"))
    kept = facts.plain(LEDGER, told.facts)
    again = facts.typed(LEDGER, kept)
    assert {key: value for key, value in again.items() if value is not None} == {
        key: value for key, value in told.facts.items() if value is not None
    }
    shown = {one.code: facts.shown(one, told.facts.get(one.code), {}) for one in LEDGER.fields}
    files = {one.code for one in LEDGER.fields if one.kind.value == "file"}
    typed = {code: text for code, text in shown.items() if text and code not in files}
    assert facts.read(LEDGER, COMMON, typed, find=find).facts == told.facts


def test_a_post_that_was_kept_as_it_was_typed_is_still_read() -> None:
    kept = {**facts.plain(LEDGER, read().facts), "post": "老岗位名"}
    told = facts.typed(LEDGER, kept)
    assert facts.shown(LEDGER.by_code["post"], told["post"], {}) == "老岗位名"


def test_what_is_filtered_and_counted_stands_in_columns_of_its_sort() -> None:
    columns = facts.placed(LEDGER, read().facts)
    at = LEDGER.places
    assert columns[at["hours"]] == 25
    assert columns[at["pass_rate"]] == 967_000
    assert columns[at["outside"]] == "1"
    assert columns[at["partner"]] == "=某某协会"
    assert columns[at["approved_on"]] == date(2025, 2, 1)
    named = list(facts.mentioned(LEDGER, read().facts))
    assert ("attendees", "", "院外专家") in named
    assert ("purposes", "teaching", "") in named
    assert ("based_on", "YZ-2025-00001", "") in named


def test_a_new_field_at_the_end_moves_no_column() -> None:
    fields = [*LEDGER.model_dump(mode="json")["fields"]]
    more = {"code": "seen_on", "name": "验收日期", "kind": "date", "filter": False}
    assert declared(fields=[*fields, more]).places == LEDGER.places


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"topic": None}, "topic", "“主题”必须填写"),
        ({"grade": "区级"}, "grade", "只能填：国家级、省级、市级"),
        ({"outside": "否"}, "address", "“院外地点”不适用，不填写"),
        ({"address": None}, "address", "“院外地点”必须填写"),
        ({"leader": "查无此人"}, "leader", "没有找到“查无此人”"),
        ({"leader": "A、B"}, "leader", "只能填一个"),
        ({"leader": "C"}, "leader", "负责人应在参加人员之中"),
        ({"post": "主任科员"}, "post", "“岗位”没有找到岗位“主任科员”"),
        ({"approved_on": "2025-03-06"}, "approved_on", "批准日期不能晚于开始日期"),
        ({"people_count": "-1"}, "people_count", "不能小于0人"),
        ({"nothing": "x"}, "", "本台账没有“nothing”这些项"),
    ],
)
def test_one_complaint_for_one_fault(changes: dict[str, object], field: str, says: str) -> None:
    (complaint,) = read(**changes).complaints
    assert complaint.field == field
    assert says in complaint.says


def test_a_span_ends_after_it_begins() -> None:
    common = Common(title="培训班", day=date(2025, 3, 5), unit="D1", until=date(2025, 3, 4))
    assert [one.says for one in read(common).complaints] == ["“结束日期”不能早于“开始日期”"]


def test_full_text_holds_nothing_personal() -> None:
    text = facts.words(LEDGER, read().facts, {"A": "职工甲"})
    assert "急救技能培训" in text
    assert "职工甲" in text
    assert "13800001234" not in text
    assert "a@example.cn" not in text


def test_the_model_ledger_works() -> None:
    assert checking.faults(LEDGER, KNOWN) == []


def field(code: str, **more: object) -> list[dict[str, object]]:
    return [{"code": code, "name": "某项", "kind": "text", **more}]


def rates(**changes: object) -> dict[str, object]:
    """A ledger with one rate, changed; example: what it must be for one provincial entry."""
    one = {"code": "x", "name": "某率", "numerator": "provincial", "denominator": "entries"}
    facts = {"topic": "甲", "grade": "省级", "leader": "A"}
    example: dict[str, object] = {
        "says": "一条省级",
        "entries": [{"day": "2025-01-01", "facts": facts}],
        "figures": {"entries": 1},
    }
    if "example" in changes:
        example["rates"] = {"x": changes.pop("example")}
    return {"rates": [{**one, **changes}], "examples": [example]}


@pytest.mark.parametrize(
    ("changes", "where", "says"),
    [
        ({"enter": [{"posts": ["nobody"]}]}, "enter", "岗位目录里没有 nobody"),
        ({"same": ["nothing"]}, "same", "没有字段 nothing"),
        ({"same": ["story"]}, "same", "要写 filter: true"),
        ({"tags": "grade"}, "tags", "应是本台账的多选字段"),
        ({"keep": "no_rule"}, "keep", "规则参数里没有 no_rule"),
        ({"procedure": "purchase"}, "procedure", "没有办理台账报送的程序"),
        (
            {"figures": [{"code": "x", "name": "数", "unit": "条", "of": "sum", "field": "topic"}]},
            "figures.x",
            "不是能相加的数",
        ),
        (
            {
                "figures": [
                    {"code": "x", "name": "数", "unit": "人", "of": "times", "field": "cost"}
                ]
            },
            "figures.x",
            "不能按个数计",
        ),
        (
            {"figures": [{"code": "x", "name": "数", "unit": "条", "tag": "nothing"}]},
            "figures.x",
            "没有标签",
        ),
        (
            {
                "figures": [
                    {
                        "code": "x",
                        "name": "数",
                        "unit": "条",
                        "where": {"all": [{"field": "grade", "equals": "world"}]},
                    }
                ]
            },
            "figures.x",
            "没有选项 world",
        ),
        (
            {"checks": [{"field": "topic", "is": "at_most", "other": "cost", "says": "不对不对"}]},
            "checks.1",
            "类型不同",
        ),
        (
            {
                "examples": [
                    {
                        "says": "数错的算例",
                        "entries": [
                            {
                                "day": "2025-01-01",
                                "facts": {"topic": "甲", "grade": "市级", "leader": "A"},
                            }
                        ],
                        "figures": {"entries": 2},
                    }
                ]
            },
            "examples.1",
            "算得 1条，写的是 2",
        ),
        (
            rates(denominator="tested"),
            "rates.x.denominator",
            "没有 tested 这个统计数；可用 entries",
        ),
        (rates(numerator="entries"), "rates.x", "分子和分母是同一个数"),
        (rates(numerator="running"), "rates.x", "一个计期末在册的，不能相除"),
        (
            rates(numerator="people"),
            "rates.x",
            "分子计人次，分母计条，不能算成%；换成同一单位的数，或写 unit: 人次/条",
        ),
        (rates(code="people"), "rates.people", "和统计数的编码相同"),
        (rates(example=50), "examples.1", "“某率”算得 100.0%，写的是 50"),
        (rates(example=None), "examples.1", "“某率”算得 100.0%，写的是 —"),
    ],
)
def test_a_ledger_that_can_not_work_is_refused_with_field_and_reason(
    changes: dict[str, Any], where: str, says: str
) -> None:
    fault = checking.faults(declared(**changes), KNOWN)[0]
    assert fault.field == where
    assert says in fault.says


def test_a_procedure_declared_for_what_few_may_know_of_keeps_it_from_others() -> None:
    made = filing.procedure_of(LEDGER).model_copy(update={"code": "by_hand"})
    few, sealed = ({"procedure": "by_hand", "secrecy": one} for one in ("few", "sealed"))
    plain = {"fields": [{"code": "talk", "name": "谈话", "kind": "text"}], "checks": []}
    plain |= {"same": [], "figures": [], "rates": [], "examples": [], "tags": ""}

    def says(changes: dict[str, Any], **update: bool) -> list[str]:
        known = replace(KNOWN, procedures={"by_hand": made.model_copy(update=update)})
        found = checking.faults(declared(everybody_reads=False, **changes), known)
        return [one.says for one in found if one.field == "procedure"]

    assert says({"procedure": "by_hand"}) == []
    assert "要写 in_person: true" in says(few)[0]
    assert says(few, in_person=True) == []
    assert "要写 sealed: true" in says(sealed | plain, in_person=True)[0]
    assert says(sealed | plain, in_person=True, sealed=True) == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"fields": field("day")}, "不能再作字段编码"),
        ({"fields": field("x", many=True)}, "可以有多个"),
        ({"fields": field("x", kind="long_text", filter=True)}, "长文字和文件不能筛选"),
        ({"fields": field("x", kind="id_card")}, "必须标为 sensitive"),
        ({"fields": field("x") * 2}, "字段编码写了两次"),
        ({"secrecy": "sealed"}, "没有能筛选"),
        ({"prefix": ""}, "要写 prefix"),
        ({"part_of": "outreach"}, "要一起写"),
    ],
)
def test_a_malformed_ledger_is_no_ledger(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        declared(**changes)


def test_a_sealed_ledger_counts_entries_alone() -> None:
    one = {"code": "persons", "name": "人员", "kind": "person", "many": True}
    figure = {"code": "x", "name": "人数", "unit": "人", "of": "distinct", "field": "persons"}
    none: dict[str, Any] = {"checks": [], "same": [], "rates": [], "examples": [], "tags": ""}
    sealed = declared(secrecy="sealed", fields=[one], figures=[figure], **none)
    (fault,) = checking.faults(sealed, KNOWN)
    assert (fault.field, fault.says) == ("figures.x", "内容加密的台账只能按条数计")


def test_too_many_filters_are_refused() -> None:
    fields = [*LEDGER.model_dump(mode="json")["fields"]]
    more = [
        {"code": f"x{n}", "name": f"数{n}", "kind": "integer", "filter": True} for n in range(6)
    ]
    fault = checking.faults(declared(fields=[*fields, *more]), KNOWN)[0]
    assert "能筛选（filter）的数字字段最多6个" in fault.says


def test_a_filing_is_handed_in_and_verified_by_different_people() -> None:
    made = filing.procedure_of(LEDGER)
    assert [step.key for step in made.steps] == ["submit", "verify"]
    assert made.different[0].by is By.PERSON
    assert made.by_key["verify"].ends is Outcome.COMPLETED


def row(day: date, **told: Any) -> counting.Row:
    return counting.Row(key=day, day=day, until=told.pop("until", None), unit="D1", facts=told)


def test_sums_by_tag_never_exceed_the_entries() -> None:
    """§7.2.4: an entry with two tags is one entry; its tags are counted once each."""
    rows = [
        row(date(2025, 7, 1), purposes=("teaching", "research")),
        row(date(2025, 7, 2), purposes=("teaching",)),
    ]
    year = {"start": date(2025, 1, 1), "end": date(2026, 1, 1)}
    figures = LEDGER.figures_by_code
    assert counting.total(LEDGER, figures["entries"], rows, **year) == 2
    assert counting.total(LEDGER, figures["teaching"], rows, **year) == 2


def test_in_force_at_the_end_of_a_period() -> None:
    running = LEDGER.figures_by_code["running"]
    rows = [row(date(2024, 5, 1)), row(date(2024, 6, 1), until=date(2025, 3, 30))]
    ends = {date(2025, 3, 31): 2, date(2025, 4, 1): 1, date(2024, 5, 15): 1}
    for end, wanted in ends.items():
        got = counting.total(LEDGER, running, rows, start=date(2024, 1, 1), end=end)
        assert got == Decimal(wanted), end


def test_what_stands_behind_a_code_is_somebody_else() -> None:
    typed = "张三（P1） 李四（P2）/王五（P3）；赵 六"
    assert facts.words_of(typed) == ["张三（P1）", "李四（P2）", "王五（P3）", "赵 六"]
