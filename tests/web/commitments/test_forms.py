"""Every deed as a form: what it does, whom it does not let in, what it says to wrong input."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linghang.commitments.models import Commitment, Note, Observation, Produced
from linghang.commitments.targets.rules import Op, Target
from linghang.foundation.search import services as search
from tests.ledgers import hospital as ledgers
from tests.web.commitments.world import TODAY, World

pytestmark = pytest.mark.one_engine


def one(row: Commitment, rest: str = "") -> str:
    return f"/commitments/one/{row.pk}/{rest}"


def shut(world: World, url: str, *posts: str) -> None:
    """These posts can't send it; whether they can look at it tells the table of permissions."""
    for post in posts:
        assert world.client(post).post(url, {}).status_code == 404, (post, url)


def test_a_look_back_is_planned_put_off_and_told(world: World) -> None:
    row = world.measures[2]  # goes on
    shut(world, one(row, "review/plan/"), "cardiology_head", "orthopaedics_head", "hr_director")
    shut(world, one(row, "review/"), "cardiology_head", "hr_director")
    assert "已经过去" in world.post("party_clerk", one(row, "review/plan/"), 422, on="2025-06-02")
    told = world.post("party_clerk", one(row, "review/plan/"), on="2025-09-01")
    assert "已安排2025年9月1日回头看" in told
    assert "已经安排" in world.post(
        "party_clerk", one(row, "review/plan/"), 422, on="2025-09-01", review="0"
    )
    planned = row.reviews.get()
    put_off = {"on": "2025-10-01", "review": str(planned.pk)}
    for day, reason, says in (
        ("2025-10-01", "", "改期要写明理由"),
        ("2035-01-01", "忙", "最迟推到"),
    ):
        given = {**put_off, "on": day, "reason": reason}
        assert says in world.post("party_clerk", one(row, "review/plan/"), 422, **given)
    put_off["reason"] = "等审计结束"
    told = world.post("party_clerk", one(row, "review/plan/"), **put_off)
    assert "2025-10-01（原定2025-09-01，等审计结束）" in told
    assert row.reviews.get().planned_on == date(2025, 10, 1)
    assert "必填" in world.post("party_clerk", one(row, "review/"), 422, rebound="0", text="")
    told = world.post("party_clerk", one(row, "review/"), rebound="0", text="抽查三个月台账")
    assert "已登记：巩固" in told
    assert "抽查三个月台账" in told


def test_what_has_relapsed_is_opened_again(world: World) -> None:
    row = world.on.close(world.measures[0])
    assert "已登记：反弹，重新办理" in world.post(
        "party_clerk", one(row, "review/"), rebound="1", text="又有两笔没有询价"
    )
    row.refresh_from_db()
    assert row.standing == "reopened"
    shut(world, one(row, "review/"), "party_clerk")  # first it is done again


def test_a_wrong_closing_is_taken_back(world: World) -> None:
    row = world.measures[0]
    shut(world, one(row, "correct/"), "party_clerk")  # nothing to take back yet
    world.on.close(row)
    shut(world, one(row, "correct/"), "cardiology_head", "vice_president", "hr_director")
    early = {"day": "2025-05-01", "reason": "材料是另一项的"}
    assert "之后、今天之前" in world.post("party_clerk", one(row, "correct/"), 422, **early)
    assert "必填" in world.post("party_clerk", one(row, "correct/"), 422, day="2025-06-03")
    assert "已更正，恢复办理" in world.post(
        "party_clerk", one(row, "correct/"), day="2025-06-03", reason="材料是另一项的"
    )
    row.refresh_from_db()
    assert row.standing == "open"


def test_a_commitment_is_voided_with_all_below_it(world: World) -> None:
    row = world.problems[0]
    shut(world, one(row, "void/"), "cardiology_head", "party_secretary", "hr_director")
    assert "必填" in world.post("party_clerk", one(row, "void/"), 422, reason=" ")
    told = world.post("party_clerk", one(row, "void/"), reason="与问题2重复")
    assert "已作废3项；仍看得到，不再计入" in told
    assert "与问题2重复" in told
    shut(world, one(row, "void/"), "party_clerk")


def test_a_result_is_entered_and_taken_back(world: World) -> None:
    row = world.measures[0]
    shut(world, one(row, "produce/"), "party_clerk", "vice_president", "hr_director")
    given = {"code": "policy_revised", "number": "2", "title": "采购办法", "day": "2025-06-01"}
    assert "要大于0" in world.post(
        "cardiology_head", one(row, "produce/"), 422, **given | {"number": "0"}
    )
    named = world.post("cardiology_head", one(row, "produce/"), 422, **given, names="某人")
    assert "“修订制度”不登记人员" in named
    assert "在方案开始以前" in world.post(
        "cardiology_head", one(row, "produce/"), 422, **given | {"day": "2025-01-01"}
    )
    assert "已登记成果" in world.post("cardiology_head", one(row, "produce/"), **given)
    money = {"code": "money", "number": "1250.5", "title": "退回多付款", "day": "2025-06-01"}
    assert "1,250.50元" in world.post("cardiology_head", one(row, "produce/"), **money)
    made = Produced.objects.get(commitment=row, code="policy_revised")
    url = one(row, f"yields/{made.pk}/void/")
    shut(world, url, "party_clerk", "orthopaedics_head")
    assert "必填" in world.post("cardiology_head", url, 422, reason="")
    told = world.post("cardiology_head", url, reason="重复登记")
    assert "<del>2项</del>" in told
    assert "2025-06-03作废</span> 职工P3：重复登记" in told
    shut(world, url, "cardiology_head")


def test_a_file_is_taken_off_and_stays_to_be_seen(world: World) -> None:
    row = world.measures[0]
    paper = row.papers.get()
    url = one(row, f"papers/{paper.pk}/take-off/")
    shut(world, url, "party_clerk", "orthopaedics_head", "hr_director")
    assert "必填" in world.post("cardiology_head", url, 422, reason="")
    told = world.post("cardiology_head", url, reason="是另一项任务的材料")
    assert f'<del><a href="{one(row, f"papers/{paper.pk}/")}">会议记录.pdf</a></del>' in told
    assert "撤下</span> 职工P3：是另一项任务的材料" in told
    assert world.client("party_clerk").get(one(row, f"papers/{paper.pk}/")).status_code == 200
    assert "还差：没有2025年4月1日以后形成的佐证材料" in world.text(
        "cardiology_head", one(row, "apply/")
    )
    world.on.prove(row)
    world.on.apply(row)
    last = row.papers.get(removed_on=None)
    shut(world, one(row, f"papers/{last.pk}/take-off/"), "cardiology_head")


def test_a_report_is_corrected_and_the_old_one_stays(world: World) -> None:
    row = world.measures[0]
    old = row.notes.get()
    url = one(row, f"notes/{old.pk}/correct/")
    shut(world, url, "party_clerk", "orthopaedics_head", "hr_director")
    right = {"done": "修订了一项制度", "percent": "30", "day": "2025-06-03"}
    assert "必填" in world.post("cardiology_head", url, 422, **right)
    wrong = world.post("cardiology_head", url, 422, **right | {"percent": "130"}, reason="多填")
    assert "100" in wrong
    told = world.post("cardiology_head", url, **right, reason="多填了一项")
    assert "<del>修订了两项制度</del>" in told
    assert "多填了一项" in told
    new = Note.objects.get(corrects=old)
    assert new.period == old.period
    row.refresh_from_db()
    assert row.percent == 30
    shut(world, url, "cardiology_head")  # the new one is corrected, not the old one again


def test_where_a_commitment_stands_is_changed_and_approved_again(world: World) -> None:
    row, problem = world.measures[1], world.problems[1]
    url = one(row, "move/")
    shut(world, url, "orthopaedics_head", "party_secretary", "hr_director")
    shut(world, one(problem, "move/"), "party_clerk")  # fed back: it keeps its place
    assert "必填" in world.post("party_clerk", url, 422, parent=str(problem.pk))
    assert "不在" in world.post("party_clerk", url, 422, parent=str(row.pk), reason="换")
    told = world.post("party_clerk", url, parent=str(problem.pk), reason="属于问题2")
    assert "已移到1.2 问题2之下。需重新审定。" in told
    row.refresh_from_db()
    assert row.needs_approval
    assert list(row.answers.values_list("problem", flat=True)) == [problem.pk]
    world.post("party_secretary", f"/commitments/{world.programme.pk}/approve/", text="同意")
    row.refresh_from_db()
    assert not row.needs_approval


def test_a_draft_is_moved_without_a_reason(world: World) -> None:
    first, second = (world.on.add(world.draft, "aspect", f"方面{n}") for n in (1, 2))
    problem = world.on.add(world.draft, "problem", "问题", parent=first.pk)
    told = world.post("party_clerk", one(problem, "move/"), parent=str(second.pk))
    assert "之下。" in told
    assert "需重新审定" not in told
    problem.refresh_from_db()
    assert problem.parent == second


def test_the_figure_of_a_target_is_observed_with_what_it_rests_on(world: World) -> None:
    aim = Target(op=Op.AT_LEAST, value=Decimal(90), unit="%")
    row = world.on.measure(world.problems[0], "合格率不低于90%", target=aim.told())
    shut(world, one(row, "observe/"), "party_clerk", "cardiology_head")  # not begun
    world.on.approve(world.programme)
    shut(world, one(row, "observe/"), "orthopaedics_head", "hr_director", "vice_president")
    shut(world, one(world.measures[0], "observe/"), "cardiology_head")  # aims at nothing
    given = {"value": "85.5", "day": "2025-06-01"}
    late = world.post("cardiology_head", one(row, "observe/"), 422, **given | {"day": "2025-06-09"})
    assert "在今天以后" in late
    table = SimpleUploadedFile("统计表.pdf", b"%PDF-1.4 1", "application/pdf")
    told = world.post("cardiology_head", one(row, "observe/"), **given, basis=table)
    assert "已登记目标现值" in told
    assert "85.5%" in told
    assert "统计表.pdf" in told
    paper = row.papers.get()
    again = {"value": "91", "day": "2025-06-01", "paper": str(paper.pk)}
    assert "<del>85.5%</del>" in world.post("cardiology_head", one(row, "observe/"), **again)
    assert [each.about_id for each in Observation.objects.all()] == [str(paper.pk)] * 2
    entry = ledgers.in_force(world.house.appointments)
    named = {"value": "92", "day": "2025-06-02", "record": "无此编号"}
    hidden = world.post("cardiology_head", one(row, "observe/"), 422, **named)
    assert "没有生效，或者本职务看不到" in hidden
    named["record"] = str(entry.number)
    assert "查看记录" in world.post("party_clerk", one(row, "observe/"), **named)
    row.refresh_from_db()
    assert row.target_state == "reached"


def test_the_leading_group_is_named_and_sees_everything(world: World) -> None:
    base = f"/commitments/{world.programme.pk}/"
    shut(world, f"{base}group/", "party_secretary", "cardiology_head")
    world.text("records", base, 404)
    unknown = world.post("party_clerk", f"{base}group/", 422, members="没有这个人 组长")
    assert "没有这个人" in unknown
    assert "没有写P2的职务" in world.post("party_clerk", f"{base}group/", 422, members="P2")
    told = world.post("party_clerk", f"{base}group/", members="职工P2（P2） 成员")
    assert "领导小组现有1人" in told
    assert "开展自查" in world.text("records", base)
    assert "只数您看得到的" not in world.text("records", f"{base}figures/")
    search.rebuild(kinds=["commitments"])
    found = world.client("records").post("/search/", {"q": "开展自查"}).content.decode()
    assert one(world.measures[1]) in found


def test_a_day_of_the_programme_is_set(world: World) -> None:
    base = f"/commitments/{world.programme.pk}/"
    shut(world, f"{base}day/", "party_secretary", "cardiology_head")
    early = {"code": "publish_due", "day": "2025-01-01"}
    assert "早于开始日期" in world.post("party_clerk", f"{base}day/", 422, **early)
    assert "哪个日期" in world.post("party_clerk", f"{base}day/", 422, code="no", day="2025-07-01")
    later = {"code": "publish_due", "day": "2025-12-01"}
    assert "要写明理由" in world.post("party_clerk", f"{base}day/", 422, **later)
    told = world.post("party_clerk", f"{base}day/", reason="上级同意推迟", **later)
    assert "已登记；随它确定的时限已经得出" in told
    assert "2025年12月1日" in told


def test_a_programme_ends_when_nothing_is_under_way(world: World) -> None:
    base = f"/commitments/{world.programme.pk}/"
    shut(world, f"{base}end/", "party_secretary", "cardiology_head")
    assert "还有3项没有销号" in world.post("party_clerk", f"{base}end/", 422, text="")
    for problem in world.problems:
        world.post("party_clerk", one(problem, "void/"), reason="本轮不再办理")
    met = f"{base}day/met/"
    shut(world, met, "party_secretary", "cardiology_head")
    said = {"day": "2025-06-03", "text": "已报市委巡察办"}
    assert "必填" in world.post("party_clerk", met, 422, code="plan_due", day="2025-06-03")
    for code in ("plan_due", "concentrated_end", "report_due"):
        assert "已登记办结" in world.post("party_clerk", met, code=code, **said)
    refused = world.post("party_clerk", f"{base}end/", 422, text="")
    assert "节点还没有登记办结：公开整改情况" in refused
    world.post("party_clerk", met, code="publish_due", **said)
    assert "已结束，只供查阅" in world.post("party_clerk", f"{base}end/", text="整改到位")
    world.programme.refresh_from_db()
    assert (world.programme.standing, world.programme.ended_on) == ("ended", TODAY)
    shut(world, f"{base}end/", "party_clerk")
    shut(world, f"{base}add/", "party_clerk")


def test_a_programme_is_voided_with_its_reason(world: World) -> None:
    base = f"/commitments/{world.draft.pk}/"
    shut(world, f"{base}void/", "party_secretary", "cardiology_head")
    assert "必填" in world.post("party_clerk", f"{base}void/", 422, reason="")
    assert "已作废，连同全部任务" in world.post("party_clerk", f"{base}void/", reason="重复建立")


def test_a_record_is_taken_over(world: World) -> None:
    base = f"/commitments/{world.programme.pk}/"
    entry = ledgers.in_force(world.house.appointments)
    for post in ("party_secretary", "cardiology_head"):
        world.text(post, f"{base}offered/", 404)
    take = f"{base}add/?under={world.problems[0].pk}&from=ledgers.entry:{entry.pk}"
    assert entry.title in world.text("party_clerk", take)
    shut(world, take.replace(str(entry.pk), "999999"), "party_clerk")
    given = {"title": entry.title, "type": "by_date", "unit": "心血管内科（CARD）"}
    assert "时限" in world.post("party_clerk", take, 422, **given, rhythm="as_declared")
    world.post("party_clerk", take, **given, due="2025-09-30", rhythm="as_declared")
    made = Commitment.objects.latest("pk")
    assert (made.source_type, made.source_id) == ("ledgers.entry", str(entry.pk))
    assert "查看来源" in world.text("party_clerk", one(made))
