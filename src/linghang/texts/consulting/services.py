"""The deeds on a consultation: ask departments, answer for one, say what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.parameters import queries as parameters
from linghang.foundation.period import day_label
from linghang.foundation.trail import services as trail
from linghang.notices import services as notices
from linghang.org.models import Unit
from linghang.texts import queries, rules, trail_actions
from linghang.texts.definitions import ANSWER_NAMES, Action, Answer
from linghang.texts.models import Consultation, Draft, Version

ANSWER_DAYS = "policy.consult_days"
ASKED_NOTICE = "policy_consulted"


class CannotAsk(Refused):
    """The departments can't be asked; the message lists every reason."""


class CannotAnswer(Refused):
    """The answer can't be given; the message lists every reason."""


@transaction.atomic
def ask(
    *,
    version_id: int,
    units: Sequence[str],
    due_date: date | None,
    actor: Actor,
    at: datetime,
    today: date,
) -> list[Consultation]:
    """Ask departments for their opinion on the last draft (征求意见); their heads are told.

    due_date: None takes the rule parameter. Raises CannotAsk, Version.DoesNotExist.
    """
    rows = Version.objects.select_for_update(of=("self",)).select_related("policy__owner")
    version = rows.get(pk=version_id)
    draft = version.drafts.order_by("number").last()
    waiting = version.consultations.filter(answer="").values_list("unit__code", flat=True)
    reasons = rules.reasons_not_to_ask(units, owner=version.policy.owner.code, asked=list(waiting))
    found = {one.code: one for one in Unit.objects.on(today).filter(code__in=units)}
    due = due_date or today + timedelta(days=_number(ANSWER_DAYS, today))
    if version.active_from is not None or version.dropped_on is not None:
        reasons.append("这个版本已经办结")
    if draft is None and version.action != Action.ABOLISH:
        reasons.append("还没有草稿")
    if missing := [code for code in units if code not in found]:
        reasons.append(f"没有部门 {'、'.join(missing)}")
    if due < today:
        reasons.append("答复期限已经过去")
    if draft is None:
        draft = _words_to_abolish(version, actor, at)
    if reasons or draft is None:
        raise CannotAsk(f"不能征求意见：{'；'.join(reasons) or '没有可以征求意见的正文'}。")
    asked = [
        Consultation.objects.create(
            version=version, unit=found[code], draft=draft, asked_on=today, due_date=due
        )
        for code in dict.fromkeys(units)
    ]
    names = "、".join(found[code].name for code in dict.fromkeys(units))
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.ASKED,
        subject=version,
        facts={
            "title": version.title,
            "draft": draft.number,
            "units": names,
            "due": due.isoformat(),
        },
    )
    heads = queries.heads(units, today)
    notices.notify(
        kind=ASKED_NOTICE,
        to=sorted({person for people in heads.values() for person in people}),
        subject=version,
        facts={"title": version.title, "owner": version.policy.owner.name, "due": day_label(due)},
        actor=actor,
        at=at,
        due=due,
    )
    return asked


def _words_to_abolish(version: Version, actor: Actor, at: datetime) -> Draft | None:
    """What departments are asked about when a text is to end: the words that are in force."""
    ending = version.policy.versions.published().exclude(action=Action.ABOLISH.value).last()
    if version.action != Action.ABOLISH or ending is None:
        return None
    return Draft.objects.create(
        version=version,
        number=1,
        body=ending.body,
        note="拟废止的正文",
        saved_by=actor.person,
        saved_at=at,
    )


def _number(code: str, today: date) -> int:
    value = parameters.value(code, today)
    assert isinstance(value, int)  # the parameters are checked at the start
    return value


@transaction.atomic
def answer(
    *,
    consultation_id: int,
    answer: str,
    opinion: str,
    actor: Actor,
    at: datetime,
    today: date,
) -> Consultation:
    """Answer for the department that was asked. Raises CannotAnswer, Consultation.DoesNotExist."""
    rows = Consultation.objects.select_for_update(of=("self",)).select_related("version", "unit")
    asked = rows.get(pk=consultation_id)
    given, words = Answer(answer), opinion.strip()
    reasons = []
    if asked.answer:
        reasons.append("已经答复过")
    if asked.version.active_from is not None or asked.version.dropped_on is not None:
        reasons.append("这个版本已经办结")
    if given is not Answer.AGREES and not words:
        reasons.append(f"{ANSWER_NAMES[given]}的，要写明具体意见")
    if reasons:
        raise CannotAnswer(f"不能答复：{'；'.join(reasons)}。")
    asked.answer, asked.opinion = given.value, words
    asked.answered_by, asked.answered_on = actor.person, today
    asked.save(update_fields=["answer", "opinion", "answered_by", "answered_on"])
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.ANSWERED,
        subject=asked.version,
        facts={
            "title": asked.version.title,
            "unit": asked.unit.name,
            "answer": ANSWER_NAMES[given],
        },
    )
    return asked


@transaction.atomic
def weigh(*, consultation_id: int, adopted: str, actor: Actor, at: datetime) -> Consultation:
    """Say what came of a department's proposal (采纳情况). Raises CannotAnswer."""
    rows = Consultation.objects.select_for_update(of=("self",)).select_related("version", "unit")
    asked = rows.get(pk=consultation_id)
    reasons = []
    if asked.answer in ("", Answer.AGREES.value):
        reasons.append("没有需要处理的意见")
    if not adopted.strip():
        reasons.append("没有写明采纳情况")
    if reasons:
        raise CannotAnswer(f"不能登记：{'；'.join(reasons)}。")
    asked.adopted = adopted.strip()
    asked.save(update_fields=["adopted"])
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.WEIGHED,
        subject=asked.version,
        facts={
            "title": asked.version.title,
            "unit": asked.unit.name,
            "adopted": asked.adopted,
        },
    )
    return asked
