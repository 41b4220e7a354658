"""What somebody sees of proceedings in which they only watch, and who gets no figures at all."""

from __future__ import annotations

from linghang.foundation import clock
from linghang.procedures import services
from tests.web_hospital import TODAY, Hospital


def test_discipline_reads_and_exports_admissions_and_is_offered_no_deed(
    empty_hospital: Hospital,
) -> None:
    made = services.start(
        procedure="party_admission",
        unit="PB1",
        title="某申请人",
        concerned=["D2"],
        actor=empty_hospital.actor("branch_secretary"),
        at=clock.now(),
        today=TODAY,
    )
    client = empty_hospital.client("discipline_secretary")

    sheet = client.get("/proceedings/?format=csv")
    page = client.get(f"/proceedings/{made.pk}/").content.decode()

    assert sheet.status_code == 200
    assert "某申请人" in b"".join(sheet).decode("utf-8-sig")
    assert "递交入党申请书" in page
    for deed in ("application/", "void/", "move/"):
        assert f"/proceedings/{made.pk}/{deed}" not in page
    assert client.get(f"/proceedings/{made.pk}/application/").status_code == 403


def test_a_register_tells_of_what_its_figures_are_and_gives_none_without_a_part(
    empty_hospital: Hospital,
) -> None:
    """A zero that only means "not yours to see" is no figure of the hospital."""
    services.start(
        procedure="new_technology",
        unit="CARD",
        title="某消融术",
        actor=empty_hospital.actor("cardiology_head"),
        at=clock.now(),
        today=TODAY,
    )

    def page(post: str, url: str = "/technologies/") -> str:
        return empty_hospital.client(post).get(url).content.decode()

    secretary, head, others = page("party_secretary"), page("cardiology_head"), page("records")
    assert "统计范围：全院。" in secretary
    assert "某消融术" in secretary
    assert 'href="/recruitments/"' in secretary
    assert "统计范围：新技术新项目（心血管内科）。" in head
    assert "您的职务没有份办理、监管或者查看" in others
    assert 'aria-label="本年数字"' not in others
    assert 'href="/technologies/"' not in others
