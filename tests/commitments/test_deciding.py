"""Decisions of the Party committee: changed by itself alone, reported on to it, counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from linghang.commitments.deciding import providers, rules
from linghang.commitments.deciding import services as deciding
from linghang.commitments.deciding.rules import Later
from linghang.commitments.faults import CannotCommit
from linghang.commitments.models import Commitment, Programme, Step
from linghang.commitments.setting import services as setting
from linghang.commitments.setting.services import Described
from linghang.commitments.writing import services as writing
from linghang.commitments.writing.rules import Wanted
from linghang.meetings import matters
from linghang.meetings.models import AgendaItem, Form, Meeting
from linghang.org.models import Unit
from linghang.org.rights import rights_of
from tests.commitments.hospital import TODAY, On

BODY = "committee_meeting"
MATTER = Wanted(
    level="matter",
    title="建设数据中心",
    text="扩容到双活",
    unit="CARD",
    owner="P3",
    leader="R1",
    due=date(2025, 12, 20),
    fields={"decided_by": "党委会"},
)


def meeting(on: On, day: date, **item: object) -> AgendaItem:
    """What a meeting of the committee dealt with, closed."""
    held = Meeting.objects.create(
        unit=Unit.objects.get(code="DC"),
        kind=BODY,
        day=day,
        starts_at=time(14, 30),
        ends_at=time(17),
        place="会议室",
        chair_id="P6",
        recorder_id="Q3",
        state="closed",
        closed_at=datetime.combine(day, time(9), UTC),
        version=1,
        saved_at=datetime.combine(day, time(9), UTC),
    )
    form = Form.objects.create(meeting=held, kind=BODY, expected=7, came=7, entitled=7)
    told = {"kind": "major_matter", "verdict": "passed", "title": "数据中心", **item}
    return AgendaItem.objects.create(form=form, number=1, resolution="同意。", **told)


@pytest.fixture
def decided(bare: On) -> tuple[On, Commitment, AgendaItem]:
    """A matter that the committee decided on 20 May."""
    item = meeting(bare, date(2025, 5, 20))
    described = Described(title="2025年督办事项", unit="PAO", began_on=date(2025, 1, 6))
    by = bare.by("party_office")
    programme = setting.set_up(kind="supervision", described=described, **by)
    wanted = replace(MATTER, source=(deciding.ITEM, str(item.pk)))
    row = writing.add(programme_id=programme.pk, wanted=wanted, **by)
    return bare, row, item


def waiting(day: date) -> dict[str, str]:
    found = matters.waiting("DC", [BODY], day)
    return {one.about[0]: one.title for one in found if one.about[0].startswith("commitments.")}


def test_only_the_committee_changes_or_stops_what_it_decided(
    decided: tuple[On, Commitment, AgendaItem],
) -> None:
    """§2.6.5: only 党委会 changes or stops its decision, by a new item that cites the old one."""
    on, row, old = decided
    other = replace(MATTER, title="建设数据中心（缓建二期）", source=(deciding.ITEM, str(old.pk)))
    edit = {"commitment_id": row.pk, "reason": "资金不足"}
    says = "1 党委会的决定只能由党委会变更或停止"
    for deed in (
        lambda: writing.edit(wanted=other, **edit, **on.by("party_office")),
        lambda: writing.edit(
            wanted=replace(MATTER, fields={"decided_by": "其他"}), **edit, **on.by("party_office")
        ),
        lambda: writing.void(**edit, **on.by("party_office")),
        lambda: setting.void(
            programme_id=row.programme_id, reason="并入新方案", **on.by("party_office")
        ),
    ):
        with pytest.raises(CannotCommit, match=says):
            deed()
    writing.edit(wanted=replace(MATTER, owner="P4"), **edit, **on.by("party_office"))
    deciding.put_up(commitment_id=row.pk, reason="资金不足，缓建二期", **on.by("party_office"))
    step = Step.objects.get(commitment=row, what="put_up")
    assert (step.about_type, step.about_id) == (deciding.ITEM, str(old.pk)), "it cites the old one"
    assert waiting(TODAY)[deciding.THING].startswith("变更或停止“建设数据中心”")
    with pytest.raises(CannotCommit, match="已经提请"):
        deciding.put_up(commitment_id=row.pk, reason="再提", **on.by("party_office"))
    about = {"kind": "decision_change", "about_type": deciding.THING, "about_id": str(row.pk)}
    meeting(on, TODAY, verdict="failed", **about)
    assert deciding.THING not in waiting(TODAY)
    with pytest.raises(CannotCommit, match=says):
        writing.edit(wanted=other, **edit, **on.by("party_office"))
    later = on.later(7)
    new = meeting(later, later.today, **about)
    writing.edit(wanted=other, **edit, **later.by("party_office"))
    changed = Step.objects.filter(commitment=row, what="changed").latest("pk")
    assert (changed.about_type, changed.about_id) == (deciding.ITEM, str(new.pk))
    with pytest.raises(CannotCommit, match=says):
        writing.void(**edit, **later.by("party_office"))
    meeting(later, later.later(1).today, **about)
    (voided,) = writing.void(**edit, **later.later(2).by("party_office"))
    assert voided.pk == row.pk


def test_the_president_reports_on_execution_at_least_once_a_year(
    decided: tuple[On, Commitment, AgendaItem],
) -> None:
    """§2.6.6: at least yearly, as a duty of the president and a matter for the committee."""
    on, row, _ = decided

    def owed(key: str, day: date) -> list[str]:
        rights = rights_of(on.held[key].pk, day)
        return [one.title for one in providers.reporting(rights, day)]

    november = date(2025, 11, 3)
    assert owed("president", TODAY) == []
    assert owed("president", november) == ["向党委会报告2025年决定执行情况"]
    assert owed("party_secretary", november) == []
    assert waiting(november)[providers.EXECUTION] == "2025年党委会决定执行情况报告"
    about = {"about_type": providers.EXECUTION, "about_id": "supervision@2025"}
    meeting(on, date(2025, 10, 9), kind="execution_report", verdict="", **about)
    assert owed("president", november) == []
    assert providers.EXECUTION not in waiting(november)
    assert owed("president", date(2026, 11, 3)) == ["向党委会报告2026年决定执行情况"]
    Programme.objects.update(standing="voided")
    assert owed("president", date(2026, 11, 3)) == []


def test_a_period_of_reports_and_the_item_on_which_a_change_rests() -> None:
    """Half a year where the hospital says twice; an item carries one change."""
    assert rules.period_of(2, date(2025, 12, 31)).code == "2025-07..2025-12"
    assert rules.period_of(1, date(2025, 2, 1)).code == "2025"
    found = [Later(item=1, passed=True, is_used=True), Later(item=2, passed=True)]
    assert rules.newer(found) == 2
    assert rules.newer([*found[:1], Later(item=3, passed=False)]) is None
