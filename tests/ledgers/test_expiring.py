"""Who is told, once before and once after, that something is valid no longer; and of what not."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from linghang.ledgers.expiring import reminding
from linghang.ledgers.models import Entry
from linghang.notices.models import Notice
from linghang.org.models import Appointment
from tests.ledgers.hospital import AT, TODAY, override, put_in_force, wrote

Held = dict[str, Appointment]
TITLE = {"rank": "市级", "given_to": "医院", "awarder": "市文明委", "field_of": "文明创建"}
GRADE = {
    "kind": "等级评审",
    "rank": "省级",
    "authority": "省卫生健康委",
    "result": "通过",
    "keeper": "M1",
}
FROM, UNTIL, RENEWED = date(2022, 7, 1), date(2025, 7, 1), date(2025, 6, 1)


def remind(today: date = TODAY) -> int:
    return reminding.remind(now=AT, today=today)


def titled(held: Held, **more: Any) -> Entry:
    facts = {**TITLE, "title": "文明单位", **more}
    return put_in_force(wrote(held["party_clerk"], "honours", "PAO", FROM, until=UNTIL, **facts))


def test_an_end_is_told_once_before_and_once_after(held: Held) -> None:
    """S53. Who enters for the unit and who oversees it hear of it."""
    entry = titled(held)
    assert remind(date(2025, 5, 1)) == 0
    assert (remind(), remind()) == (2, 0)
    told = list(Notice.objects.filter(kind="ledger_ends").select_related("person"))
    assert {one.person.code for one in told} == {"Q2", "Q3"}
    assert {one.title for one in told} == {"荣誉“文明单位”2025年7月1日到期"}
    assert {one.subject_id for one in told} == {str(entry.pk)}
    assert (remind(date(2025, 7, 2)), remind(date(2025, 7, 2))) == (2, 0)
    assert Notice.objects.filter(kind="ledger_ended").count() == 2


def test_what_was_renewed_or_does_not_count_is_told_to_nobody(held: Held) -> None:
    voided = titled(held)
    voided.standing, voided.voided_on = "voided", TODAY
    voided.save()
    director = Appointment.objects.create(
        person_id=held["party_clerk"].person_id,
        post="president_office_clerk",
        unit_id=held["party_clerk"].unit_id,
        active_from=FROM,
    )
    facts = {**GRADE, "title": "三级甲等医院"}
    old, later = (
        put_in_force(wrote(director, "accreditations", "PAO", FROM, until=until, **facts))
        for until in (UNTIL, date(2025, 7, 20))
    )
    drafted, renewed = (
        wrote(director, "accreditations", "PAO", RENEWED, **facts, renewal_of=one.number)
        for one in (old, later)
    )
    put_in_force(renewed)
    assert remind() == 1
    assert Notice.objects.get().subject_id == str(old.pk)
    assert drafted.standing == "draft"


def test_what_few_may_know_is_told_without_a_word_of_it(
    held: Held, tmp_path: Path, settings: Any
) -> None:
    settings.CATALOG_OVERRIDES = override(tmp_path, FEW)
    put_in_force(wrote(held["discipline"], "few_test", "DC", FROM, until=UNTIL, title="约谈某人"))
    assert remind() == 2
    for one in Notice.objects.all():
        assert "约谈" not in one.title + one.body
        assert "知悉范围试验" not in one.title + one.body


FEW = """
- code: few_test
  name: 知悉范围试验
  source: 本院规定
  purpose: 少数人知悉的台账。
  prefix: QT
  labels: {until: 有效期至}
  secrecy: few
  renewed: true
  enter: [{posts: [discipline_office_director], at: unit}]
  verify: [{posts: [discipline_secretary], at: unit}]
  oversee: [{posts: [discipline_secretary], at: unit}]
  fields: []
"""
