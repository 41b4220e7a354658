"""The rules of procurement (handbook §4.5, §4.6) on the declared procedures, without a database."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from linghang.foundation.parameters import catalog as parameters
from linghang.foundation.parameters.definitions import Lock
from linghang.procedures import catalog
from linghang.procedures.definitions import By, Mode, Outcome
from linghang.procedures.progress.rules import Document, Status, Way, state_of
from linghang.procedures.rules import terms_of
from linghang.procedures.terms.rules import due
from tests.catalogs.purchasing import BOUGHT, Buying
from tests.catalogs.test_procedures import VALUES
from tests.procedures.factories import codes

PROCEDURE = catalog.catalog()["procurement"]
SMALL = ("contract_supplement", "supplier_exclusion", "supplier_challenge")
CATEGORIES = ("drug", "works", "equipment", "information", "general", "research")
NEED = tuple(f"need_{one}" for one in CATEGORIES)
ACCEPTANCE = tuple(f"acceptance_{one}" for one in CATEGORIES)
PAYMENTS = ("advance_payment", "progress_payment", "payment", "retention_payment")
BUYING = ("purchase", "award", "contract")
INITIATING = tuple(step.key for step in PROCEDURE.steps if step.stage == "立项")
# §4.5.1: (one duty, other duty, ● whether their departments must differ, too).
FORBIDDEN = {
    "立项×采购执行": (INITIATING, BUYING, True),
    "需求参数×评审": (NEED, ("evaluation",), False),
    "采购执行×验收": (BUYING, ACCEPTANCE, True),
    "验收×付款审批": (ACCEPTANCE, PAYMENTS, False),
    "评审×合同签订": (("evaluation",), ("contract",), False),
    "采购执行×入库": (BUYING, ("storage",), False),
}
# The table of §4.5: what a row's office may not do (✗), by the steps in which it acts.
CROSSED = {
    "使用科室": (("request",), (*BUYING, "evaluation", *PAYMENTS)),
    "归口管理部门": (NEED, (*BUYING, "evaluation", *PAYMENTS)),
    "财务": (PAYMENTS, (*BUYING, *ACCEPTANCE)),
    "采购中心": (BUYING, ("request", *NEED, "evaluation", *ACCEPTANCE, "storage", *PAYMENTS)),
    "评审专家": (("evaluation",), (*NEED, *ACCEPTANCE)),
}


def kept_apart(one: str, other: str) -> set[By]:
    return {
        by.by for by in PROCEDURE.different if {one, other} in map(set, by.pairs) and one != other
    }


@pytest.mark.parametrize("pair", FORBIDDEN)
def test_every_forbidden_pair_is_kept_apart_by_person_and_where_marked_by_department(
    pair: str,
) -> None:
    """§4.5.1: 立项×采购 ●, 需求参数×评审, 采购×验收 ●, 验收×付款, 评审×合同, 采购×入库."""
    ones, others, by_department = FORBIDDEN[pair]

    for one, other in product(ones, others):
        found = kept_apart(one, other)
        assert found, (pair, one, other)
        assert (By.DEPARTMENT in found) or not by_department, (pair, one, other)


def test_who_entered_the_collective_decision_has_no_part_in_buying() -> None:
    """§4.5.1 ●: 集体决定 is 立项, too."""
    course = Buying().until_method(amount="600000")
    both = {"person": "somebody", "departments": frozenset({"H"})}
    assert course.go("collective_decision", BOUGHT, course.by("collective_decision", **both))

    assert codes(course.go("purchase", BOUGHT, course.by("purchase", **both))) == {"separation"}
    assert {"initiation", "collective_decision_off", "countersign"} < set(INITIATING)


@pytest.mark.parametrize("office", CROSSED)
def test_what_the_table_crosses_out_for_an_office_no_person_of_it_does_on_one_purchase(
    office: str,
) -> None:
    """§4.5: each ✗ of the table is forbidden for the same person on the same project."""
    ones, others = CROSSED[office]

    assert not [pair for pair in product(ones, others) if not kept_apart(*pair)]


def test_who_asked_never_accepts_alone() -> None:
    """§4.5.1: 申请×验收(alone): the department accepts together with the owner of the category."""
    for key in ACCEPTANCE:
        step = PROCEDURE.by_key[key]
        assert step.mode is Mode.ALL
        assert [seat.posts for seat in step.who][1] == ("department_head",)
    course = Buying().until_contract()
    head = course.by("acceptance_equipment", 1)
    assert course.go("acceptance_equipment", date(2026, 5, 6), head)

    both = course.by("acceptance_equipment", 0, person=head.person, departments=head.departments)
    assert codes(course.go("acceptance_equipment", date(2026, 5, 6), both)) == {"spoken"}
    assert not state_of(PROCEDURE, course.acts).is_done("acceptance_equipment")


@pytest.mark.parametrize("code", ["procurement", *SMALL])
def test_discipline_supervises_and_never_acts_under_whatever_other_post(code: str) -> None:
    """§4.5.2, 任何×监督 of §4.5.1: no step, start or voiding falls to discipline staff."""
    definition = catalog.catalog()[code]
    discipline = {"discipline_secretary", "discipline_office_director", "discipline_officer"}

    assert set(definition.never) == discipline
    assert discipline.isdisjoint(post for seat in definition.doing for post in seat.posts)
    course = Buying(code)
    first = definition.steps[0].key
    doer = course.by(first)
    officer = course.by(first, person="officer")
    held = frozenset({doer.post, "discipline_officer"})
    two_posts = type(officer)(
        person="officer", post=doer.post, unit="CARD", departments=frozenset(), held=held
    )
    assert "never" in codes(course.ask(first, two_posts))


def test_each_category_has_exactly_one_owner_who_argues_and_accepts() -> None:
    """§4.6.1: 归口: drugs and reagents, works, equipment, IT, general goods, research goods."""
    category = PROCEDURE.fields["category"]
    owners = {
        "drug": "pharmacy_director",
        "works": "works_director",
        "equipment": "equipment_director",
        "information": "information_director",
        "general": "logistics_director",
        "research": "research_director",
    }
    assert {one.code for one in category.options} == set(owners)
    for code, post in owners.items():
        for key in (f"need_{code}", f"acceptance_{code}"):
            step = PROCEDURE.by_key[key]
            assert step.who[0].posts == (post,)
            assert step.when is not None
            assert step.when.all[0].equals == code
    course = Buying(category="drug")
    course.go("request", BOUGHT)
    open_steps = {one.key for one in Way(state_of(PROCEDURE, course.acts), VALUES).open()}
    assert open_steps == {"need_drug"}


def test_the_methods_are_those_of_the_law_and_the_two_that_the_authority_approved() -> None:
    """§4.6.2: 公开招标, 邀请招标, 竞争性谈判, 单一来源, 询价, 竞争性磋商, 框架协议."""
    names = [one.name for one in PROCEDURE.fields["method"].options]

    assert sorted(names) == sorted(
        ["公开招标", "邀请招标", "竞争性谈判", "竞争性磋商", "单一来源", "询价", "框架协议"]
    )


@pytest.mark.parametrize("code", ["proc.open_tender", "proc.decentralised"])
def test_thresholds_are_the_provinces_and_the_hospital_writes_them_in(code: str) -> None:
    """§4.6.3: thresholds are set by the province, so none is locked and the source says so."""
    one = parameters.catalog()[code]

    assert one.lock is Lock.NONE
    assert "由医院按本省标准填写" in one.source


def test_from_the_open_tender_amount_on_another_method_needs_its_approval() -> None:
    """§4.6.3: at the amount an open tender is the rule; another method brings its approval."""
    course = Buying(method="negotiation").until_method(amount="2000000", in_budget="否")
    course.go("collective_decision_off", BOUGHT, course.by("collective_decision_off"))

    assert codes(course.go("purchase", BOUGHT, papers=[])) == {"document"}
    assert course.go("purchase", BOUGHT)


def test_single_source_names_its_ground_with_what_the_ground_asks_for() -> None:
    """§4.6.4: (1) irreplaceable, (2) emergency, (3) consistency with the original contract."""
    course = Buying(method="single").until_method()

    assert codes(course.go("purchase", BOUGHT)) == {"field"}
    asked = {
        ground: "".join(
            one.says for one in course.go("purchase", BOUGHT, single_ground=ground).blocks
        )
        for ground in ("only_supplier", "emergency", "consistency")
    }
    assert "不可替代的专利" in asked["only_supplier"]
    assert "“紧急情况”必须填写" in asked["emergency"]
    assert "“原合同编号”必须填写" in asked["consistency"]
    told = {"single_ground": "emergency", "emergency_facts": "突发公共卫生事件"}
    assert course.go("purchase", BOUGHT, **told)


def great_single_source() -> Buying:
    course = Buying(
        method="single", single_ground="only_supplier", irreplaceable="专利", in_budget="是"
    ).until_method(amount="2000000")
    assert course.go("collective_decision", BOUGHT)
    assert course.go("purchase", BOUGHT)
    return course


def test_a_great_single_source_is_published_for_five_workdays_with_three_experts() -> None:
    """§4.6.5: expert statements (≥3), publicity ≥ 5 working days, objections and their answer."""
    course = great_single_source()
    course.filled["intended_supplier"] = "某公司"
    two = [Document(kind="expert_opinion", sha256="0" * 64)] * 2
    paper = Document(kind="publicity", sha256="0" * 64)
    lack = course.go("single_source_notice", BOUGHT, papers=[*two, paper])
    assert "专家论证意见”（应有 3 份，现有 2 份）" in lack.decision.reason
    assert course.go("single_source_notice", BOUGHT)

    # Wednesday 1 April; 4 to 6 April is Qingming: the fifth workday is Thursday 9 April.
    assert codes(course.go("single_source_answer", date(2026, 4, 8), objections="否")) == {"early"}
    assert codes(course.go("single_source_answer", date(2026, 4, 9), objections="是")) >= {"field"}
    expert = course.by("evaluation")
    assert codes(course.go("evaluation", date(2026, 4, 9), expert)) >= {"not_open"}
    assert course.go("single_source_answer", date(2026, 4, 9), objections="否")
    assert course.go("evaluation", date(2026, 4, 9), expert)


def test_a_smaller_single_source_or_another_ground_needs_no_publicity() -> None:
    """§4.6.5: only at or above the open-tender amount and on ground (1)."""
    course = Buying(method="single", single_ground="only_supplier", irreplaceable="专利")
    course.until_method()
    course.go("purchase", BOUGHT)

    way = Way(state_of(PROCEDURE, course.acts, in_force=course.facts.in_force), VALUES)
    assert way.status("single_source_notice") is Status.SKIPPED
    assert {one.key for one in way.open()} == {"evaluation"}


def test_bids_are_open_for_twenty_days_and_the_documents_for_five_workdays() -> None:
    """§4.6.6: from issue of the documents to the deadline ≥ 20 days; available ≥ 5 workdays."""
    course = Buying().until_method()
    course.go("purchase", BOUGHT)

    short = course.go("tender_notice", BOUGHT, documents_until="2026-04-08")
    assert "“招标文件提供至”不早于2026-04-09" in short.decision.reason
    early = course.go("tender_notice", BOUGHT, bids_until="2026-04-20")
    assert "“投标截止”不早于2026-04-21" in early.decision.reason
    assert course.go("tender_notice", BOUGHT, bids_until="2026-04-21")
    expert = course.by("evaluation")
    assert codes(course.go("evaluation", date(2026, 4, 20), expert)) == {"early"}
    assert course.go("evaluation", date(2026, 4, 21), expert)


@pytest.mark.parametrize(
    ("size", "experts", "suppliers", "says"),
    [
        ("4", "3", "3", "“小组人数”应当是单数"),
        ("1", "1", "3", "至少要有“小组人数”3人"),
        ("5", "3", "3", "不到66.67%"),
        ("3", "2", "2", "至少要有“参加的供应商”3家"),
        ("3", "2", "3", ""),
    ],
)
def test_a_negotiation_group_is_odd_at_least_three_with_two_thirds_experts_and_three_suppliers(
    size: str, experts: str, suppliers: str, says: str
) -> None:
    """§4.6.7: odd number ≥3, experts ≥ ⅔; suppliers ≥3 (negotiation, inquiry)."""
    course = Buying(method="negotiation").until_method()
    course.go("purchase", BOUGHT)

    answer = course.go("group", BOUGHT, group_size=size, group_experts=experts, suppliers=suppliers)

    assert bool(answer) is not bool(says)
    assert says in answer.decision.reason


def test_contract_terms_are_thirty_days_seven_and_two_workdays() -> None:
    """§4.6.9: signed ≤30 days after award, copy ≤7 workdays, published ≤2 workdays."""
    course = Buying().until_contract()
    state = state_of(PROCEDURE, course.acts)

    def last(key: str) -> date | None:
        return due(terms_of(PROCEDURE, key, state, course.facts))

    assert last("contract") == date(2026, 5, 24)
    assert last("contract_publication") == date(2026, 4, 28)  # Friday 24 April + 2 workdays
    assert last("contract_filing") == date(2026, 5, 8)  # 1 to 5 May is a holiday


def test_questions_are_answered_in_three_challenges_in_seven_workdays() -> None:
    """§4.6.10: inquiry ≤3, 质疑 raised ≤7 and answered ≤7, 投诉 ≤15, decision ≤30 workdays."""
    definition = catalog.catalog()["supplier_challenge"]
    most = {
        (one.start, one.end): VALUES[str(one.most)]
        for one in definition.intervals
        if one.unit.value == "workdays"
    }
    assert most == {
        ("received", "inquiry_answer"): 3,
        ("received", "challenge_answer"): 7,
        ("challenge_answer", "complaint"): 15,
        ("complaint", "decision"): 30,
    }
    told = {"project": "监护仪", "kind": "challenge", "content": "评审有误"}
    course = Buying("supplier_challenge", **told)
    late = course.go("received", date(2026, 4, 14), known_on="2026-04-01")
    assert codes(late) == {"explain"}, "after seven workdays it may be taken in, explained"
    assert course.go("received", date(2026, 4, 13), known_on="2026-04-01")
    assert codes(course.go("inquiry_answer", date(2026, 4, 14))) >= {"skipped"}
    assert course.go("challenge_answer", date(2026, 4, 15))
    assert course.go("complaint", date(2026, 4, 20), complained="是")
    assert course.go("decision", date(2026, 5, 20))
    assert course.go("filed", date(2026, 5, 21))
    assert state_of(definition, course.acts).outcome is Outcome.COMPLETED


@pytest.mark.parametrize("code", ["procurement", *SMALL])
def test_the_file_of_a_purchase_is_kept_fifteen_years(code: str) -> None:
    """§4.6.11: kept ≥ 15 years from the end of the procurement; the parameter is a floor."""
    assert catalog.catalog()[code].keep == "proc.keep_years"
    one = parameters.catalog()["proc.keep_years"]
    assert (one.typed, one.lock) == (15, Lock.FLOOR)


def test_goods_are_accepted_item_by_item_by_members_and_complex_ones_with_a_testing_body() -> None:
    """§4.6.12: 验收书 per technical, service and safety item; large or complex → testing body."""
    course = Buying().until_contract()
    day = date(2026, 5, 6)

    assert (
        "“安全标准”应为合格或不涉及"
        in course.go("acceptance_equipment", day, safety="failed").decision.reason
    )
    assert codes(course.go("acceptance_equipment", day, members="")) == {"field"}
    only_note = [Document(kind="acceptance", sha256="0" * 64)]
    lack = course.go("acceptance_equipment", day, papers=only_note, complex="是")
    assert "质量检测机构的报告" in lack.decision.reason
    assert course.go("acceptance_equipment", day, complex="是")


def test_every_expert_and_the_buyer_declare_no_ties_of_the_last_three_years() -> None:
    """§4.6.13: labour relation, board, controlling shares, family; each evaluator for oneself."""
    course = Buying().until_method()
    for key in ("purchase", "tender_notice"):
        course.go(key, BOUGHT)
    day = date(2026, 4, 22)
    one = course.by("evaluation", person="one", departments=frozenset())
    other = course.by("evaluation", person="other", departments=frozenset())

    assert codes(course.go("evaluation", day, one, no_ties="否")) == {"requirement"}
    assert course.go("evaluation", day, one)
    assert codes(course.go("evaluation", day, other, no_ties="")) >= {"field"}
    assert course.go("evaluation", day, other)
    assert codes(course.go("award", day, buyer_no_ties="否")) == {"requirement"}
    assert VALUES["proc.recusal_years"] == 3


def test_no_purchase_contract_is_signed_without_the_integrity_contract() -> None:
    """§4.6.14: 廉洁购销合同 together with every purchase contract."""
    course = Buying().until_contract()
    papers = {one.kind: one.least for one in PROCEDURE.by_key["contract"].needs.documents}
    assert papers["integrity_contract"] == 1

    again = Buying().until_method()
    assert again.definition.by_key["contract"].when is None, "whatever the category"
    assert course.acts[-1].step == "contract"


def test_equipment_that_comes_free_with_consumables_is_not_argued_for() -> None:
    """§4.6.15: 投放 or donation bundled with consumables is treated as commercial bribery."""
    course = Buying()
    course.go("request", BOUGHT)

    refused = course.go("need_equipment", BOUGHT, free_use="是")

    assert codes(refused) == {"requirement"}
    assert "“附带供应商无偿提供的设备”应为否" in refused.decision.reason


def test_only_a_great_sum_goes_to_the_meeting_and_off_budget_from_a_smaller_one() -> None:
    """§2.2.2: 50 万 in budget and 20 万 outside go to collective decision, decided by a meeting."""
    waiting = {}
    for amount, in_budget in (("499999", "是"), ("500000", "是"), ("200000", "否")):
        course = Buying().until_method(amount=amount, in_budget=in_budget)
        way = Way(state_of(PROCEDURE, course.acts, in_force=course.facts.in_force), VALUES)
        waiting[amount] = {one.key for one in way.open()}

    assert waiting == {
        "499999": {"purchase"},
        "500000": {"collective_decision"},
        "200000": {"collective_decision_off"},
    }
    for key in ("collective_decision", "collective_decision_off"):
        (one,) = PROCEDURE.by_key[key].needs.requirements
        assert one.provider == "meetings.resolution"


def test_a_department_asks_only_with_its_meeting_and_the_opinion_of_its_branch() -> None:
    """§2.9.1: purchase requests are discussed in the department; without the opinion returned."""
    told = [
        (one.provider, dict(one.params)) for one in PROCEDURE.by_key["request"].needs.requirements
    ]

    assert [provider for provider, _ in told] == ["meetings.resolution", "meetings.branch_opinion"]
    assert told[0][1]["body"] == "department_meeting"
    assert told[1][1] == {"matter": "purchase"}


@pytest.mark.parametrize(
    ("amount", "price", "method", "bound"),
    [("490000", "510000", "open", "50万元"), ("1990000", "2010000", "framework", "200万元")],
)
def test_a_price_that_reaches_what_the_amount_did_not_goes_back_to_the_request(
    amount: str, price: str, method: str, bound: str
) -> None:
    """B17, §4.6.3: no explanation takes the place of the collective decision or of the approval."""
    course = Buying().until_method(amount=amount, method=method)
    day = date(2026, 4, 22)
    for key in ("collective_decision", "purchase", "tender_notice"):
        course.go(key, BOUGHT)
    for person in ("expert one", "expert two"):
        course.go("evaluation", day, course.by("evaluation", person=person))

    answer = course.go("award", day, price=price, explanation="资金来源为自有资金")
    assert codes(answer) == {"requirement"}
    assert f"达到{bound}，“预算金额”" in answer.decision.reason
    assert course.go("award", day, price=amount)
    for _ in range(2):
        course.go("contract_review", day)
    answer = course.go("contract", day, contract_amount=price, explanation="双方协商一致")
    assert codes(answer) == {"requirement"}
    assert {"request", "award"} < {
        *PROCEDURE.by_key["award"].returns_to,
        *PROCEDURE.by_key["contract"].returns_to,
    }
