"""The deeds that change a text: propose to adopt, revise or abolish it, and save drafts."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.sensitivity import rules as sensitivity
from linghang.foundation.sensitivity.definitions import Level
from linghang.foundation.trail import services as trail
from linghang.org.models import Unit
from linghang.procedures import services as procedures
from linghang.texts import catalog, rules, trail_actions
from linghang.texts.definitions import (
    ACTION_NAMES,
    CAUSE_NAMES,
    PROCEDURES,
    Action,
    Cause,
)
from linghang.texts.models import VERSION, Draft, Policy, Version
from linghang.texts.structure import rules as structure

LONGEST = 200_000


class CannotBegin(Refused):
    """The change can't be begun; the message lists every reason."""


class CannotDraft(Refused):
    """The words can't be saved; the message says why."""


@transaction.atomic
def adopt(
    *,
    title: str,
    category: str,
    owner: str,
    cause: str,
    explanation: str,
    is_trial: bool,
    actor: Actor,
    at: datetime,
    today: date,
) -> Version:
    """Propose a new text (新立); its procedure begins with it.

    category: code of texts.yaml. owner: code of the department. Raises CannotBegin, procedures'
    CannotStart, Unit.DoesNotExist.
    """
    title = _titled(title)
    if category not in catalog.categories():
        raise CannotBegin(f"不能提出：没有“{category}”这一类制度。")
    if Policy.objects.in_force(today).filter(title=title).exists():
        raise CannotBegin(f"不能提出：已有现行的《{title}》，应当办理修订。")
    policy = Policy.objects.create(
        title=title, category=category, owner=Unit.objects.get(code=owner)
    )
    facts = _Facts(Action.ADOPT, title, cause, explanation, is_trial)
    return _begin(policy, facts, actor, at, today)


@transaction.atomic
def change(
    *,
    policy_id: int,
    action: str,
    cause: str,
    explanation: str,
    actor: Actor,
    at: datetime,
    today: date,
    title: str = "",
    is_trial: bool = False,
) -> Version:
    """Propose to revise (修订) or abolish (废止) a text in force; its procedure begins with it.

    title: a new name, "" keeps the old one. Raises CannotBegin, procedures' CannotStart,
    Policy.DoesNotExist.
    """
    policy = (
        Policy.objects.select_for_update(of=("self",)).select_related("owner").get(pk=policy_id)
    )
    wanted = Action(action)
    reasons = rules.reasons_not_to_begin(
        wanted,
        is_in_force=policy.versions.in_force(today).exists(),
        is_in_making=policy.versions.making().exists(),
    )
    if reasons:
        raise CannotBegin(f"不能提出{ACTION_NAMES[wanted]}：{'；'.join(reasons)}。")
    named = _titled(title) if title else policy.title
    facts = _Facts(wanted, named, cause, explanation, is_trial)
    return _begin(policy, facts, actor, at, today)


class _Facts:
    """What a version is begun with."""

    def __init__(
        self, action: Action, title: str, cause: str, explanation: str, trial: bool
    ) -> None:
        self.action, self.title = action, title
        self.cause, self.explanation = Cause(cause), explanation.strip()
        self.is_trial = trial


def _titled(title: str) -> str:
    plain = title.strip().strip("《》").strip()
    if not plain:
        raise CannotBegin("不能提出：没有写制度名称。")
    _refuse_marks(plain, "", CannotBegin, "不能提出")
    return plain


def _refuse_marks(title: str, text: str, refusal: type[Refused], what: str) -> None:
    reasons = sensitivity.reasons_not_to_keep(title, text, Level.INTERNAL)
    if reasons:
        raise refusal(f"{what}：{'；'.join(reasons)}。")


def _begin(policy: Policy, facts: _Facts, actor: Actor, at: datetime, today: date) -> Version:
    last = policy.versions.aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            version = Version.objects.create(
                policy=policy,
                number=last + 1,
                action=facts.action.value,
                title=facts.title,
                cause=facts.cause.value,
                explanation=facts.explanation,
                is_trial=facts.is_trial,
            )
    except IntegrityError:
        raise CannotBegin("不能提出：这项制度已有一个版本正在办理。") from None
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.BEGUN,
        subject=version,
        facts={
            "what": ACTION_NAMES[facts.action],
            "title": facts.title,
            "cause": CAUSE_NAMES[facts.cause],
            "policy": policy.pk,
        },
    )
    procedures.start(
        procedure=PROCEDURES[facts.action],
        unit=policy.owner.code,
        title=facts.title,
        actor=actor,
        at=at,
        today=today,
        subject=(VERSION, str(version.pk)),
    )
    return version


@transaction.atomic
def save_draft(
    *,
    version_id: int,
    body: str,
    seen: int,
    actor: Actor,
    at: datetime,
    note: str = "",
    file_name: str = "",
) -> Draft:
    """Save the words of a version in making as a further draft; no former one is lost.

    seen: the number of the draft that the writer had before them, 0 for none: of two who write at
    once the second is told. Raises CannotDraft, Version.DoesNotExist.
    """
    version = Version.objects.select_for_update(of=("self",)).get(pk=version_id)
    text = structure.tidied(body)
    last = version.drafts.order_by("number").last()
    _refuse_draft(version, text, last, seen)
    _refuse_marks(version.title, text, CannotDraft, "不能保存")
    draft = Draft.objects.create(
        version=version,
        number=last.number + 1 if last else 1,
        body=text,
        note=note.strip(),
        file_name=file_name,
        saved_by=actor.person,
        saved_at=at,
    )
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.DRAFTED,
        subject=version,
        facts={
            "title": version.title,
            "draft": draft.number,
            "articles": structure.article_count(text),
            "letters": len(text),
        },
    )
    return draft


def _refuse_draft(version: Version, text: str, last: Draft | None, seen: int) -> None:
    reasons = []
    if version.active_from is not None or version.dropped_on is not None:
        reasons.append("这个版本已经办结，不能再改")
    if version.action == Action.ABOLISH:
        reasons.append("废止不需要正文")
    if (last.number if last else 0) != seen:
        reasons.append("您打开页面之后，别人已经保存了新的一稿，请看过再改")
    if not text:
        reasons.append("没有正文")
    if len(text) > LONGEST:
        reasons.append(f"正文超过{LONGEST // 10_000}万字，请分成几项制度")
    if last and last.body == text:
        reasons.append("与上一稿一字不差")
    if reasons:
        raise CannotDraft(f"不能保存：{'；'.join(reasons)}。")
