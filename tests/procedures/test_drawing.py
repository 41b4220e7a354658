"""The chart and the description say what the definition says, and nothing lies upon another."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree

from linghang.procedures.definitions import Procedure
from linghang.procedures.drawing.layout.rules import WIDTH, Layout
from linghang.procedures.drawing.rules import chart
from linghang.procedures.progress.rules import Status
from linghang.procedures.wording.rules import Names, opening, paragraphs
from tests.procedures.factories import procedure, step

NAMES = Names(
    posts={"head": "科主任", "office": "党办主任"},
    values={"some.months": 3},
    providers={"meetings.resolution": "会议已通过决议"},
)
MONEY = {"fields": [{"code": "amount", "name": "金额", "kind": "money", "unit": "元"}]}


def branching() -> Procedure:
    return procedure(
        step("s", needs=MONEY),
        step("x", "s", when={"all": [{"field": "amount", "at_least": 1000000}]}),
        step("y", "s", optional=True, returns_to=["s"]),
        step("z", "y", mode="n_of_m", count=2, of=3, may_reject=True),
        step("e", "x", "z", needs={"requirements": [{"provider": "meetings.resolution"}]}),
        intervals=[
            {"from": "y", "to": "z", "least": 5, "unit": "workdays"},
            {"from": "s", "to": "e", "most": "some.months", "unit": "months", "if_late": "refuse"},
        ],
        different=[{"steps": ["s", "z"], "by": "department"}],
    )


def test_the_chart_is_whole_xml_and_holds_every_title_term_and_separation() -> None:
    svg = chart(branching(), NAMES, {"s": Status.DONE})

    root = ElementTree.fromstring(svg)
    texts = [found.text or "" for found in root.iter("{http://www.w3.org/2000/svg}text")]
    told = "".join(texts)
    for number, key in enumerate("sxyze", start=1):
        assert f"{number}. 步骤{key}" in told
    assert "≥5个工作日" in texts
    assert "距第1步 ≤3个月" in texts
    assert "① 必须由不同的部门办理：步骤s、步骤z" in texts
    assert "flow-box flow-done" in svg
    assert 'stroke="currentColor"' in svg
    assert "#" not in svg.replace("url(#flow-head)", ""), "no colour of its own"


def test_a_term_that_counts_from_a_date_says_which() -> None:
    field = {"code": "since", "name": "起始日期", "kind": "date", "required": True}
    steps = step("s", needs={"fields": [field]}), step("x", "s"), step("e", "x")
    one = {"from": "s", "from_field": "since", "least": 5, "unit": "days"}
    definition = procedure(*steps, intervals=[{**one, "to": "x"}, {**one, "to": "e"}])

    svg = chart(definition, NAMES)

    assert svg.count(">距起始日期 ≥5日<") == 2
    assert "距“起始日期”不少于5日。" in paragraphs(definition, NAMES)[1].told


def test_what_a_hospital_writes_can_not_break_out_of_the_chart() -> None:
    evil = procedure({**step("s"), "title": "<b>&\"'"})

    assert "<b>" not in chart(evil, NAMES)


def test_no_box_lies_on_another_and_every_arrow_goes_down() -> None:
    definition = branching()
    layout = Layout(definition, dict.fromkeys(definition.by_key, 2))

    for one, other in combinations(layout.boxes.values(), 2):
        apart = abs(one.x - other.x) >= WIDTH or one.bottom <= other.y or other.bottom <= one.y
        assert apart, (one, other)
    for each in definition.steps:
        for before in each.after:
            corners = layout.path(before, each.key)
            assert corners[0][1] < corners[-1][1]
            assert corners[-1][1] == layout.boxes[each.key].y


def test_the_description_says_each_rule_in_a_sentence() -> None:
    told = {one.key: "".join(one.told) for one in paragraphs(branching(), NAMES)}

    assert "由科主任（全院）办理。" in told["s"]
    assert "与“步骤z”必须由不同的部门办理。" in told["s"]
    assert "只在这种情况下办理：“金额”不低于10000元。" in told["x"]
    assert "可以不办，直接进入下一步。" in told["y"]
    assert "退回到“步骤s”" in told["y"]
    assert "3人中2人同意。" in told["z"]
    assert "距“步骤y”不少于5个工作日。" in told["z"]
    assert "不同意的，写明理由，程序终止。" in told["z"]
    assert "“步骤x”、“步骤z”都办完后办理。" in told["e"]
    assert "前置条件：会议已通过决议。" in told["e"]
    assert "距“步骤s”不超过3个月，超过的不再办理。" in told["e"]
    assert "办完即办结。" in told["e"]
    assert any("党办主任（全院）写明理由后作废" in each for each in opening(branching(), NAMES))
