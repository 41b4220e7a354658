"""What a commitment is to its procedure, and what comes of it when somebody acts there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from linghang.commitments import keeping, reach, telling
from linghang.commitments.closing import digest, dossier, passed, rules, services
from linghang.commitments.content import rules as content
from linghang.commitments.deeds import What
from linghang.commitments.faults import refuse
from linghang.commitments.keeping import Happening
from linghang.commitments.models import Commitment
from linghang.commitments.progress.rules import Kind
from linghang.commitments.reporting.services import locked
from linghang.commitments.reviewing import planning
from linghang.commitments.setting import resuming
from linghang.commitments.spells.rules import STANDING_NAMES, Standing
from linghang.procedures.days import Day
from linghang.procedures.definitions import Outcome
from linghang.procedures.models import Act, Proceeding
from linghang.procedures.progress.rules import Verb
from linghang.procedures.subjects import Happened, Subject

CHECKING = (Verb.APPROVE, Verb.REJECT, Verb.SEND_BACK)


def describe(id: str, on: date) -> Subject | None:
    """A commitment as its proceeding knows it."""
    row = Commitment.objects.filter(pk=int(id)).first() if id.isdigit() else None
    if row is None or row.unit_id is None:
        return None
    return Subject(title=services.title(row), unit=row.unit_id)


def follow(happened: Happened) -> None:
    """Asked for: it waits to be accepted. Passed by all: it is closed, and looked back at later.

    Raises CannotCommit when it is not to be closed now, when who did it would verify, or when what
    closing needs is no more there.
    """
    row = locked(int(happened.subject[1]))
    if happened.verb is Verb.START:
        _begin(row, happened)
    elif row.proceeding == happened.proceeding:
        _go_on(row, happened)
    elif happened.verb in CHECKING:
        refuse("不能办理", ["这次销号已经了结，要销号的从任务上重新申请"])


def _begin(row: Commitment, happened: Happened) -> None:
    refuse("不能申请销号", services.not_to_begin(row))
    row.proceeding = happened.proceeding
    row.save(update_fields=["proceeding"])


def _go_on(row: Commitment, happened: Happened) -> None:
    definition = Proceeding.objects.get(pk=happened.proceeding).definition
    first = definition.firsts[0].key
    if happened.verb is Verb.APPROVE and happened.step == first:
        refuse("不能申请销号", services.not_to_begin(row))
        refuse("不能申请销号", dossier.reasons(row, happened.day))
        waits = {"standing": Standing.CLOSING.value}
        said = _said(happened)
        _keep(row, What.ASKED, happened, waits, hash=row.content_hash, text=said)
        return
    if happened.verb in CHECKING:
        if row.standing != Standing.CLOSING.value:
            refuse("不能验收", [f"{row.get_standing_display()}，没有等待验收"])
        _refuse_doers(row, happened)
    if happened.outcome is Outcome.COMPLETED and happened.verb is Verb.APPROVE:
        _close(row, happened)
    elif happened.verb is Verb.SEND_BACK and first in happened.open:
        _send_back(row, What.RETURNED, happened)
    elif happened.outcome is Outcome.REJECTED:
        _send_back(row, What.REFUSED, happened)
    elif happened.outcome is Outcome.VOIDED:
        _void(row, happened)


def _refuse_doers(row: Commitment, happened: Happened) -> None:
    place = Day(happened.day).place(row.unit_id or "")
    actor = happened.actor
    persons = place.people({actor.person, actor.on_behalf_of or actor.person})
    doers = sorted(place.people(reach.doers(row)))
    refuse("不能验收", rules.reasons_not_to_verify(persons, doers))


def _send_back(row: Commitment, what: What, happened: Happened) -> None:
    reason = _said(happened)
    _keep(row, what, happened, {"standing": _before(row)}, text=reason)
    telling.returned(row, reason, actor=happened.actor, at=happened.at, today=happened.today)


def _said(happened: Happened) -> str:
    """What was written with the deed: the self-examination, the reason why it is sent back."""
    last = Act.objects.filter(proceeding=happened.proceeding).order_by("-number").first()
    return last.reason if last else ""


def _before(row: Commitment) -> str:
    """As it stood before closing was asked for."""
    again = row.steps.filter(what=What.REOPENED.value).exists()
    return (Standing.REOPENED if again else Standing.OPEN).value


def _close(row: Commitment, happened: Happened) -> None:
    refuse("不能销号", [*_changed(row, happened.day), *dossier.reasons(row, happened.day)])
    row.closed_hash = row.content_hash
    row.closed_dossier = row.dossier_hash = digest.of_dossier(row)
    row.save(update_fields=["closed_hash", "closed_dossier", "dossier_hash"])
    is_continuous = row.type == Kind.CONTINUOUS
    standing = Standing.STAGE_DONE if is_continuous else Standing.DONE
    seen = content.of_closing(row.closed_hash, row.closed_dossier)
    _keep(row, What.CLOSED, happened, {"standing": standing.value}, hash=seen)
    planning.plan_after(row, happened.day)


def _changed(row: Commitment, today: date) -> list[str]:
    """What is no more as it was when the earlier steps were passed."""
    asked = row.steps.filter(what=What.ASKED.value).order_by("-pk").first()
    found = []
    if asked is not None and asked.hash not in ("", row.content_hash):
        found.append("申请以后内容有变化，退回后重新申请")
    if passed.doers_among(row, today):
        found.append("核验过的人里有责任人或办理过这项任务的人，退回后换人核验")
    return found


def _void(row: Commitment, happened: Happened) -> None:
    """The proceeding was voided: what it led to is taken back, from this day on."""
    if row.standing in (Standing.VOIDED.value, Standing.OPEN.value, Standing.REOPENED.value):
        return
    standing = Standing(_before(row))
    _keep(
        row,
        What.CORRECTED,
        happened,
        {"standing": standing.value},
        facts={"day": happened.day.isoformat(), "standing": STANDING_NAMES[standing]},
    )
    row.closed_hash = row.closed_dossier = row.dossier_hash = ""
    row.save(update_fields=["closed_hash", "closed_dossier", "dossier_hash"])
    resuming.resume(
        row.programme,
        reason=f"{row.number} 的销号作废",
        actor=happened.actor,
        at=happened.at,
        today=happened.today,
    )


def _keep(
    row: Commitment,
    what: What,
    happened: Happened,
    changes: Mapping[str, str],
    *,
    hash: str = "",
    text: str = "",
    facts: Mapping[str, object] | None = None,
) -> None:
    kept = Happening(
        commitment=row,
        what=what,
        day=happened.day,
        text=text,
        changes=changes,
        hash=hash,
        about=("procedures.proceeding", str(happened.proceeding)),
        facts=facts or {},
    )
    keeping.keep(kept, actor=happened.actor, at=happened.at, today=happened.today)
