"""Programmes as pages: boards, story, figures, lists; who sees what, and what forms do."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from linghang.commitments import sources
from linghang.commitments.models import Commitment, Help, Note, Programme
from linghang.commitments.reporting import services as reporting
from linghang.commitments.targets import services as targets
from linghang.commitments.targets.rules import Op, Target
from linghang.commitments.writing import services as writing
from linghang.commitments.writing.rules import Wanted
from linghang.foundation.period import Period
from linghang.foundation.search import services as search
from linghang.indicators.queries import Scope
from linghang.indicators.records import sources as records
from tests.web.commitments.world import World

pytestmark = pytest.mark.one_engine
TODAY = date(2025, 6, 3)
VIEWS = ("", "table/", "calendar/", "by/leader/", "by/unit/")


def one(row: Commitment, rest: str = "") -> str:
    return f"/commitments/one/{row.pk}/{rest}"


def test_the_overview_counts_what_the_post_sees(world: World) -> None:
    clerk = world.text("party_clerk", "/commitments/")
    head = world.text("cardiology_head", "/commitments/")
    assert "另一轮巡察整改" in clerk
    counted = f"/commitments/{world.programme.pk}/table/?waits=total"
    assert f'href="{counted}">3</a>' in clerk
    assert "新建方案" in clerk
    assert f'href="{counted}">2</a>' in head
    assert "另一轮巡察整改" not in head
    assert "新建方案" not in head
    assert "还没有您看得到的方案" in world.text("hr_director", "/commitments/")


def test_every_view_shows_the_same_tasks_within_the_scope(world: World) -> None:
    base = f"/commitments/{world.programme.pk}/"
    clients = {post: world.client(post) for post in ("party_clerk", "cardiology_head")}
    for view in VIEWS:
        clerk, head = (clients[post].get(base + view).content.decode() for post in clients)
        undated = view == "calendar/"
        assert "修订采购制度" in clerk, view
        assert "开展自查" in clerk, view
        assert ("坚持每季自查" in clerk) is not undated, view
        assert "修订采购制度" in head, view
        assert "开展自查" not in head, view
    world.text("hr_director", base, 404)
    assert "拟订" in world.text("party_clerk", f"/commitments/{world.draft.pk}/")
    world.text("cardiology_head", f"/commitments/{world.draft.pk}/", 404)


def test_the_table_is_narrowed_by_light_and_by_what_waits(world: World) -> None:
    table = f"/commitments/{world.programme.pk}/table/"
    assert "坚持每季自查" in world.text("party_clerk", f"{table}?light=green")
    assert "坚持每季自查" not in world.text("party_clerk", f"{table}?light=amber")
    waiting = world.text("party_clerk", f"{table}?waits=extension")
    assert "开展自查" in waiting
    assert "修订采购制度" not in waiting


def test_a_story_says_what_stands_in_the_way_and_who_can_lift_it(world: World) -> None:
    told = world.text("cardiology_head", one(world.measures[0]))
    for words in ("可以申请销号", "缺少人手", "会议记录.pdf", "原定时限", "2025年6月30日", "问题2"):
        assert words in told, words
    assert "审批延期" not in told
    other = world.text("party_secretary", one(world.measures[1]))
    assert "申请延期至2025年7月31日，等待审批" in other
    assert "审批延期" in other
    assert "没有2025年3月3日以后形成的佐证材料" in other
    world.text("cardiology_head", one(world.measures[1]), 404)
    assert "所属2项，已销号0项" in world.text("party_clerk", one(world.problems[0]))


def test_progress_with_a_photo_then_closing_by_others(world: World) -> None:
    row = world.measures[0]
    photo = SimpleUploadedFile("现场.jpg", b"\xff\xd8\xff\xe0jpg", "image/jpeg")
    told = world.post(
        "cardiology_head",
        one(row, "report/"),
        done="印发制度",
        percent="90",
        day="2025-06-02",
        papers_photo=photo,
    )
    assert "已反馈" in told
    assert "现场.jpg" in told
    assert Note.objects.filter(commitment=row, done="印发制度").exists()
    assert "退回" not in told
    world.post("cardiology_head", one(row, "apply/"), text="已全部做到")
    world.text("cardiology_head", one(row, "pass/"), 404)
    assert "待验收：初审" in world.text("cardiology_head", one(row))
    assert "写明" in world.text("party_clerk", one(row, "return/"))
    assert "“初审”已通过" in world.post("party_clerk", one(row, "pass/"))
    assert "已退回" in world.post("vice_president", one(row, "return/"), reason="缺培训记录")
    assert "缺培训记录" in world.text("cardiology_head", one(row))


def test_a_missed_target_is_let_through_by_name(world: World) -> None:
    row = world.measures[0]
    aim = Target(op=Op.AT_LEAST, value=Decimal(3), unit="项").told()
    figure = world.on.add(world.programme, "indicator", "制度数", parent=row.pk, target=aim)
    world.on.approve(world.programme)
    by = world.on.by("party_clerk")
    targets.observe(commitment_id=figure.pk, day=TODAY, value=Decimal(2), **by)
    lacks = "制度数：目标（不低于3项）推进中，现值2项"
    assert lacks in world.text("cardiology_head", one(row))
    url = one(figure, "excuse/")
    world.text("cardiology_head", url, 404)
    assert "同意未达目标" in world.text("vice_president", one(figure))
    told = world.post("vice_president", url, reason="第三项制度待上级文件印发")
    assert "第三项制度待上级文件印发" in told
    assert lacks not in world.text("cardiology_head", one(row))


def test_an_extension_keeps_the_first_day_in_sight(world: World) -> None:
    row = world.measures[1]
    url = one(row, f"extensions/{row.extensions.get().pk}/")
    world.text("orthopaedics_head", url, 404)
    told = world.post("party_secretary", url, grant="1", answer="")
    assert "已同意延期" in told
    assert "2025年7月31日（已延期）" in told
    assert "2025年6月30日" in told
    meeting = world.text("party_clerk", f"/commitments/{world.programme.pk}/meeting/")
    assert "申请延期待审批（0项）" in meeting


def test_figures_as_of_a_day_open_to_their_rows(world: World) -> None:
    base = f"/commitments/{world.programme.pk}/figures/"
    world.on.close(world.measures[0])
    now = world.text("party_clerk", f"{base}?since=2025-05-01")
    assert "按问题计" in now
    assert "完成率（按措施计）33.3%" in now
    assert "以来的变化" in now
    assert "修订采购制度" in now
    assert "完成率（按措施计）0.0%" in world.text("party_clerk", f"{base}?on=2025-05-01")
    rows = world.text("party_clerk", f"{base}rows/?what=done&role=task")
    assert "修订采购制度" in rows
    assert "开展自查" not in rows
    unit = world.text("party_clerk", f"{base}rows/?what=total&role=task&line=unit&of=ORTH")
    assert "开展自查" in unit
    assert "修订采购制度" not in unit
    assert "没有" in world.text("party_clerk", f"{base}rows/?what=done&on=2025-05-01")


def test_the_dashboard_tells_progress_by_weight_of_the_day(world: World) -> None:
    """Where there are weights: half of the one aspect is done, nothing of the other, alike ones."""
    base = f"/commitments/{world.programme.pk}/figures/"
    assert "按权重的进度" not in world.text("party_clerk", base)
    world.on.close(world.measures[0])
    aspect = world.on.add(world.programme, "aspect", "外部监督", weight=Decimal(25))
    problem = world.on.add(world.programme, "problem", "问题3", parent=aspect.pk)
    world.on.measure(problem, "公开结果")
    world.on.approve(world.programme)
    told = world.text("party_clerk", f"{base}?since=2025-05-01")
    assert "总体已验收25.0%；按2025年6月3日" in told
    assert f'href="/commitments/{world.programme.pk}/?under={aspect.pk}"' in told
    assert "按权重的进度" not in world.text("party_clerk", f"{base}?on=2025-05-01")


def test_what_an_indicator_counts_of_a_period_opens_to_its_rows(world: World) -> None:
    world.on.close(world.measures[0])
    year, place = Period.year(2025), Scope()
    for figure in sources.FIGURES:
        one = records.source(f"commitments.inspection.{figure}")
        assert one is not None
        rows = sources.rows("inspection", figure, year, within=Commitment.objects.all())
        assert one.count(year, place) == rows.count(), figure
        at = one.opens(year, "")
        url = f"{reverse(at.address, args=at.args)}?{urlencode(at.query)}"
        assert world.client("party_clerk").get(url).status_code == 200, figure
    done = "/commitments/records/inspection/done/?since=2025-01-01&on=2025-12-31"
    assert "修订采购制度" in world.text("party_clerk", f"{done}&unit=CARD")
    assert "修订采购制度" not in world.text("party_clerk", f"{done}&unit=ORTH")
    assert "修订采购制度" not in world.text("orthopaedics_head", done)
    assert "开展自查" in world.text("orthopaedics_head", done.replace("done", "open"))


def test_the_three_lists_leave_as_documents(world: World) -> None:
    base = f"/commitments/{world.programme.pk}/"
    client = world.client("party_clerk")
    for which, words in (("problems", "反馈原文"), ("tasks", "缺少人手"), ("duties", "职工R1")):
        assert words in _words(client.get(f"{base}lists/{which}/document/").content), which
        assert words in client.get(f"{base}lists/{which}/print/").content.decode(), which
    assert "反映困难（1项）" in _words(client.get(f"{base}meeting/document/").content)
    csv = client.get(f"{base}lists/tasks/?format=csv")
    assert "现行时限" in b"".join(csv.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    assert client.get(f"{base}lists/goals/").status_code == 404


def _words(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([one.text for one in document.paragraphs] + cells)


def test_a_public_notice_tells_what_may_be_told(world: World) -> None:
    base, on = f"/commitments/{world.programme.pk}/notice/", world.on
    on.close(world.measures[0])
    wanted = Wanted(
        level="problem", title="问题1", text="反馈原文", fields={"withheld": "涉及正在核查的事项"}
    )
    by = on.by("party_clerk")
    kept_back = world.problems[0].pk
    writing.edit(commitment_id=kept_back, wanted=wanted, reason="核查中", **by)
    page = world.text("party_clerk", base)
    assert "另有1个按规定不予公开" in page
    assert "有1项内容修改后还没有重新审定" in page
    assert "制定措施2项：修订采购制度（已完成）；坚持每季自查（正在推进）" in page
    assert "开展自查（" not in page
    assert "整改完成率（按措施计）0/3" in world.text("party_clerk", f"{base}?on=2025-05-01")
    assert "没有填写联系电话" in page
    url = f"/commitments/{world.programme.pk}/describe/"
    assert 'value="第三轮"' in world.text("party_clerk", url)
    facts = {"f_by": "city", "f_round": "第三轮", "f_phone": "0000-5550101"}
    refused = world.post("party_clerk", url, 422, reason="补联系方式", f_round="第三轮")
    assert "巡察层级" in refused
    world.post("party_clerk", url, reason="补联系方式", **facts)
    page = world.text("party_clerk", base)
    assert "联系电话：0000-5550101。" in page
    assert "没有填写联系电话" not in page
    world.text("cardiology_head", url, 404)
    words = _words(world.client("party_clerk").get(f"{base}document/").content)
    assert "二、反馈问题整改进展" in words
    assert "整改情况：制定措施2项" in words
    world.text("cardiology_head", base, 404)
    assert "公开通报" in world.text("party_clerk", f"/commitments/{world.programme.pk}/")
    assert "公开通报" not in world.text("cardiology_head", f"/commitments/{world.programme.pk}/")


def test_a_programme_is_set_up_listed_and_approved_by_another(world: World) -> None:
    new = {"title": "主管部门巡察整改", "unit": "党委办公室（PAO）", "began_on": "2025-05-06"}
    world.post("party_clerk", "/commitments/new/inspection/", f_by="city", **new)
    programme = Programme.objects.get(title="主管部门巡察整改")
    base = f"/commitments/{programme.pk}/"
    world.post("party_clerk", f"{base}add/", title="内部管理方面", below="")
    aspect = programme.commitments.get()
    problem = {"title": "问题甲", "text": "反馈原文"}
    world.post("party_clerk", f"{base}add/?under={aspect.pk}", **problem)
    found = programme.commitments.get(level="problem")
    task = {
        "title": "修订制度",
        "type": "by_date",
        "unit": "心血管内科（CARD）",
        "leader": "职工R1（R1）",
        "helps": "骨科（ORTH）、病案科",
        "rhythm": "as_declared",
    }
    refused = world.post("party_clerk", f"{base}add/?under={found.pk}", 422, **task)
    assert "时限" in refused
    world.post("party_clerk", f"{base}add/?under={found.pk}", due="2025-09-30", **task)
    row = programme.commitments.get(level="measure")
    assert sorted(row.helps.values_list("unit", flat=True)) == ["MRO", "ORTH"]
    world.text("party_clerk", f"{base}approve/", 404)
    assert "已审定并下达" in world.post("party_secretary", f"{base}approve/", text="")
    again = world.text("party_secretary", f"{base}approve/")
    assert "上次审定以来没有改动，不用再审定" in again
    edited = {**task, "title": "修订制度和流程", "due": "2025-09-30", "reason": "补充"}
    assert "需重新审定" in world.post("party_clerk", one(row, "edit/"), **edited)
    world.text("cardiology_head", f"{base}add/", 404)


def test_boards_cost_the_same_for_few_and_for_many(world: World) -> None:
    base = f"/commitments/{world.programme.pk}/"
    urls = [base + view for view in (*VIEWS, "lists/tasks/", "figures/", "meeting/")]
    clients = [world.client("party_clerk"), world.client("cardiology_head")]

    def counted() -> list[int]:
        found = []
        for client in clients:
            for url in (*urls, "/commitments/"):
                with CaptureQueriesContext(connection) as captured:
                    assert client.get(url).status_code == 200, url
                found.append(len(captured))
        return found

    counted()
    before = counted()
    many(world, 40, world.on.measure)
    assert counted() == before
    assert max(before) <= 34


def many(world: World, count: int, add: Callable[..., Commitment]) -> None:
    """More measures that have begun, each with an owner and a day."""
    for number in range(count):
        add(world.problems[0], f"措施{number}", due=date(2025, 6, 1 + number % 28))
    world.on.approve(world.programme)


def test_the_workbench_and_search_lead_to_it(world: World) -> None:
    head = world.client("cardiology_head")
    singly = head.get("/").content.decode()
    assert one(world.measures[2]) in singly
    assert "请您反馈进展；没有2025年4月1日以后形成的佐证材料，请您补齐" in singly
    waiting = world.text("party_secretary", "/")
    assert f"/commitments/{world.programme.pk}/table/?waits=extension" in waiting
    search.rebuild(kinds=["commitments"])
    found = head.post("/search/", {"q": "修订采购制度"}).content.decode()
    assert one(world.measures[0]) in found
    assert one(world.measures[1]) not in found


def test_many_of_the_workbench_open_to_just_them(world: World) -> None:
    many(world, 6, world.on.measure)
    head = world.client("cardiology_head")
    narrowed = f"/commitments/{world.programme.pk}/table/?waits=mine"
    assert f'{narrowed}">{world.programme.title}：7项要办（' in head.get("/").content.decode()
    assert head.get(narrowed).content.decode().count("<tr data-row") == 7
    helped = head.get(narrowed.replace("mine", "helped")).content.decode()
    assert helped.count("<tr data-row") == 0


def test_each_sees_and_finds_what_is_theirs(world: World) -> None:
    """Who leads the programme finds all of it, a department what it does and what it helps with."""
    first, second, _ = world.measures
    Help.objects.create(commitment=second, unit_id="MRO")
    first.save()
    search.rebuild(kinds=["commitments"])

    def finds(post: str, row: Commitment) -> bool:
        found = world.client(post).post("/search/", {"q": row.title}).content.decode()
        is_shown = world.client(post).get(one(row)).status_code == 200
        assert (one(row) in found) is is_shown, (post, row)
        return is_shown

    told = {post: (finds(post, first), finds(post, second)) for post in SEERS}
    assert told == SEERS
    person = world.house.appointments["records"].person.code
    Programme.objects.filter(pk=world.programme.pk).update(leader=person)
    Help.objects.all().delete()
    search.rebuild(kinds=["commitments"])
    assert (finds("records", first), finds("records", second)) == (True, True)
    assert "坚持每季自查" in world.text("records", f"/commitments/{world.programme.pk}/")


SEERS = {
    "party_clerk": (True, True),
    "party_secretary": (True, True),
    "cardiology_head": (True, False),
    "orthopaedics_head": (False, True),
    "records": (False, True),
    "hr_director": (False, False),
    "system_administrator": (False, False),
}


def test_every_number_leads_to_as_many_rows(world: World) -> None:
    """Figures of the overview and of the dashboard: each is followed, and its rows are counted."""
    world.on.close(world.measures[0])
    produced = {"code": "policy_revised", "number": 2, **world.on.by("cardiology_head")}
    reporting.produce(commitment_id=world.measures[0].pk, **produced)
    reporting.produce(commitment_id=world.measures[2].pk, **produced)
    base = f"/commitments/{world.programme.pk}/figures/"
    seen = {}
    for post, by in (("party_clerk", "heading"), ("cardiology_head", "unit")):
        told = {
            found
            for page in ("/commitments/", f"{base}?by={by}")
            for found in numbers(world, post, page)
        }
        for url, name, number in told:
            assert _count(world.text(post, url)) == number, (post, url)
            seen[post, name] = number
    assert seen["party_clerk", "方面"] == 1
    assert seen["party_clerk", "措施总数"] == 3
    assert seen["cardiology_head", "措施总数"] == 2
    policies = world.text("party_clerk", f"{base}yields/policy_revised/")
    assert "合计4项" in policies
    assert f'href="{base}yields/policy_revised/?on=2025-06-03"' in world.text("party_clerk", base)
    world.text("party_clerk", f"{base}yields/no_such/", 404)
    world.text("hr_director", f"{base}yields/policy_revised/", 404)


NUMBER = re.compile(
    r'<a href="(/commitments/[^"]+[?][^"]*)">(?:(\d+)</a>'
    r'|([^<]+)</a></h3><p class="figure">(\d+)<small>)'
)


def numbers(world: World, post: str, page: str) -> set[tuple[str, str, int]]:
    """(address, name, number) of each number of a page that leads somewhere."""
    found = {
        (html.unescape(url), name, int(cell or tile))
        for url, cell, name, tile in NUMBER.findall(world.text(post, page))
    }
    assert found, page
    return found


def _count(page: str) -> int:
    """How many rows a list says that it has."""
    found = re.search(r"共(\d+)", page)
    return int(found[1]) if found else page.count("<tr data-row>")
