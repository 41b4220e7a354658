"""The library as it is read, compared, printed, written; registers; equal queries for 2 and 50."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linghang.foundation.search import services as indexing
from linghang.meetings.recording.entries import Line, Opined
from linghang.procedures import services as procedures
from linghang.procedures.models import Proceeding
from linghang.texts.library import writing
from linghang.texts.library.definitions import Entry
from linghang.texts.models import Policy, Version
from linghang.texts.searched import KIND
from tests import kept, web_hospital
from tests.texts import office
from tests.texts.office import BODY
from tests.web_hospital import TODAY, Hospital

MOST = 30


def entry(number: int, **facts: object) -> Entry:
    given = {
        "row": number,
        "number": f"人-{number:03}",
        "title": f"第{number}号办法",
        "category": "personnel",
        "owner": "HRO",
        "active_from": date(2020, 1, 1),
        "active_to": None,
        "review_due": date(2025, 12, 1) if number == 1 else date(2028, 1, 1),
        "issue_number": f"示人〔2020〕{number}号",
        "basis": "党委会",
        "is_major": False,
        "is_trial": False,
        "body": BODY,
    }
    return Entry(**{**given, **facts})  # type: ignore[arg-type]


@pytest.fixture
def hospital(db: None, tmp_path: object) -> Hospital:
    """Offices with logins and three texts: two in force, one abolished; made once."""

    def made() -> Hospital:
        found = web_hospital.made_empty(tmp_path)  # type: ignore[arg-type]
        found.appointments |= office.added()
        writing.write(
            [
                entry(1),
                entry(1, active_from=date(2025, 3, 1), body=f"{BODY}\n第三条 增加一条。"),
                entry(2, active_to=date(2025, 6, 1)),
                entry(3, active_from=date(2025, 4, 1)),
            ],
            None,
        )
        return found

    return kept.once("hospital with texts", made)


@pytest.fixture
def page(hospital: Hospital) -> Callable[..., str]:
    """The text of a page as a post sees it."""

    def text(post: str, url: str) -> str:
        answer = hospital.client(post).get(url)
        assert answer.status_code == 200, (url, answer.status_code)
        return answer.content.decode()

    return text


def test_each_figure_above_the_library_opens_to_as_many_texts(
    page: Callable[..., str],
) -> None:
    """S06: 现行, 本年新立/修订/废止 n 项, each opening to its list."""
    library = page("team_leader", "/policies/")
    wanted = {
        "state=in_force": 2,
        "change=adopt": 1,
        "change=revise": 1,
        "change=abolish": 1,
        "overdue=1": 1,
    }

    for query, count in wanted.items():
        assert f"?{query}" in library
        assert f"共{count}项" in page("team_leader", f"/policies/?{query}"), query


def test_the_library_is_searched_in_its_words_and_by_days(
    hospital: Hospital, page: Callable[..., str]
) -> None:
    indexing.rebuild(kinds=[KIND])

    assert "共1项" in page("team_leader", "/policies/?words=增加一条")
    assert "共2项" in page(
        "team_leader", "/policies/?valid_from=2025-07-01&valid_to=2025-07-01&q=人"
    )
    assert "共2项" in page(
        "team_leader", "/policies/?valid_from=2024-07-01&valid_to=2024-07-01&q=人"
    )
    found = hospital.client("team_leader").post("/search/", {"q": "增加一条"})
    assert "第1号办法" in found.content.decode()


def test_a_text_is_read_as_it_was_on_a_day_with_contents_and_history(
    page: Callable[..., str],
) -> None:
    pk = Policy.objects.get(number="人-001").pk

    today = page("team_leader", f"/policies/{pk}/")
    before = page("team_leader", f"/policies/{pk}/?on=2024-05-01")

    assert "增加一条" in today
    assert "增加一条" not in before
    for words in ('aria-label="目录"', "历次版本", "登记阅知", "与上一版"):
        assert words in today, words
    assert "已由新版替代" in before


def test_an_abolished_text_stays_to_be_read_and_says_so(page: Callable[..., str]) -> None:
    pk = Policy.objects.get(number="人-002").pk

    shown = page("team_leader", f"/policies/{pk}/")

    assert "自2025年6月1日起废止" in shown
    assert "本办法适用于全院职工" in shown


def test_versions_are_compared_side_by_side_and_in_one_line_and_printed(
    page: Callable[..., str],
) -> None:
    found = Policy.objects.get(number="人-001")
    here = f"/policies/{found.pk}/compare/"

    side, line = page("team_leader", here), page("team_leader", f"{here}?look=line&only=changed")

    assert "新增1处" in side
    assert "<ins>第三条 增加一条。</ins>" in side
    assert "<ins>第三条 增加一条。</ins>" in line
    assert "第二条" not in line
    version = Version.objects.get(policy=found, number=2)
    assert "data-print" in page("team_leader", f"/policies/versions/{version.pk}/print/")


def test_a_text_is_proposed_written_from_a_file_and_the_second_writer_is_told(
    hospital: Hospital,
) -> None:
    head = hospital.client("hr_director")
    given = {"title": "考勤办法", "category": "personnel", "cause": "need"}
    assert head.post("/policies/new/", given).status_code == 302
    version = Version.objects.get(title="考勤办法")
    here = f"/policies/versions/{version.pk}/"
    row = Proceeding.objects.get(subject_id=str(version.pk))
    told = {"is_major": "false", "problem": "口径不一", "seen": "1", "opinion": ""}
    assert head.post(f"/proceedings/{row.pk}/initiate/", told).status_code == 302
    scan = {"seen": "0", "file": upload("扫描.pdf", b"%PDF-1.7")}
    refused = head.post(f"{here}words/", scan)
    assert refused.status_code == 422
    assert "PDF" in refused.content.decode()

    sent = {"seen": "0", "file": upload("正文.txt", BODY.encode())}
    assert head.post(f"{here}words/", sent).status_code == 302
    again = head.post(f"{here}words/", {"seen": "0", "body": "另一稿"})

    assert "别人已经保存了新的一稿" in again.content.decode()
    assert version.drafts.get().file_name == "正文.txt"
    assert "第1稿" in head.get(here).content.decode()


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_lists_take_as_many_queries_for_fifty_texts_as_for_three(hospital: Hospital) -> None:
    client, urls = hospital.client("hr_director"), ("/policies/", "/policies/units/HRO/")
    for url in urls:
        queries(client, url)
    before = [queries(client, url) for url in urls]
    writing.write([entry(number) for number in range(10, 55)], None)

    after = [queries(client, url) for url in urls]

    assert before == after
    assert max(after) <= MOST


def test_departments_matters_are_counted_by_department_and_year(hospital: Hospital) -> None:
    """§2.9.1: a count per department and year, those without any among them; it opens to the
    items."""
    held = hospital.appointments["cardiology_head"]
    said = Opined(author="P5", day=office.TODAY, text="同意。")
    line = Line(
        kind="department_matter",
        title="设备申请",
        matter="purchase",
        opinion=said,
        resolution="同意。",
    )
    office.meet(held, "CARD", "department_meeting", line)
    client = hospital.client("cardiology_head")
    year, here = office.TODAY.year, "/department-matters/counts/"

    page = client.get(here).content.decode()

    one = f"?unit=CARD&amp;matter=purchase&amp;day_from={year}-01-01&amp;day_to={year}-12-31"
    assert f'{one}">1</a>' in page
    assert "1</a>" not in client.get(f"{here}?year={year - 1}").content.decode()
    assert "骨科" not in page
    assert (
        "设备申请"
        in client.get(f"/department-matters/{one.replace('&amp;', '&')}").content.decode()
    )


def test_figures_of_technologies_can_be_asked_for_three_years_together(
    hospital: Hospital,
) -> None:
    first, last = TODAY.year - 2, TODAY.year
    client = hospital.client("cardiology_head")

    page = client.get(f"/technologies/?year={first}-{last}").content.decode()

    assert f"applied_from={first}-01-01&amp;applied_to={last}-12-31" in page
    assert f"{first}至{last}年合计" in page


def test_registers_and_texts_in_making_take_as_many_queries_for_twelve_as_for_two(
    hospital: Hospital,
) -> None:
    head = hospital.client("cardiology_head")
    urls = ("/technologies/", "/recruitments/", "/policies/making/")

    def begin(numbers: range) -> list[int]:
        held = hospital.appointments["cardiology_head"]
        for number in numbers:
            office.propose(held, title=f"科室办法{number}", category="medical")
            for code in ("new_technology", "talent_introduction"):
                procedures.start(
                    procedure=code, unit="CARD", title=f"某项{number}", **office.by(held)
                )
        for url in urls:
            queries(head, url)
        return [queries(head, url) for url in urls]

    two, twelve = begin(range(2)), begin(range(2, 12))

    assert two == twelve
    assert max(twelve) <= MOST
    page = head.get("/technologies/").content.decode()
    assert "共12项" in page
    assert "申请新技术" in page
    assert (
        "还没有新技术新项目"
        in hospital.client("hr_director").get("/technologies/").content.decode()
    )
