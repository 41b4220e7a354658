"""A text on its way: drafted, asked about, reviewed, decided, in force, replaced, abolished."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from linghang.foundation.errors import Refused
from linghang.notices import duties
from linghang.notices.models import Notice
from linghang.org.models import Appointment
from linghang.org.rights import rights_of
from linghang.procedures import services as procedures
from linghang.procedures.progress.rules import Verb
from linghang.procedures.services import CannotAct, CannotStart
from linghang.texts import queries, reminding, services
from linghang.texts.consulting import services as consulting
from linghang.texts.consulting.services import CannotAnswer, CannotAsk
from linghang.texts.following import CannotPublish
from linghang.texts.keeping import services as keeping
from linghang.texts.models import Consultation, Draft, Policy, Version
from linghang.texts.rules import State
from linghang.texts.services import CannotBegin, CannotDraft
from tests.texts.office import AT, BODY, TODAY, about, act, by, meet, passed, proceeding, propose

Held = dict[str, Appointment]
PUBLISHED = {
    "policy_number": "人-001",
    "issue_number": "示院发〔2025〕7号",
    "basis": "党委会2025年6月3日",
    "active_from": "2025-07-01",
    "review_due": "2028-06-30",
}


def draft(version: Version, held: Held, body: str = BODY, seen: int = 0) -> Draft:
    given = {key: value for key, value in by(held["hr_director"]).items() if key != "today"}
    return services.save_draft(version_id=version.pk, body=body, seen=seen, **given)


def asked(version: Version, held: Held, *units: str) -> list[Consultation]:
    return consulting.ask(
        version_id=version.pk, units=units, due_date=None, **by(held["hr_director"])
    )


def answer(row: Consultation, held: Appointment, what: str = "agrees", opinion: str = "") -> None:
    consulting.answer(consultation_id=row.pk, answer=what, opinion=opinion, **by(held))


def consulted(held: Held, *, is_major: str = "true") -> Version:
    """Up to the answers of the departments."""
    version = propose(held["hr_director"])
    act(version, "initiate", held["hr_director"], is_major=is_major, problem="缺少规定")
    draft(version, held)
    act(version, "draft", held["hr_director"])
    (row,) = asked(version, held, "CARD")
    answer(row, held["cardiology_head"])
    act(version, "consult", held["hr_director"])
    return version


def reviewed(held: Held, *, is_major: str = "true") -> Version:
    """Up to both reviews."""
    version = consulted(held, is_major=is_major)
    act(version, "legal_review", held["president_office"], legal_opinion="合法")
    act(version, "integrity_review", held["audit"], integrity_opinion="无廉洁风险")
    return version


def decided(held: Held) -> Version:
    """Up to the decision of the Party committee."""
    version = reviewed(held)
    row = proceeding(version)
    meet(held["president_office"], "H", "president_meeting", about(row, "administration"))
    act(version, "president_meeting", held["president_office"])
    meet(held["party_office"], "PC", "committee_meeting", passed(row, "major_matter"))
    act(version, "committee_meeting", held["party_office"])
    return version


def in_force(held: Held) -> Version:
    """A text in force since 1 July 2025."""
    version = decided(held)
    act(version, "publish", held["president_office"], **PUBLISHED)
    return Version.objects.get(pk=version.pk)


def test_a_major_text_is_proposed_by_the_president_meeting_and_decided_by_the_committee(
    held: Held,
) -> None:
    """§2.1.5: 院长办公会 proposes, 党委会 decides; no other order, and no circulation instead."""
    version = reviewed(held)
    row = proceeding(version)

    with pytest.raises(CannotAct, match="还没有院长办公会讨论"):
        act(version, "president_meeting", held["president_office"])
    with pytest.raises(CannotAct, match="“院长办公会审议”还没有办完"):
        act(version, "committee_meeting", held["party_office"])
    meet(held["president_office"], "H", "president_meeting", about(row, "administration"))
    act(version, "president_meeting", held["president_office"])
    with pytest.raises(CannotAct, match="“党委会审定”还没有办完"):
        act(version, "publish", held["president_office"], **PUBLISHED)
    meet(held["party_office"], "PC", "committee_meeting", passed(row, "major_matter"))
    act(version, "committee_meeting", held["party_office"])
    act(version, "publish", held["president_office"], **PUBLISHED)

    version.refresh_from_db()
    assert (version.body, version.is_major) == (BODY, True)
    assert version.policy.number == "人-001"
    assert version.state(date(2025, 6, 30)) is State.COMING
    assert version.state(date(2025, 7, 1)) is State.IN_FORCE


def test_another_text_needs_no_committee(held: Held) -> None:
    version = reviewed(held, is_major="false")
    row = proceeding(version)
    meet(held["president_office"], "H", "president_meeting", about(row, "administration"))
    act(version, "president_meeting", held["president_office"])

    act(version, "publish", held["president_office"], **PUBLISHED)

    assert Policy.objects.in_force(date(2025, 7, 1)).count() == 1


def test_who_drafted_a_text_does_not_review_it(held: Held) -> None:
    version = propose(held["president_office"], category="administration")
    office = held["president_office"]
    act(version, "initiate", office, is_major="false", problem="缺少规定")
    given = {key: value for key, value in by(office).items() if key != "today"}
    services.save_draft(version_id=version.pk, body=BODY, seen=0, **given)
    act(version, "draft", office)
    (row,) = consulting.ask(version_id=version.pk, units=["CARD"], due_date=None, **by(office))
    answer(row, held["cardiology_head"])
    act(version, "consult", office)

    with pytest.raises(CannotAct, match="必须由不同的人办理"):
        act(version, "legal_review", office, legal_opinion="合法")
    act(version, "legal_review", held["party_office"], legal_opinion="合法")


def test_a_returned_draft_is_written_anew_and_every_draft_is_kept(held: Held) -> None:
    version = consulted(held)
    act(
        version,
        "legal_review",
        held["president_office"],
        verb=Verb.SEND_BACK,
        to="draft",
        reason="第二条范围过宽",
    )

    with pytest.raises(CannotAct, match="退回以后还没有保存新的一稿"):
        act(version, "draft", held["hr_director"])
    later = {"actor": by(held["hr_director"])["actor"], "at": AT + timedelta(minutes=5)}
    services.save_draft(version_id=version.pk, body=f"{BODY}\n第三条 增加。", seen=1, **later)
    act(version, "draft", held["hr_director"])

    assert [one.number for one in version.drafts.order_by("number")] == [1, 2]


def test_of_two_who_write_at_once_the_second_is_told(held: Held) -> None:
    version = propose(held["hr_director"])
    draft(version, held)

    with pytest.raises(CannotDraft, match="别人已经保存了新的一稿"):
        draft(version, held, body="另一稿", seen=0)
    with pytest.raises(CannotDraft, match="没有正文"):
        draft(version, held, body=" \n　", seen=1)
    with pytest.raises(CannotDraft, match="一字不差"):
        draft(version, held, seen=1)
    with pytest.raises(CannotDraft, match="涉密"):
        draft(version, held, body="机密★5年\n第一条 甲", seen=1)


def test_departments_are_asked_told_and_must_all_answer(held: Held) -> None:
    version = propose(held["hr_director"])
    act(version, "initiate", held["hr_director"], is_major="true", problem="缺少规定")
    draft(version, held)
    act(version, "draft", held["hr_director"])
    with pytest.raises(CannotAct, match="还没有征求任何部门的意见"):
        act(version, "consult", held["hr_director"])
    with pytest.raises(CannotAsk, match="主责部门不向自己征求意见"):
        asked(version, held, "HRO")
    first, second = asked(version, held, "CARD", "ORTH")
    assert set(Notice.objects.values_list("person__code", flat=True)) == {"P3", "P4"}
    waiting = duties.duties_of(rights_of(held["cardiology_head"].pk, TODAY), TODAY)
    assert "答复《外出进修管理办法》的征求意见" in [one.title for one in waiting]

    answer(first, held["cardiology_head"])
    with pytest.raises(CannotAct, match="还没有答复：骨科"):
        act(version, "consult", held["hr_director"])
    with pytest.raises(CannotAnswer, match="要写明具体意见"):
        answer(second, held["orthopaedics_head"], "objects")
    answer(second, held["orthopaedics_head"], "proposes", "第二条改为全院医师。")
    with pytest.raises(CannotAct, match="没有登记采纳情况：骨科的意见"):
        act(version, "consult", held["hr_director"])
    given = {key: value for key, value in by(held["hr_director"]).items() if key != "today"}
    consulting.weigh(consultation_id=second.pk, adopted="采纳", **given)

    assert act(version, "consult", held["hr_director"])


def test_publishing_names_everything_that_is_wrong(held: Held) -> None:
    version = decided(held)
    wrong = {**PUBLISHED, "active_from": "2025-06-01", "review_due": "2025-05-01"}

    with pytest.raises(CannotPublish) as refusal:
        act(version, "publish", held["president_office"], **wrong)

    for says in ("早于发布日期", "评估日期不晚于施行日期"):
        assert says in str(refusal.value)
    version.refresh_from_db()
    assert version.active_from is None, "the refusal took the act back"


def test_a_revision_replaces_and_an_abolition_ends_and_both_stay_to_be_read(held: Held) -> None:
    first = in_force(held)
    later = {"actor": by(held["hr_director"])["actor"], "at": AT, "today": date(2025, 8, 1)}
    change = {"cause": "review", "explanation": "评估后修订"}
    second = services.change(policy_id=first.policy_id, action="revise", **change, **later)
    with pytest.raises(CannotBegin, match="正在办理"):
        services.change(policy_id=first.policy_id, action="abolish", **change, **later)
    Version.objects.filter(pk=first.pk).update(active_to=date(2025, 9, 1))
    Version.objects.filter(pk=second.pk).update(
        body=f"{BODY}\n第三条 增加。",
        active_from=date(2025, 9, 1),
        published_on=date(2025, 8, 20),
        active_to=date(2025, 12, 1),
    )
    Version.objects.create(
        policy=first.policy,
        number=3,
        action="abolish",
        title=first.title,
        cause="need",
        active_from=date(2025, 12, 1),
        published_on=date(2025, 11, 20),
    )

    def on(day: date) -> list[int]:
        return list(Version.objects.in_force(day).values_list("number", flat=True))

    assert [on(date(2025, month, 1)) for month in (6, 7, 9, 12)] == [[], [1], [2], []]
    assert Policy.objects.abolished(date(2025, 12, 1)).count() == 1
    assert Policy.objects.in_force(date(2025, 11, 30)).count() == 1
    told = queries.figures(date(2025, 12, 31))
    assert (told.in_force, told.adopted, told.revised, told.abolished) == (0, 1, 1, 1)
    shown = Policy.objects.shown(date(2025, 12, 31)).get()
    assert shown.shown_version == second.pk


def test_a_published_version_is_voided_by_nobody_and_a_refused_one_is_dropped(held: Held) -> None:
    version = in_force(held)
    row = proceeding(version)
    void = {"reason": "有误", "seen": row.acts.count(), **by(held["president_office"])}
    with pytest.raises(CannotPublish, match="只能修订或者废止"):
        procedures.void(proceeding_id=row.pk, **void)

    other = propose(held["hr_director"], title="请假管理办法")
    void = {"reason": "不再需要", "seen": 1, **by(held["president_office"])}
    procedures.void(proceeding_id=proceeding(other).pk, **void)

    other.refresh_from_db()
    assert other.dropped_on == TODAY


def test_only_the_head_of_a_department_proposes_and_not_twice(held: Held) -> None:
    with pytest.raises(CannotStart, match="发起由"):
        propose(held["team_leader"])
    in_force(held)
    later = {**by(held["hr_director"]), "today": date(2025, 7, 2)}
    with pytest.raises(CannotBegin, match="应当办理修订"):
        services.adopt(
            title="《外出进修管理办法》",
            category="personnel",
            owner="HRO",
            cause="need",
            explanation="",
            is_trial=False,
            **later,
        )


def test_a_draft_is_seen_by_those_whom_it_concerns_and_a_published_text_by_all(held: Held) -> None:
    version = propose(held["hr_director"])
    act(version, "initiate", held["hr_director"], is_major="true", problem="缺少规定")
    draft(version, held)
    act(version, "draft", held["hr_director"])
    asked(version, held, "CARD")

    def seen(key: str, day: date = TODAY) -> bool:
        rights = rights_of(held[key].pk, day)
        return Version.objects.visible_to(rights, day).filter(pk=version.pk).exists()

    assert [seen(key) for key in ("hr_director", "cardiology_head", "party_office")] == [True] * 3
    assert [seen(key) for key in ("team_leader", "system_administrator", "branch_secretary")] == [
        *(False, False, False)
    ]
    Version.objects.filter(pk=version.pk).update(
        body=BODY, active_from=date(2025, 7, 1), published_on=TODAY
    )
    assert seen("team_leader")


def test_a_text_due_for_review_asks_its_department_and_reading_is_confirmed_once(
    held: Held,
) -> None:
    version = in_force(held)
    day = date(2028, 6, 10)
    rights = rights_of(held["hr_director"].pk, day)
    wanted = "评估《外出进修管理办法》"

    assert wanted in [one.title for one in duties.duties_of(rights, day)]
    assert reminding.tell(now=AT, today=day) == 1
    assert reminding.tell(now=AT, today=day) == 0, "once for each day due"
    given = {**by(held["hr_director"]), "today": day}
    with pytest.raises(Refused, match="要写下次评估日期"):
        keeping.review(
            policy_id=version.policy_id,
            conclusion="keep",
            findings="执行良好",
            next_due=None,
            **given,
        )
    keeping.review(
        policy_id=version.policy_id,
        conclusion="keep",
        findings="执行良好",
        next_due=date(2031, 6, 30),
        **given,
    )
    assert wanted not in [one.title for one in duties.duties_of(rights, day)]

    for _ in range(2):
        keeping.confirm(version_id=version.pk, **given)
    assert version.confirmations.count() == 1


def test_the_database_keeps_one_version_open_and_words_in_force(held: Held) -> None:
    version = in_force(held)
    rows = [
        {"number": 2, "action": "revise", "active_from": date(2026, 1, 1), "body": "甲"},
        {"number": 1, "action": "revise", "body": "甲"},
    ]
    for facts in rows:
        published = {"published_on": TODAY} if "active_from" in facts else {}
        with pytest.raises(IntegrityError), transaction.atomic():
            Version.objects.create(
                policy=version.policy, title="甲", cause="need", **facts, **published
            )
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(body="")
