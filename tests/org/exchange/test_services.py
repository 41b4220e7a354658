"""A workbook comes into force whole or not at all, and is taken back exactly."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from linghang.foundation.access import Actor
from linghang.foundation.intake import preview
from linghang.foundation.intake import services as intake
from linghang.foundation.intake.models import Batch, State
from linghang.foundation.intake.steps import WrongState
from linghang.foundation.trail.models import Entry
from linghang.foundation.trail.queries import of_subject
from linghang.org.exchange import footprints, queries, services, writing
from linghang.org.exchange.models import Footprint, Question
from linghang.org.models import (
    Account,
    Appointment,
    Beds,
    CodeMap,
    Membership,
    Naming,
    PastEmployment,
    Person,
    Placement,
    Unit,
)
from linghang.org.people import services as people
from tests.org.exchange import workbooks
from tests.org.exchange.workbooks import AT, CARD_A, CARD_B, FROM, PEOPLE, SYSTEM, TODAY, UNITS

pytestmark = pytest.mark.django_db
MODELS = (
    Unit,
    Placement,
    Naming,
    Beds,
    Person,
    PastEmployment,
    Membership,
    Appointment,
    CodeMap,
)
EVE = TODAY - timedelta(days=1)


def everything() -> dict[str, list[dict[str, object]]]:
    """All rows of the organisation, sealed numbers in clear."""
    return {
        table: list(
            footprints.states(
                table, list(model.objects.order_by("pk").values_list("pk", flat=True)), opened=True
            ).values()
        )
        for table, model in footprints.TABLES.items()
    }


@pytest.fixture
def hospital(tmp_path):
    workbooks.commit(workbooks.everything(tmp_path))
    return tmp_path


def changed_people() -> list[list[object]]:
    """甲 moves, changes the mobile and is renamed; 乙 leaves; 丙 gets an identity card."""
    first, second, third = ([*row, None] for row in PEOPLE)
    first[1], first[3], first[5], first[6] = "甲改", "13800000009", "心内科", None
    second[8] = EVE
    third[2] = CARD_B
    return [first, second, third]


def test_a_hospital_is_imported_with_all_that_joins_it(tmp_path):
    batch = workbooks.commit(workbooks.everything(tmp_path))

    assert batch.state == State.COMMITTED
    assert batch.facts["summary"] == "单位新增7；人员新增3；任职新增2；编码对应新增1"
    ward = Placement.objects.get(unit__code="W1")
    assert (ward.parent.code, ward.active_from) == ("D1", FROM)
    assert Beds.objects.get().beds == 40
    person = Person.objects.get(code="001")
    assert (person.id_card.open(), person.mobile.open()) == (CARD_A, "13800000001")
    belongs = {one.line: one.unit.code for one in person.memberships.all()}
    assert belongs == {"home": "D1", "team": "T1"}
    assert Appointment.objects.get(post="hr_director").person.code == "002"
    assert CodeMap.objects.get().unit.code == "W1"


def test_the_deed_is_told_once_with_its_counts(tmp_path):
    batch = workbooks.commit(workbooks.everything(tmp_path))

    entry = Entry.objects.get(action="exchange.batch.committed")
    assert entry.subject_id == str(batch.pk)
    assert entry.facts["people_new"] == 3
    assert Entry.objects.filter(action__startswith="org.").count() == 0


def test_the_same_file_again_changes_nothing(hospital):
    before = everything()

    batch = workbooks.commit(workbooks.everything(hospital))

    assert batch.facts["counts"] == {
        "units": {"unchanged": 7},
        "people": {"unchanged": 3},
        "appointments": {"unchanged": 2},
        "code_maps": {"unchanged": 1},
    }
    assert everything() == before
    assert not Footprint.objects.filter(batch=batch).exists()


def test_a_persons_and_a_units_history_tell_of_the_import_that_wrote_them(hospital):
    """And of no other: 甲 is changed by a second file, 乙's row in it says nothing new."""
    first, second, *_ = ([*row, None] for row in PEOPLE)
    first[1] = "甲改"
    again = workbooks.commit(workbooks.file(hospital, people=[first, second]))
    one, other = (Person.objects.get(code=row[0]) for row in (first, second))

    deeds = [
        of_subject("org.person", str(each.pk), wider=queries.imports("person", each.pk))
        for each in (one, other)
    ]

    assert [[deed.action for deed in told] for told in deeds] == [
        ["exchange.batch.committed"] * 2,
        ["exchange.batch.committed"],
    ]
    assert deeds[0][0].subject_id == str(again.pk)
    assert queries.imports("unit", Unit.objects.get(code="D1").pk).subject_ids != ()


def test_checking_alone_writes_nothing(tmp_path):
    workbooks.check(workbooks.everything(tmp_path))

    assert not any(model.objects.exists() for model in MODELS)


def test_changes_hold_from_the_day_and_are_shown_before_and_after(hospital):
    batch = workbooks.check(workbooks.file(hospital, people=changed_people()))
    shown = preview.page(batch, what="changed")

    intake.commit(batch_id=batch.pk, actor=SYSTEM, today=TODAY, clock=lambda: AT)

    told = {
        (line["title"], one["column"]): (one["before"], one["after"])
        for line in shown
        for one in line["differences"]
    }
    assert told["甲改（001）", "姓名"] == ("甲某", "甲改")
    assert told["甲改（001）", "手机号"] == ("原号码", "138****0009")
    assert told["甲改（001）", "所在科室"] == ("骨科", "心内科（2025-06-30 起）")
    assert told["乙某（002）", "离院日期"] == ("", "2025-06-29（随之终止任职 1 项）")
    assert told["丙某（003）", "证件号码"] == ("", "110***********0024")
    homes = Membership.objects.filter(person__code="001", line="home").order_by("active_from")
    assert [(one.unit.code, one.active_from, one.active_to) for one in homes] == [
        ("D1", FROM, TODAY),
        ("D2", TODAY, None),
    ]
    ended = Appointment.objects.get(person__code="002")
    assert (ended.active_to, ended.ended_reason) == (EVE, "离院")


def test_units_are_renamed_moved_and_counted_from_the_day(hospital):
    rows = [list(row) for row in UNITS]
    rows[2][1], rows[2][4] = "骨外科", None
    rows[3][4] = "东院区"
    rows[4][3], rows[4][5] = "骨外科", 45
    workbooks.commit(workbooks.file(hospital, units=rows))

    names = Naming.objects.filter(unit__code="D1").order_by("active_from")
    assert [(one.name, one.active_from, one.active_to) for one in names] == [
        ("骨科", FROM, TODAY),
        ("骨外科", TODAY, None),
    ]
    assert Unit.objects.get(code="D1").name == "骨外科"
    # An empty cell leaves the campus as it is.
    assert Placement.objects.get(unit__code="D1").campus.code == "E"
    moved = Placement.objects.filter(unit__code="D2").order_by("active_from")
    assert [(one.campus_id is not None, one.active_to) for one in moved] == [
        (False, TODAY),
        (True, None),
    ]
    counted = Beds.objects.order_by("active_from").values_list("beds", "active_to")
    assert list(counted) == [(40, TODAY), (45, None)]


def test_who_left_is_shut_out_at_once_and_comes_back_by_a_later_file(hospital):
    account = Account.objects.create(username="b", person=Person.objects.get(code="002"))
    row = [*PEOPLE[1], EVE]
    workbooks.commit(workbooks.file(hospital, people=[row]))
    account.refresh_from_db()
    assert not account.is_active

    back = [*PEOPLE[1], None]
    back[7] = TODAY
    workbooks.commit(workbooks.file(hospital, people=[back]))

    person = Person.objects.get(code="002")
    assert (person.active_from, person.active_to) == (TODAY, None)
    assert PastEmployment.objects.get().active_to == EVE


def test_an_appointment_ends_by_a_file(hospital):
    row = ["001", "甲某", "科主任", "骨科", FROM, TODAY]

    workbooks.commit(workbooks.file(hospital, posts=[row]))

    assert Appointment.objects.get(person__code="001").active_to == TODAY


def test_undo_brings_every_row_back_as_it_was(hospital):
    Account.objects.create(username="b", person=Person.objects.get(code="002"))
    before = everything()
    rows = [list(row) for row in UNITS]
    rows[2][1] = "骨外科"
    rows[4][5] = 45
    people_ = [*changed_people(), ["004", "丁某", None, None, None, "D1", None, TODAY]]
    posts = [["004", "丁某", "医师", "D1", TODAY]]
    batch = workbooks.commit(workbooks.file(hospital, units=rows, people=people_, posts=posts))
    assert everything() != before

    undone = intake.undo(batch_id=batch.pk, actor=SYSTEM, at=AT)

    assert undone.state == State.UNDONE
    assert everything() == before
    assert Account.objects.get().is_active


def test_a_first_import_is_undone_to_nothing(tmp_path):
    batch = workbooks.commit(workbooks.everything(tmp_path))

    intake.undo(batch_id=batch.pk, actor=SYSTEM, at=AT)

    assert not any(model.objects.exists() for model in MODELS)


def test_undo_is_refused_when_a_row_was_changed_since(hospital):
    batch = Batch.objects.get()
    people.correct_person(code="001", name="甲甲", actor=SYSTEM, at=AT)

    with pytest.raises(intake.CannotUndo, match="人员“甲甲”后来又改动过"):
        intake.undo(batch_id=batch.pk, actor=SYSTEM, at=AT)

    assert Person.objects.count() == 3


def test_undo_is_refused_when_something_points_to_what_was_brought(hospital):
    people.open_account(username="a", person="001", actor=SYSTEM, at=AT)

    with pytest.raises(intake.CannotUndo, match="导入的人员后来又有了登录账号 1 条"):
        intake.undo(batch_id=Batch.objects.get().pk, actor=SYSTEM, at=AT)


def test_undo_goes_from_the_last_batch_backwards(hospital):
    first = Batch.objects.get()
    row = ["004", "丁某", None, None, None, "D1", None, TODAY]
    second = workbooks.commit(workbooks.file(hospital, people=[row]))

    with pytest.raises(intake.CannotUndo, match="导入的单位后来又有了人员归属 1 条"):
        intake.undo(batch_id=first.pk, actor=SYSTEM, at=AT)
    intake.undo(batch_id=second.pk, actor=SYSTEM, at=AT)
    intake.undo(batch_id=first.pk, actor=SYSTEM, at=AT)

    assert not Unit.objects.exists()


def test_what_changed_between_preview_and_commit_is_not_overwritten(hospital):
    batch = workbooks.check(workbooks.file(hospital, people=changed_people()))
    people.correct_person(code="001", licence="12345", actor=SYSTEM, at=AT)

    with pytest.raises(intake.CannotCommit, match="检查之后组织机构有了变动"):
        intake.commit(batch_id=batch.pk, actor=SYSTEM, today=TODAY, clock=lambda: AT)

    assert Batch.objects.get(pk=batch.pk).state == State.STAGED
    intake.retry(batch_id=batch.pk)
    intake.check(batch_id=batch.pk, today=TODAY, clock=lambda: AT)
    done = intake.commit(batch_id=batch.pk, actor=SYSTEM, today=TODAY, clock=lambda: AT)
    assert done.state == State.COMMITTED


def test_a_fault_in_the_middle_of_writing_leaves_nothing(tmp_path, monkeypatch):
    batch = workbooks.check(workbooks.everything(tmp_path))
    create = writing._create

    def fail(table, drafts):
        if table == "appointment":
            raise IntegrityError("somebody was faster")
        create(table, drafts)

    monkeypatch.setattr(writing, "_create", fail)
    with pytest.raises(intake.CannotCommit, match="没有写入任何内容"):
        intake.commit(batch_id=batch.pk, actor=SYSTEM, today=TODAY, clock=lambda: AT)

    assert not any(model.objects.exists() for model in MODELS)
    assert Batch.objects.get().state == State.STAGED


def test_a_batch_with_errors_cannot_be_committed(tmp_path):
    batch = workbooks.check(workbooks.file(tmp_path, units=[["H", "医院", "食堂"]]))

    with pytest.raises(WrongState):
        intake.commit(batch_id=batch.pk, actor=SYSTEM, today=TODAY, clock=lambda: AT)


def test_what_is_given_up_is_deleted_with_its_files(tmp_path, django_capture_on_commit_callbacks):
    batch = workbooks.check(workbooks.everything(tmp_path))
    assert list(batch.folder.iterdir())

    with django_capture_on_commit_callbacks(execute=True):
        intake.discard(batch_id=batch.pk, actor=SYSTEM, at=AT)

    assert list(batch.folder.iterdir()) == []


NAMESAKE = ["900", "甲某", None, None, None, None, None, TODAY]


def ask(folder, row=NAMESAKE) -> Batch:
    return workbooks.check(
        workbooks.file(folder, people=[row], posts=[["900", None, "医师", "D2", TODAY]])
    )


def answered(batch: Batch, answer: str) -> Batch:
    services.answer(batch_id=batch.pk, code="900", answer=answer, actor=SYSTEM, at=AT)
    intake.retry(batch_id=batch.pk)
    intake.check(batch_id=batch.pk, today=TODAY, clock=lambda: AT)
    return intake.commit(batch_id=batch.pk, actor=SYSTEM, today=TODAY, clock=lambda: AT)


def test_a_namesake_is_asked_about_before_anything_is_written(hospital):
    batch = ask(hospital)

    question = Question.objects.get()
    assert (question.code, question.candidates, question.same_card) == ("900", ["001"], False)
    with pytest.raises(intake.CannotCommit, match="还有 1 个同名人员没有确认"):
        intake.commit(batch_id=batch.pk, actor=SYSTEM, today=TODAY, clock=lambda: AT)


def test_the_same_person_keeps_the_former_code_and_gets_the_posts(hospital):
    batch = ask(hospital, [*NAMESAKE[:7], FROM])

    answered(batch, "001")

    assert not Person.objects.filter(code="900").exists()
    assert Appointment.objects.get(post="physician").person.code == "001"


def test_another_person_is_registered(hospital):
    answered(ask(hospital), "-")

    assert Person.objects.get(code="900").name == "甲某"


def test_an_answer_is_not_committed_before_it_was_worked_out(hospital):
    batch = ask(hospital)
    services.answer(batch_id=batch.pk, code="900", answer="-", actor=SYSTEM, at=AT)

    with pytest.raises(intake.CannotCommit, match="还没有重新检查"):
        intake.commit(batch_id=batch.pk, actor=SYSTEM, today=TODAY, clock=lambda: AT)


def test_an_answer_must_be_one_of_those_offered(hospital):
    batch = ask(hospital)

    for answer in ("003", "没有"):
        with pytest.raises(services.CannotAnswer, match="不在可选的人员里"):
            services.answer(batch_id=batch.pk, code="900", answer=answer, actor=SYSTEM, at=AT)
    with pytest.raises(services.CannotAnswer, match="没有关于工号 1 的"):
        services.answer(batch_id=batch.pk, code="1", answer="-", actor=SYSTEM, at=AT)


def test_who_has_the_same_identity_card_cannot_be_another(hospital):
    row = ["900", "改名", CARD_A, None, None, None, None, FROM]
    batch = ask(hospital, row)
    assert Question.objects.get().same_card

    with pytest.raises(services.CannotAnswer, match="不可能是另一个人"):
        services.answer(batch_id=batch.pk, code="900", answer="-", actor=SYSTEM, at=AT)


def test_another_identity_card_answers_the_question_itself(hospital):
    row = ["900", "甲某", CARD_B, None, None, None, None, TODAY]

    assert ask(hospital, row).state == State.STAGED
    assert not Question.objects.exists()


def test_posts_that_are_flagged_together_need_a_reason_that_is_told(hospital):
    rows = [
        ["003", "丙某", "财务科科长", "O1", TODAY, None, None],
        ["003", "丙某", "人事科科长", "O1", TODAY, None, None],
    ]
    refused = workbooks.check(workbooks.file(hospital, posts=rows))
    assert "确需兼任的要写明理由" in workbooks.errors(refused)[0]

    rows[1][6] = "编制不足，暂时兼任"
    workbooks.commit(workbooks.file(hospital, posts=rows))

    told = Entry.objects.get(action="org.conflict.overridden")
    assert told.facts["reason"] == "编制不足，暂时兼任"


def test_an_office_may_only_do_what_its_post_allows(hospital):
    held = Appointment.objects.get(post="hr_director")
    office = Actor(person="002", appointment=held.pk)
    head = Actor(person="001", appointment=Appointment.objects.get(post="department_head").pk)
    unit = ["D9", "呼吸科", "科室", "H", None, None, FROM]
    branch = ["P", "党委", "党委", None, None, None, FROM]
    person = ["009", "戊某", None, None, None, "D9", None, FROM]
    path = workbooks.file(hospital, units=[unit], people=[person])

    assert workbooks.check(path, actor=office).state == State.STAGED
    assert "没有权限" in workbooks.errors(workbooks.check(path, actor=head))[0]
    party = workbooks.check(workbooks.file(hospital, units=[branch]), actor=office)
    assert "不及于党组织一线" in workbooks.errors(party)[0]


def test_nobody_gives_themselves_a_post_or_lets_themselves_go(hospital):
    office = Actor(person="002", appointment=Appointment.objects.get(post="hr_director").pk)
    post = ["002", "乙某", "院长", "H", TODAY]
    gone = [*PEOPLE[1], date(2025, 7, 1)]

    appointed = workbooks.check(workbooks.file(hospital, posts=[post]), actor=office)
    left = workbooks.check(workbooks.file(hospital, people=[gone]), actor=office)

    assert "不能任命自己" in workbooks.errors(appointed)[0]
    assert workbooks.errors(left) == ["不能为自己办理离院"]
