"""Decisions of the Party committee: changed by itself alone, reported on to it, counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from linghang.commitments.counting import queries
from linghang.commitments.deciding import figures, providers, rules
from linghang.commitments.deciding import services as deciding
from linghang.commitments.deciding.rules import Later
from linghang.commitments.faults import CannotCommit
from linghang.commitments.models import Commitment, Programme, Step
from linghang.commitments.reviewing import services as reviewing
from linghang.commitments.setting import services as setting
from linghang.commitments.setting.services import Described
from linghang.commitments.writing import services as writing
from linghang.commitments.writing.rules import Wanted
from linghang.foundation.period import Period
from linghang.meetings import matters
from linghang.meetings.models import AgendaItem
from linghang.org.rights import rights_of
from tests.commitments.hospital import TODAY, On, meeting

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


def test_figures_of_decisions_and_of_their_execution(
    decided: tuple[On, Commitment, AgendaItem],
) -> None:
    """§2.6.7, B20: 党委会 n 次, 议题 n 项 (三重一大 n), 缓议, 否决; 督办 n 件, 两个办结率."""
    on, row, item = decided
    votes = {"entitled": 7, "present": 6}
    tie = meeting(on, TODAY, verdict="failed", favour=3, against=3, **votes)
    for number, more in enumerate(
        (
            {"verdict": "failed", "favour": 2, "against": 4, **votes},
            {"verdict": "no_quorum"},
            {"verdict": "deferred", "deferred": "论证材料不全"},
            {"verdict": "passed", "kind": "administration"},
            {"verdict": "", "kind": "first_topic"},
        ),
        start=2,
    ):
        told = {"kind": "major_matter", "title": f"议题{number}", **more}
        AgendaItem.objects.create(form=tie.form, number=number, **told)
    year = Period.year(2025)
    found = figures.decided(BODY, year)
    assert found.says == "党委会2次，研究议题6项（其中“三重一大”5项），缓议1项，否决1项"
    assert found.major <= found.items
    apart = found.passed, found.deferred, found.undecided, found.rejected
    assert (apart, sum(apart)) == ((2, 1, 2, 1), found.items)
    assert [one.number for one in figures.rows(BODY, year, "deferred")] == [4]
    assert {one.number for one in figures.rows(BODY, year, "undecided")} == {1, 3}
    assert [one.pk for one in figures.rows(BODY, year, "handed")] == [item.pk]
    assert [one.pk for one in figures.rows(BODY, year, "items")][0] == item.pk
    for n, due in enumerate((date(2025, 5, 30), date(2025, 5, 31), date(2026, 1, 5))):
        wanted = replace(MATTER, title=f"事项{n}", due=due, fields={"decided_by": "院长办公会"})
        writing.add(programme_id=row.programme_id, wanted=wanted, **on.by("party_office"))
    first, second = Commitment.objects.filter(title__in=["事项0", "事项1"]).order_by("pk")
    for one in (first, second):
        on.prove(one)
        on.apply(one)
        on.pass_by(one, "party_office", "president")
    told = queries.in_time(year.start, year.end)[""]
    assert queries.as_of(year.last_day)[""].total == 4
    assert (told.rate, told.rate_in_time) == (Fraction(2, 3), Fraction(0))
    reviewing.correct(
        commitment_id=second.pk, day=TODAY, reason="材料不符", **on.by("party_office")
    )
    assert queries.in_time(year.start, year.end)[""].rate == Fraction(1, 3)
    assert queries.in_time(date(2024, 1, 1), date(2025, 1, 1))[""].rate is None


def test_what_became_of_the_decisions_of_a_year_opens_to_its_tasks(
    decided: tuple[On, Commitment, AgendaItem],
) -> None:
    """§2.6.7, S03: tasks made of decisions, done, done by the first day, overdue."""
    on, row, item = decided
    year, seen = Period.year(2025), Commitment.objects.all()
    late = replace(
        MATTER, title="二期", due=date(2025, 5, 30), source=(deciding.ITEM, str(item.pk))
    )
    writing.add(programme_id=row.programme_id, wanted=late, **on.by("party_office"))

    def told(day: date) -> figures.Followed:
        found = figures.followed(BODY, year, seen, day)
        for name in ("tasks", "done", "in_time", "overdue"):
            listed = figures.tasks(BODY, year, name, seen, day)
            assert len(listed) == getattr(found, name), name
        return found

    assert told(date(2025, 6, 30)) == figures.Followed(tasks=2, overdue=1)
    on.prove(row)
    on.apply(row)
    on.pass_by(row, "party_office", "president")
    assert told(TODAY) == figures.Followed(tasks=2, done=1, in_time=1, overdue=1)
    assert figures.followed(BODY, Period.year(2024), seen, TODAY) == figures.Followed()
    assert figures.followed(BODY, year, seen.none(), TODAY) == figures.Followed()


def test_what_was_put_off_waits_for_the_next_meeting(
    decided: tuple[On, Commitment, AgendaItem],
) -> None:
    on, row, _ = decided
    deciding.put_up(commitment_id=row.pk, reason="资金不足", **on.by("party_office"))
    about = {"kind": "decision_change", "about_type": deciding.THING, "about_id": str(row.pk)}
    meeting(on, TODAY, verdict="deferred", deferred="资金来源待落实", **about)
    assert deciding.THING in waiting(TODAY)
    assert deciding.is_waiting(row)


def test_a_period_of_reports_and_the_item_on_which_a_change_rests() -> None:
    """Half a year where the hospital says twice; an item carries one change."""
    assert rules.period_of(2, date(2025, 12, 31)).code == "2025-07..2025-12"
    assert rules.period_of(1, date(2025, 2, 1)).code == "2025"
    found = [Later(item=1, passed=True, is_used=True), Later(item=2, passed=True)]
    assert rules.newer(found) == 2
    assert rules.newer([*found[:1], Later(item=3, passed=False)]) is None
