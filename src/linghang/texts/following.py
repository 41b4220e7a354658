"""What a version is to its procedure: its title and unit, and what publishing it brings about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from linghang.foundation.errors import Refused
from linghang.foundation.period import day_label
from linghang.foundation.trail import services as trail
from linghang.procedures.definitions import Outcome
from linghang.procedures.models import Act
from linghang.procedures.progress.rules import Verb
from linghang.procedures.subjects import Happened, Subject
from linghang.texts import rules, trail_actions
from linghang.texts.definitions import ACTION_NAMES, Action
from linghang.texts.models import Policy, Version

INITIATE, PUBLISH = "initiate", "publish"


class CannotPublish(Refused):
    """The version can't come into force so; the message lists every reason."""


def describe(id: str, on: date) -> Subject | None:
    """A version as its proceeding knows it."""
    rows = Version.objects.select_related("policy__owner")
    version = rows.filter(pk=int(id)).first() if id.isdigit() else None
    if version is None:
        return None
    what = ACTION_NAMES[Action(version.action)]
    return Subject(title=f"{what}《{version.title}》", unit=version.policy.owner.code)


def follow(happened: Happened) -> None:
    """Publishing brings the version into force; a refusal or a voided proceeding drops it.

    立项 says whether it is a major text (重要制度).

    Raises CannotPublish.
    """
    if happened.verb is Verb.APPROVE and happened.step == PUBLISH:
        _publish(happened)
    elif happened.verb is Verb.APPROVE and happened.step == INITIATE:
        _note_weight(happened)
    elif happened.outcome in (Outcome.REJECTED, Outcome.VOIDED):
        _drop(happened)


def _locked(happened: Happened) -> Version:
    rows = Version.objects.select_for_update(of=("self",)).select_related("policy")
    return rows.get(pk=int(happened.subject[1]))


def _told(happened: Happened) -> Mapping[str, str]:
    """What was filled in with the act."""
    fields: Mapping[str, str] = (
        Act.objects.filter(proceeding=happened.proceeding).latest("number").fields
    )
    return fields


def _note_weight(happened: Happened) -> None:
    version = _locked(happened)
    version.is_major = _told(happened).get("is_major") == "是"
    version.save(update_fields=["is_major"])


def _drop(happened: Happened) -> None:
    version = _locked(happened)
    if version.active_from is not None:
        raise CannotPublish("不能作废：这个版本已经发布，改变它只能修订或者废止。")
    version.dropped_on = happened.day
    version.save(update_fields=["dropped_on"])
    trail.leave(
        at=happened.at,
        actor=happened.actor,
        action=trail_actions.DROPPED,
        subject=version,
        facts={"title": version.title, "what": version.get_action_display()},
    )


def _publish(happened: Happened) -> None:
    version = _locked(happened)
    policy = Policy.objects.select_for_update(of=("self",)).get(pk=version.policy_id)
    told = _told(happened)
    draft = version.drafts.order_by("number").last()
    former = policy.versions.published().filter(active_to__isnull=True).first()
    number = str(told.get("policy_number", "")).strip()
    active_from, review_due = _day(told, "active_from"), _day(told, "review_due")
    reasons = rules.reasons_not_to_publish(
        Action(version.action),
        active_from=active_from,
        day=happened.day,
        number=number,
        is_number_taken=Policy.objects.filter(number=number or None).exclude(pk=policy.pk).exists(),
        has_text=draft is not None,
        predecessor_from=former.active_from if former else None,
        review_due=review_due,
    )
    if reasons or active_from is None:
        raise CannotPublish(f"不能发布：{'；'.join(reasons)}。")
    if former is not None:
        former.active_to = active_from
        former.save(update_fields=["active_to"])
    version.body = draft.body if draft and version.action != Action.ABOLISH else ""
    version.active_from, version.published_on = active_from, happened.day
    version.issue_number = str(told.get("issue_number", ""))
    version.basis = str(told.get("basis", ""))
    version.save(update_fields=["body", "active_from", "published_on", "issue_number", "basis"])
    policy.title = version.title
    policy.number = policy.number or number or None
    policy.review_due = None if version.action == Action.ABOLISH else review_due
    policy.save(update_fields=["title", "number", "review_due"])
    trail.leave(
        at=happened.at,
        actor=happened.actor,
        action=trail_actions.PUBLISHED,
        subject=version,
        facts={
            "title": version.title,
            "what": version.get_action_display(),
            "issue": version.issue_number,
            "active_from": day_label(active_from),
            "proceeding": happened.proceeding,
        },
    )


def _day(told: Mapping[str, str], code: str) -> date | None:
    text = told.get(code, "")
    return date.fromisoformat(text) if text else None
