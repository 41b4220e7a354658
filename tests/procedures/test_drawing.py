"""The chart and the description say what the definition says, and nothing lies upon another."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import Any
from xml.etree import ElementTree

import pytest

from linghang.procedures.alternatives.rules import numbers, stations, titles
from linghang.procedures.definitions import Procedure
from linghang.procedures.drawing.layout.rules import WIDEST, WIDTH, Layout
from linghang.procedures.drawing.rules import LEAF_HEIGHT, Frame, chart
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
    svg = chart(branching(), NAMES, {"s": Status.DONE}).svg

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

    svg = chart(definition, NAMES).svg

    assert svg.count(">距起始日期 ≥5日<") == 2
    assert "距“起始日期”不少于5日。" in paragraphs(definition, NAMES)[1].told


def test_what_a_hospital_writes_can_not_break_out_of_the_chart() -> None:
    evil = procedure({**step("s"), "title": "<b>&\"'"})

    assert "<b>" not in chart(evil, NAMES, frame=Frame(heading="<b>", notes=("<b>",))).svg


def chain(length: int) -> Procedure:
    """Steps in a row; the middle one may send back to the first, and the last may, too."""
    sent = {length // 2: ["s0"], length - 1: ["s0"]}
    return procedure(
        *(
            step(f"s{n}", *([f"s{n - 1}"] if n else []), returns_to=sent.get(n, []))
            for n in range(length)
        )
    )


@pytest.mark.parametrize("definition", [branching(), chain(12), chain(40)], ids=["few", "12", "40"])
def test_no_box_lies_on_another_and_no_line_runs_through_one(definition: Procedure) -> None:
    layout = Layout(stations(definition), dict.fromkeys(definition.by_key, 2))
    boxes = layout.boxes.values()

    for one, other in combinations(boxes, 2):
        apart = abs(one.x - other.x) >= WIDTH or one.bottom <= other.y or other.bottom <= one.y
        assert apart, (one, other)
    lines = [layout.path(before, each.key) for each in definition.steps for before in each.after]
    for corners in lines:
        end = next(box for box in boxes if box.middle == corners[-1][0] and box.y == corners[-1][1])
        assert corners[-2][1] < end.y, "every arrow enters from above"
    back = [each.key for each in definition.steps if each.returns_to]
    lines += layout.returning(back, definition.steps[0].key, 0)
    for corners in lines:
        for (x, y), (to_x, to_y) in pairwise(corners):
            for box in boxes:
                beside = max(x, to_x) <= box.x or min(x, to_x) >= box.right
                assert beside or max(y, to_y) <= box.y or min(y, to_y) >= box.bottom


def test_a_long_procedure_stands_in_bands_side_by_side_and_no_wider_than_a_page() -> None:
    short, middle, long = (chart(chain(length), NAMES) for length in (4, 12, 80))

    assert (short.width < 400, short.leaves) == (True, ())
    assert middle.width < middle.height * 1.3
    assert not middle.leaves, "two bands can be read on one leaf"
    assert long.width <= WIDEST + 40
    assert long.height > LEAF_HEIGHT


def test_what_is_too_long_for_a_leaf_of_paper_is_cut_between_two_rows() -> None:
    wide = procedure(
        step("a"),
        *(step(f"b{n}", "a") for n in range(4)),
        *(step(f"c{n}", "b0" if n == 0 else f"c{n - 1}") for n in range(30)),
    )

    found = chart(wide, NAMES)

    views = [tuple(map(int, view.split())) for view in found.leaves]
    assert len(views) == 3
    assert views[0][:2] == (0, 0)
    assert all(y + height == then[1] for (_, y, _, height), then in pairwise(views))
    assert views[-1][1] + views[-1][3] == found.height
    assert 'id="flow-whole"' in found.svg, "the leaves find what they show"


CLASSES = {
    "code": "class",
    "name": "类别",
    "kind": "choice",
    "options": [{"code": "drug", "name": "药品"}, {"code": "works", "name": "基建"}],
}


def by_class(**works: Any) -> Procedure:
    """A request, an argument by the office of the class, and a payment."""

    def argued(code: str, name: str, post: str, **facts: Any) -> dict[str, Any]:
        picks = {"all": [{"field": "class", "equals": code}]}
        return {**step(code, "s", post=post, when=picks, **facts), "title": f"论证（{name}）"}

    return procedure(
        step("s", needs={"fields": [CLASSES]}),
        argued("drug", "药品", "head"),
        argued("works", "基建", "office", **works),
        step("x", "drug", "works", beside=True, optional=True),
        step("e", "x"),
        different=[
            {"steps": ["drug", "works"], "against": ["e"]},
            {"steps": ["drug", "works"], "against": ["e"], "by": "department"},
        ],
    )


def test_steps_of_which_an_answer_picks_one_are_one_box_with_one_number() -> None:
    definition = by_class()

    told = chart(definition, NAMES).svg
    assert [one.title for one in stations(definition)] == ["步骤s", "论证", "步骤x", "步骤e"]
    assert numbers(definition) == {"s": "1", "drug": "2", "works": "2", "x": "", "e": "3"}
    assert "2. 论证" in told
    assert "药品：科主任（全院）" in told
    assert "基建：党办主任（全院）" in told
    assert "① 必须由不同的人办理：论证 ——" in told, "named once, not by class"
    assert titles(definition, ["works", "e"]) == ["论证（基建）", "步骤e"]

    picked = {"s": Status.DONE, "drug": Status.SKIPPED, "works": Status.OPEN}
    running = chart(definition, NAMES, picked).svg
    assert "2. 论证（基建）" in running
    assert "药品：" not in running, "what the answer left out is no part of this one"


@pytest.mark.parametrize(
    "works",
    [{"returns_to": ["s"]}, {"may_reject": True}, {"stage": "另一阶段"}, {"optional": True}],
)
def test_what_differs_in_more_than_the_answer_keeps_its_own_box(works: dict[str, Any]) -> None:
    assert len(stations(by_class(**works))) == 5


def test_what_keeps_two_steps_apart_is_said_once_by_the_stricter_rule() -> None:
    told = {one.key: "".join(one.told) for one in paragraphs(by_class(), NAMES)}

    assert "与“论证”必须由不同的部门办理。" in told["e"]
    assert told["e"].count("必须由") == 1
    assert told["drug"].count("“步骤e”必须由不同的部门办理") == 1


def test_the_file_that_hangs_on_a_wall_has_its_name_and_its_ground() -> None:
    alone = chart(
        branching(), NAMES, frame=Frame(heading="某院某程序流程图", notes=("依据：某法",))
    )

    texts = "".join(ElementTree.fromstring(alone.svg).itertext())
    assert "某院某程序流程图" in texts
    assert "依据：某法" in texts
    assert "inherit" not in alone.svg


def test_the_description_says_each_rule_in_a_sentence() -> None:
    told = {one.key: "".join(one.told) for one in paragraphs(branching(), NAMES)}

    assert "由科主任（全院）办理。" in told["s"]
    assert "与“步骤z”必须由不同的部门办理。" in told["s"]
    assert "只在这种情况下办理：“金额”不低于1万元。" in told["x"]
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
