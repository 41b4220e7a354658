"""An entry on its way: written, handed in, sent back, verified, corrected, voided, locked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from linghang.ledgers import catalog, reach
from linghang.ledgers.changing import services as changing
from linghang.ledgers.closing import services as closing
from linghang.ledgers.entering import services as entering
from linghang.ledgers.faults import CannotEnter
from linghang.ledgers.filing import services as filings
from linghang.ledgers.models import Change, Entry, Former, Mention, SealedFacts
from linghang.org.models import Appointment
from linghang.org.rights import rights_of
from linghang.procedures import services as procedures
from linghang.procedures.models import Act
from linghang.procedures.recording import CannotAct
from tests.ledgers.hospital import (
    AT,
    MEMBERS,
    OTHERS,
    TODAY,
    actor,
    by,
    clinic,
    hand_in,
    in_force,
    override,
    verify,
    write,
)

Held = dict[str, Appointment]


def seen_by(held: Appointment, ledger: str = "outreach") -> list[str]:
    rows = reach.visible_to(ledger, rights_of(held.pk, TODAY), TODAY)
    return sorted(str(one.number or "草稿") for one in rows)


def test_an_entry_counts_only_when_somebody_else_has_verified_it(held: Held) -> None:
    entry = write(held["branch_secretary"], clinic())
    assert (entry.standing, entry.number) == ("draft", None)
    (filing,) = hand_in(held["branch_secretary"], entry)
    entry.refresh_from_db()
    assert (entry.standing, entry.number) == ("submitted", "YZ-2025-00001")
    assert not Entry.objects.in_force().exists()
    with pytest.raises(CannotAct, match="党办主任"):
        verify(held["branch_secretary"], filing)
    verify(held["party_office"], filing)
    entry.refresh_from_db()
    assert (entry.standing, entry.effective_on) == ("verified", TODAY)
    assert [act.person for act in Act.objects.order_by("pk")] == ["P5", "P5", "Q2"]


def test_who_handed_in_can_not_verify_under_another_post(held: Held) -> None:
    """§0.2.9: those who enter are not those who verify, whatever posts they hold."""
    entry = write(held["party_clerk"], clinic(unit="PAO"))
    (filing,) = hand_in(held["party_clerk"], entry)
    with pytest.raises(CannotAct, match="不同的人|不能由同一人|同一人"):
        verify(held["party_clerk"], filing)


def test_a_draft_is_seen_by_its_writer_alone(held: Held) -> None:
    write(held["branch_secretary"], clinic())
    assert seen_by(held["branch_secretary"]) == ["草稿"]
    assert seen_by(held["party_office"]) == []


def test_an_administrator_of_the_system_reads_no_ledger(held: Held) -> None:
    in_force(held)
    assert seen_by(held["cardiology_head"]) == ["YZ-2025-00001"]
    for post in ("system_administrator", "security_administrator", "audit_administrator"):
        assert seen_by(held[post]) == [], post
        assert reach.ledgers(rights_of(held[post].pk, TODAY), reach.Day(TODAY)) == []


def test_only_for_the_own_unit(held: Held) -> None:
    with pytest.raises(CannotEnter, match="不能为这个单位填报"):
        write(held["branch_secretary"], clinic(unit="CARD"))
    with pytest.raises(CannotEnter, match="没有“NIX”这个单位"):
        write(held["party_clerk"], clinic(unit="NIX"))


def test_every_complaint_names_its_field(held: Held) -> None:
    wrong = clinic(kind="义珍", served="十几个", volunteers="查无此人甲、M1", hours="0.3")
    with pytest.raises(CannotEnter) as refused:
        write(held["branch_secretary"], replace(wrong, title=""))
    told = {one.field: one.says for one in refused.value.complaints}
    assert set(told) == {"title", "kind", "served", "hours"}
    assert "只能填：义诊、讲座、志愿服务" in told["kind"]
    entry = write(held["branch_secretary"], clinic(served="", place=""))
    with pytest.raises(CannotEnter) as lacking:
        hand_in(held["branch_secretary"], entry)
    assert [one.field for one in lacking.value.complaints] == ["place", "served"]


def test_people_by_number_or_name_and_outsiders_by_name(held: Held) -> None:
    entry = write(held["branch_secretary"], clinic(volunteers="M1、职工M2，院外志愿者甲"))
    rows = Mention.objects.filter(entry=entry, field="volunteers")
    found = rows.order_by("code").values_list("code", "name")
    assert list(found) == [("", "院外志愿者甲"), ("M1", ""), ("M2", "")]


def test_sent_back_mended_and_handed_in_again_is_one_filing(held: Held) -> None:
    secretary = held["branch_secretary"]
    one, other = (write(secretary, clinic(date(2025, 3, day))) for day in (5, 6))
    (filing,) = hand_in(secretary, one, other)
    verify(held["party_office"], filing, because="缺少接待单位签收单")
    one.refresh_from_db()
    assert one.standing == "returned"
    write(secretary, clinic(date(2025, 3, 5), served="170"), entry_id=one.pk)
    (again,) = hand_in(secretary, one, other)
    assert again == filing
    verify(held["party_office"], filing)
    assert set(Entry.objects.values_list("standing", "number")) == {
        ("verified", "YZ-2025-00001"),
        ("verified", "YZ-2025-00002"),
    }
    assert Entry.objects.get(pk=one.pk).n2 == 170


def test_nothing_incomplete_goes_along_with_what_is_handed_in_again(held: Held) -> None:
    """A filing is verified as a whole, so all of it that was sent back is looked at."""
    secretary = held["branch_secretary"]
    one, other = (write(secretary, clinic(date(2025, 3, day))) for day in (5, 6))
    (filing,) = hand_in(secretary, one, other)
    verify(held["party_office"], filing, because="请核对人次")
    lacking = replace(clinic(date(2025, 3, 6), served=""), title="下乡义诊")
    write(secretary, lacking, entry_id=other.pk)

    with pytest.raises(CannotEnter, match="“下乡义诊”.*服务群众.*同一次报送"):
        hand_in(secretary, one)
    assert filing.proceeding is not None
    with pytest.raises(CannotEnter, match="“下乡义诊”.*服务群众"):  # by the page of the proceeding
        filings.step(filing, actor(secretary), AT, TODAY)

    assert set(Entry.objects.values_list("standing", flat=True)) == {"returned"}
    write(secretary, clinic(date(2025, 3, 6), served="80"), entry_id=other.pk)
    hand_in(secretary, one)
    verify(held["party_office"], filing)
    assert set(Entry.objects.values_list("standing", "n2")) == {("verified", 160), ("verified", 80)}


def test_hand_in_all_or_nothing(held: Held) -> None:
    secretary = held["branch_secretary"]
    good, bad = write(secretary, clinic()), write(secretary, clinic(served=""))
    with pytest.raises(CannotEnter):
        hand_in(secretary, good, bad)
    assert set(Entry.objects.values_list("standing", flat=True)) == {"draft"}
    assert not Act.objects.exists()


def test_a_correction_waits_for_somebody_else_and_keeps_what_was_said(held: Held) -> None:
    entry = in_force(held)
    secretary = held["branch_secretary"]
    with pytest.raises(CannotEnter, match="提出更正"):
        write(secretary, clinic(served="200"), entry_id=entry.pk)
    change = changing.ask_correction(
        entry_id=entry.pk, written=clinic(served="200"), reason="漏记下午场次", **by(secretary)
    )
    entry.refresh_from_db()
    assert entry.n2 == 160
    with pytest.raises(CannotEnter, match="已有更正或作废在审核"):
        changing.ask_voiding(entry_id=entry.pk, reason="登记重复了", **by(secretary))
    verify(held["party_office"], change.filing)
    entry.refresh_from_db()
    assert (entry.n2, entry.version) == (200, 2)
    former = Former.objects.get(entry=entry)
    assert (former.told()["served"], former.effective_on, former.replaced_on) == (160, TODAY, TODAY)


def test_a_correction_moves_an_entry_only_to_where_one_enters_or_oversees(held: Held) -> None:
    entry = in_force(held)

    def asked(by_whom: str, unit: str) -> Change:
        written = clinic(unit=unit)
        return changing.ask_correction(
            entry_id=entry.pk, written=written, reason="单位写错了", **by(held[by_whom])
        )

    for unit, says in (("CARD", "您不为这个单位填报.*党办主任"), ("NIX", "没有“NIX”这个单位")):
        with pytest.raises(CannotEnter, match=says):
            asked("branch_secretary", unit)
    change = asked("party_office", "CARD")
    assert change.unit_id == "CARD"


def test_a_refused_correction_changes_nothing(held: Held) -> None:
    entry = in_force(held)
    change = changing.ask_correction(
        entry_id=entry.pk,
        written=clinic(served="200"),
        reason="漏记下午场次",
        **by(held["branch_secretary"]),
    )
    proceeding = change.filing.proceeding
    assert proceeding is not None
    procedures.void(
        proceeding_id=proceeding,
        reason="不需要更正",
        seen=Act.objects.filter(proceeding=proceeding).count(),
        **by(held["party_office"]),
    )
    change.refresh_from_db()
    entry.refresh_from_db()
    assert (change.dropped_on, entry.n2, entry.version) == (TODAY, 160, 1)


def test_a_voided_entry_stays_and_counts_nowhere(held: Held) -> None:
    """§0.2.2: a wrong record is voided with its reason; both stay visible."""
    entry = in_force(held)
    change = changing.ask_voiding(
        entry_id=entry.pk, reason="同一场登记了两次", **by(held["branch_secretary"])
    )
    verify(held["party_office"], change.filing)
    entry.refresh_from_db()
    assert (entry.standing, entry.voided_on) == ("voided", TODAY)
    assert not Entry.objects.in_force().exists()
    assert seen_by(held["branch_secretary"]) == ["YZ-2025-00001"]
    with pytest.raises(CannotEnter, match="只能作废"):
        entering.discard(entry_id=entry.pk, actor=actor(held["branch_secretary"]), at=AT)


def test_a_draft_can_be_thrown_away_by_its_writer_only(held: Held) -> None:
    entry = write(held["branch_secretary"], clinic())
    with pytest.raises(CannotEnter, match="自己"):
        entering.discard(entry_id=entry.pk, actor=actor(held["party_office"]), at=AT)
    entering.discard(entry_id=entry.pk, actor=actor(held["branch_secretary"]), at=AT)
    assert not Entry.objects.exists()


def test_a_locked_year_is_changed_only_by_who_oversees(held: Held) -> None:
    entry = in_force(held)
    later = {"actor": actor(held["party_office"]), "at": AT, "today": date(2026, 1, 15)}
    waiting = write(held["branch_secretary"], clinic(date(2025, 4, 1)))
    hand_in(held["branch_secretary"], waiting)
    with pytest.raises(CannotEnter, match="还有1条待审核"):
        closing.close(ledger="outreach", year=2025, **later)
    verify(held["party_office"], Entry.objects.get(pk=waiting.pk).filing)  # type: ignore[arg-type]
    with pytest.raises(CannotEnter, match="2026年还没有结束"):
        closing.close(ledger="outreach", year=2026, **later)
    done = closing.close(ledger="outreach", year=2025, **later)
    assert done.entries == 2
    with pytest.raises(CannotEnter, match="2025年已经归档"):
        changing.ask_voiding(
            entry_id=entry.pk, reason="同一场登记了两次", **by(held["branch_secretary"])
        )
    with pytest.raises(CannotEnter, match="补录和更正请找党办主任"):
        write(held["branch_secretary"], clinic(date(2025, 5, 1)))
    assert closing.digest(Entry.objects.filter(ledger="outreach")) == done.digest
    closing.reopen(closing_id=done.pk, reason="审计要求补正", **later)
    assert set(Entry.objects.values_list("standing", flat=True)) == {"verified"}


def test_numbers_follow_the_year_of_the_day_and_are_never_given_twice(held: Held) -> None:
    first = write(held["branch_secretary"], clinic(date(2024, 12, 30)))
    hand_in(held["branch_secretary"], first)
    second = write(held["branch_secretary"], clinic(date(2025, 1, 2)))
    third = write(held["branch_secretary"], clinic(date(2024, 11, 2)))
    hand_in(held["branch_secretary"], second, third)
    numbers = Entry.objects.order_by("pk").values_list("number", flat=True)
    assert list(numbers) == ["YZ-2024-00001", "YZ-2025-00001", "YZ-2024-00002"]


def test_files_stand_behind_an_entry_and_are_only_added_once_it_is_handed_in(held: Held) -> None:
    secretary = held["branch_secretary"]
    entry = write(secretary, clinic())
    given = {"content": b"%PDF-1.4 x", "media_type": "application/pdf"}
    paper = entering.attach(
        entry_id=entry.pk, field="receipt", name="签收单.pdf", **given, **by(secretary)
    )
    assert entering.files_of(entry) == {"receipt": 1}
    assert paper.evidence.happened_on == entry.day
    again = entering.attach(
        entry_id=entry.pk, field="receipt", name="签收单2.pdf", **given, **by(secretary)
    )
    assert entering.files_of(entry) == {"receipt": 1}
    hand_in(secretary, entry)
    with pytest.raises(CannotEnter, match="只能增加"):
        entering.detach(paper_id=again.pk, **by(secretary))
    with pytest.raises(CannotEnter, match="不收文件"):
        entering.attach(entry_id=entry.pk, field="place", name="a.pdf", **given, **by(secretary))


def test_a_file_that_was_verified_stays_to_be_opened_beside_a_later_one(held: Held) -> None:
    """§0.2.2: nothing that was verified can be taken away by who handed it in."""
    secretary = held["branch_secretary"]
    entry = write(secretary, clinic())
    given = {"field": "receipt", "media_type": "application/pdf", "entry_id": entry.pk}
    first, second = (
        entering.attach(content=name.encode(), name=f"{name}.pdf", **given, **by(secretary))
        for name in ("弄错的一份", "签收单")
    )
    verify(held["party_office"], *hand_in(secretary, entry))
    later = entering.attach(content=b"later", name="后补.pdf", **given, **by(secretary))

    assert set(entry.papers.kept()) == {second, later}
    assert set(entry.papers.current()) == {later}
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.removed_on, first.replaced_on) == (TODAY, None)
    assert (second.removed_on, second.replaced_on) == (None, TODAY)
    assert entering.files_of(entry) == {"receipt": 1}


def test_a_former_definition_goes_on_to_be_read(held: Held, tmp_path: Path, settings: Any) -> None:
    entry = in_force(held)
    ours = Path(catalog.current("outreach").file)  # type: ignore[union-attr]
    assert ours.name == "ledgers.yaml"
    settings.CATALOG_OVERRIDES = override(tmp_path, OWN)
    assert catalog.catalog()["outreach"].counted == "次"
    entry.refresh_from_db()
    assert entry.definition.counted == "场"
    assert entry.told()["served"] == 160
    newer = write(held["branch_secretary"], clinic())
    assert newer.definition.counted == "次"


def test_what_a_sealed_ledger_says_is_in_no_column(
    held: Held, tmp_path: Path, settings: Any
) -> None:
    settings.CATALOG_OVERRIDES = override(tmp_path, SEALED)
    written = entering.Written(
        title="提醒谈话机密", unit="DC", day=date(2025, 4, 1), fields={"content": "采购环节隐情"}
    )
    entry = write(held["discipline"], written, ledger="talks_test")
    (filing,) = hand_in(held["discipline"], entry)
    assert "机密" not in filing.title
    row = Entry.objects.values().get(pk=entry.pk)
    sealed = SealedFacts.objects.get(entry=entry)
    assert "机密" not in str(row)
    assert "隐情" not in str(row) + str(sealed.facts)
    assert not Mention.objects.exists()
    assert "隐情" in sealed.facts.open()
    verify(held["discipline_secretary"], filing, because="退回，写明隐情")
    returned = Act.objects.get(proceeding=filing.proceeding, verb="send_back")
    assert (returned.reason, returned.worded()) == ("（内容加密）", ("退回，写明隐情", ""))
    assert "隐情" not in str(Act.objects.values().get(pk=returned.pk))
    hand_in(held["discipline"], Entry.objects.get(pk=entry.pk))
    verify(held["discipline_secretary"], filing)
    change = changing.ask_correction(
        entry_id=entry.pk,
        written=replace(written, fields={"content": "更正后隐情"}),
        reason="记录有误需要更正",
        **by(held["discipline"]),
    )
    assert (change.reason, change.sealed_reason.open()) == ("（内容加密）", "记录有误需要更正")
    verify(held["discipline_secretary"], change.filing)
    sealed.refresh_from_db()
    assert "更正后隐情" in sealed.facts.open()
    former = Former.objects.get(entry=entry)
    assert former.facts == {}
    assert "采购环节隐情" in former.sealed.open()
    assert seen_by(held["discipline"], "talks_test") == [entry.number or "QT-2025-00001"]
    assert seen_by(held["party_office"], "talks_test") == []


def test_a_day_to_come_is_refused(held: Held) -> None:
    with pytest.raises(CannotEnter, match="在今天以后"):
        write(held["branch_secretary"], clinic(date(2025, 7, 1)))


def test_people_that_count_as_outsiders_and_staff_are_apart(held: Held) -> None:
    entry = in_force(held, clinic(volunteers="、".join((*MEMBERS, *OTHERS))))
    assert Mention.objects.filter(entry=entry, field="volunteers").count() == 12
    assert datetime.now(UTC) > entry.entered_at


OWN = """
- code: outreach
  name: 义诊活动
  source: 本院规定
  purpose: 本院自己的口径。
  prefix: YZ
  counted: 次
  enter: [{posts: [branch_secretary], at: unit}]
  verify: [{posts: [party_office_director], at: anywhere}]
  oversee: [{posts: [party_office_director], at: anywhere}]
  fields:
    - {code: served, name: 服务群众, kind: integer, filter: true}
    - {code: kind, name: 类别, kind: text}
    - {code: setting, name: 场所, kind: text}
    - {code: place, name: 地点, kind: text}
"""
SEALED = """
- code: talks_test
  name: 谈话试验
  source: 本院规定
  purpose: 内容加密保存的台账。
  prefix: QT
  secrecy: sealed
  enter: [{posts: [discipline_office_director], at: unit}]
  verify: [{posts: [discipline_secretary], at: unit}]
  oversee: [{posts: [discipline_secretary], at: unit}]
  fields:
    - {code: content, name: 谈话内容, kind: long_text, required: true}
"""
