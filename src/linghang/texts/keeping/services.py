"""The deeds on a text in force: confirm that one read it, review it, file it rightly."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.org.models import Person, Unit
from linghang.texts import catalog, trail_actions
from linghang.texts.definitions import CONCLUSION_NAMES, Conclusion
from linghang.texts.models import Confirmation, Policy, Review, Version


class CannotConfirm(Refused):
    """There is nothing to read here."""


class CannotReview(Refused):
    """The text can't be reviewed; the message lists every reason."""


class CannotCorrect(Refused):
    """The registration can't be corrected so; the message lists every reason."""


@transaction.atomic
def confirm(*, version_id: int, actor: Actor, at: datetime, today: date) -> Confirmation:
    """Say that one has read a version in force (阅知); a second time changes nothing.

    Raises CannotConfirm, Version.DoesNotExist.
    """
    version = Version.objects.get(pk=version_id)
    if not Version.objects.in_force(today).filter(pk=version_id).exists():
        raise CannotConfirm("不能登记阅知：这个版本不是现行制度。")
    person = Person.objects.get(code=actor.person)
    made, is_new = Confirmation.objects.get_or_create(
        version=version, person=person, defaults={"confirmed_on": today}
    )
    if is_new:
        trail.leave(
            at=at,
            actor=actor,
            action=trail_actions.CONFIRMED,
            subject=version,
            facts={"title": version.title, "version": version.number},
        )
    return made


@transaction.atomic
def review(
    *,
    policy_id: int,
    conclusion: str,
    findings: str,
    next_due: date | None,
    actor: Actor,
    at: datetime,
    today: date,
) -> Review:
    """Record a regular review (定期评估) of a text in force and when the next one is due.

    Raises CannotReview, Policy.DoesNotExist.
    """
    policy = Policy.objects.select_for_update(of=("self",)).get(pk=policy_id)
    came_to = Conclusion(conclusion)
    reasons = []
    if not policy.versions.in_force(today).exists():
        reasons.append("没有现行的版本")
    if not findings.strip():
        reasons.append("没有写评估情况")
    if came_to is Conclusion.KEEP and next_due is None:
        reasons.append("继续执行的，要写下次评估日期")
    if next_due is not None and next_due <= today:
        reasons.append("下次评估日期已经过去")
    if reasons:
        raise CannotReview(f"不能登记评估：{'；'.join(reasons)}。")
    made = Review.objects.create(
        policy=policy,
        reviewed_on=today,
        conclusion=came_to.value,
        findings=findings.strip(),
        reviewed_by=actor.person,
    )
    if next_due is not None:
        policy.review_due = next_due
        policy.save(update_fields=["review_due"])
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.REVIEWED,
        subject=policy,
        facts={"title": policy.title, "conclusion": CONCLUSION_NAMES[came_to]},
    )
    return made


@transaction.atomic
def correct(
    *,
    policy_id: int,
    category: str,
    owner: str,
    review_due: date | None,
    reason: str,
    actor: Actor,
    at: datetime,
) -> Policy:
    """Correct where a text is filed: category, owning department, next review; never its words.

    Raises CannotCorrect, Policy.DoesNotExist, Unit.DoesNotExist.
    """
    policy = (
        Policy.objects.select_for_update(of=("self",)).select_related("owner").get(pk=policy_id)
    )
    changed = []
    if category not in catalog.categories():
        raise CannotCorrect(f"不能更正：没有“{category}”这一类制度。")
    if category != policy.category:
        changed.append(f"类别改为{catalog.name(category)}")
    unit = Unit.objects.get(code=owner)
    if unit.code != policy.owner.code:
        changed.append(f"主责部门改为{unit.name}")
    if review_due != policy.review_due:
        changed.append(f"下次评估改为{review_due or '不定'}")
    if not changed or not reason.strip():
        raise CannotCorrect("不能更正：没有改动，或者没有写明原因。")
    policy.category, policy.owner, policy.review_due = category, unit, review_due
    policy.save(update_fields=["category", "owner", "review_due"])
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.CORRECTED,
        subject=policy,
        facts={"title": policy.title, "changed": "，".join(changed), "reason": reason.strip()},
    )
    return policy
