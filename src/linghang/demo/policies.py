"""The demo's library: some 120 texts with versions, and changes on their way in every state."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import resources

from django.db import transaction

from linghang.demo import courses, office_work
from linghang.demo.policy_words import words
from linghang.demo.proceeding import Course, Deed, Hall, instant
from linghang.foundation.access import Actor
from linghang.foundation.trail import services as trail
from linghang.org.models import Person, Unit
from linghang.procedures.progress.rules import Verb
from linghang.texts import catalog, trail_actions
from linghang.texts.definitions import PROCEDURES, Action, Answer, Cause
from linghang.texts.library import writing
from linghang.texts.library.definitions import Entry
from linghang.texts.models import VERSION, Confirmation, Consultation, Draft, Policy, Version

Clock = Callable[[], datetime]
REVIEWED_EVERY = 3  # years
SOME = 14  # people who confirmed that they read a text
OPINION = "本科室没有修改意见，建议尽快施行。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of policies.csv."""

    category: str
    owner: str
    title: str
    since: date
    revised: date | None
    abolished: date | None
    is_trial: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change on its way. until: the last step that was done; "" for a proposal only."""

    action: Action
    title: str
    until: str
    category: str = ""
    owner: str = ""
    days: int = 30
    is_major: bool = True
    returned: bool = False
    refused: bool = False


CHANGES = (
    Change(
        action=Action.ADOPT, title="互联网诊疗管理办法", until="", category="medical", owner="O07"
    ),
    Change(
        action=Action.ADOPT,
        title="数据共享开放管理办法",
        until="initiate",
        category="information",
        owner="O12",
    ),
    Change(action=Action.REVISE, title="外出进修管理办法", until="draft"),
    Change(action=Action.REVISE, title="护理查对制度", until="consult", days=26),
    Change(
        action=Action.ADOPT,
        title="清廉科室建设办法",
        until="draft",
        category="party",
        owner="O01",
        returned=True,
        days=40,
    ),
    Change(action=Action.REVISE, title="收费管理规定", until="reviews", days=34),
    Change(
        action=Action.ADOPT,
        title="一事一议人才引进实施细则",
        until="president_meeting",
        category="personnel",
        owner="O04",
        days=45,
    ),
    Change(
        action=Action.REVISE, title="“三重一大”决策制度实施办法", until="committee_meeting", days=50
    ),
    Change(
        action=Action.ADOPT,
        title="科室小微权力清单管理办法",
        until="reviews",
        category="party",
        owner="O01",
        refused=True,
        days=60,
    ),
    Change(action=Action.ABOLISH, title="机房管理规定", until="initiate", days=12),
)
STEPS = (
    "initiate",
    "draft",
    "consult",
    "legal_review",
    "integrity_review",
    "president_meeting",
    "committee_meeting",
)


def do(*, today: date, clock: Clock) -> None:
    """The library and what is on its way; nothing when there are texts already."""
    if Policy.objects.exists():
        return
    office = office_work.holder_at("president_office_director", "O02")
    at = clock()
    with transaction.atomic():
        count = writing.write(list(_entries(today)), None)
        trail.leave(
            at=at,
            actor=office,
            action=trail_actions.IMPORTS.action("committed"),
            subject=(trail_actions.BATCH, "demo"),
            facts={"summary": f"制度{count}项"},
        )
    _read(today)
    _changes(today, clock, office)


def rows() -> list[Row]:
    """The texts that the hospital has."""
    text = resources.files("linghang.demo.profiles").joinpath("policies.csv").read_text("utf-8")
    return [
        Row(
            category=one["category"],
            owner=one["owner"],
            title=one["title"],
            since=date.fromisoformat(one["since"]),
            revised=_day(one["revised"]),
            abolished=_day(one["abolished"]),
            is_trial=bool(one["trial"]),
        )
        for one in csv.DictReader(text.splitlines())
    ]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _entries(today: date) -> Iterator[Entry]:
    owners = dict(Unit.objects.values_list("code", "name"))
    numbers: dict[str, int] = {}
    for row in rows():
        numbers[row.category] = numbers.get(row.category, 0) + 1
        prefix = catalog.categories()[row.category].prefix
        number = f"{prefix}-{numbers[row.category]:03}"
        versions = [(row.since, False), *([(row.revised, True)] if row.revised else [])]
        for since, is_revised in versions:
            if since is None or since > today:
                continue
            yield Entry(
                row=0,
                number=number,
                title=row.title,
                category=row.category,
                owner=row.owner,
                active_from=since,
                active_to=row.abolished,
                review_due=_review_due(since, row),
                issue_number=f"领示院发〔{since.year}〕{20 + len(row.title) + since.month}号",
                basis=f"{since.year}年{max(since.month - 1, 1)}月党委会、院长办公会",
                is_major=row.category in ("charter", "party", "personnel", "procurement"),
                is_trial=row.is_trial and not is_revised,
                body=words(row.title, owners[row.owner], row.category, since, is_revised),
            )


def _review_due(since: date, row: Row) -> date | None:
    """A year or three on; most of the old ones were looked at since, a few wait."""
    if row.abolished:
        return None
    years = 1 if row.is_trial else REVIEWED_EVERY
    due = date(since.year + years, since.month, 1)
    while due < date(2025, 12, 1) and len(row.title) % 7 and not row.is_trial:
        due = date(due.year + years, due.month, 1)
    return due


def _read(today: date) -> None:
    """Some confirmed that they read the texts of this year."""
    people = list(Person.objects.order_by("code")[:SOME])
    fresh = Version.objects.in_force(today).filter(active_from__year=today.year)
    Confirmation.objects.bulk_create(
        Confirmation(version=one, person=person, confirmed_on=min(today, _after(one)))
        for one in fresh.order_by("pk")
        for person in people[: 3 + one.pk % SOME]
    )


def _after(one: Version) -> date:
    assert one.active_from is not None  # only those in force are asked for
    return one.active_from + timedelta(days=10)


def _changes(today: date, clock: Clock, actor: Actor) -> None:
    hall = Hall(today)
    made = [_begun(change) for change in CHANGES]
    written = [
        _course(change, version, today) for change, version in zip(CHANGES, made, strict=True)
    ]
    courses.write(written, hall=hall, actor=actor, clock=clock)
    for change, version in zip(CHANGES, made, strict=True):
        _drafts(change, version, hall, today)


def _begun(change: Change) -> Version:
    policy = Policy.objects.filter(title=change.title).first()
    if policy is None:
        policy = Policy.objects.create(
            title=change.title, category=change.category, owner=Unit.objects.get(code=change.owner)
        )
    return Version.objects.create(
        policy=policy,
        number=policy.versions.count() + 1,
        action=change.action.value,
        title=change.title,
        cause=(Cause.NEED if change.action is Action.ADOPT else Cause.INSPECTION).value,
        explanation="落实巡察整改要求，堵塞漏洞。" if change.action is not Action.ADOPT else "",
        is_major=change.is_major and change.until not in ("", "draft"),
    )


FIELDS = {
    "initiate": {"is_major": "true", "problem": "现有规定不明确，执行中口径不一。"},
    "legal_review": {"legal_opinion": "与上位规定一致，没有增设义务。"},
    "integrity_review": {"integrity_opinion": "审批权限有边界，岗位已分离。"},
}


def _done(change: Change) -> tuple[str, ...]:
    if not change.until:
        return ()
    if change.until == "reviews":
        return STEPS[:4] if change.refused else STEPS[:5]
    return STEPS[: STEPS.index(change.until) + 1]


def _course(change: Change, version: Version, today: date) -> Course:
    began = today - timedelta(days=change.days)
    deeds = []
    for place, step in enumerate(_done(change)):
        deeds.append(
            Deed(step=step, day=began + timedelta(days=4 * place), fields=FIELDS.get(step, {}))
        )
    if change.returned:
        back = [
            Deed(step="consult", day=began + timedelta(days=8)),
            Deed(
                step="legal_review",
                day=began + timedelta(days=12),
                verb=Verb.SEND_BACK,
                to="draft",
                reason="第八条扣减绩效的幅度没有依据，请修改后再报。",
            ),
        ]
        deeds += back
    if change.refused:
        reason = "与上级已印发的清单重复，不再另行制定。"
        day = began + timedelta(days=20)
        deeds.append(Deed(step="integrity_review", day=day, verb=Verb.REJECT, reason=reason))
        version.dropped_on = day
        version.save(update_fields=["dropped_on"])
    name = {Action.ADOPT: "新立", Action.REVISE: "修订", Action.ABOLISH: "废止"}[change.action]
    return Course(
        procedure=PROCEDURES[change.action],
        unit=version.policy.owner.code,
        title=f"{name}《{version.title}》",
        started_on=began,
        deeds=deeds,
        subject=(VERSION, str(version.pk)),
    )


def _drafts(change: Change, version: Version, hall: Hall, today: date) -> None:
    """The drafts, whom they were shown to, and what was answered."""
    if change.action is Action.ABOLISH or len(_done(change)) < 2:
        return
    owner = version.policy.owner
    head = next(one for held in hall.held.values() for one in held if one.unit == owner.code).person
    began = today - timedelta(days=change.days)
    whole = words(version.title, owner.name, version.policy.category, today, True)
    first = words(version.title, owner.name, version.policy.category, today, False)
    texts = [(first, "初稿", 3)]
    if change.returned or len(_done(change)) > 3:
        texts.append((whole, "按意见修改", 7))
    drafts = [
        Draft.objects.create(
            version=version,
            number=number,
            body=body,
            note=note,
            saved_by=head,
            saved_at=instant(began + timedelta(days=after)),
        )
        for number, (body, note, after) in enumerate(texts, start=1)
    ]
    _asked(change, version, drafts[0], began, hall)


def _asked(change: Change, version: Version, draft: Draft, began: date, hall: Hall) -> None:
    others = [code for code in ("O05", "O07", "D01", "D15") if code != version.policy.owner.code]
    has_answered = len(_done(change)) > 2 or change.returned
    for place, code in enumerate(others[:3]):
        head = next(one for held in hall.held.values() for one in held if one.unit == code)
        proposes = place == 1
        answered = has_answered or place == 0
        Consultation.objects.create(
            version=version,
            unit=Unit.objects.get(code=code),
            draft=draft,
            asked_on=began + timedelta(days=5),
            due_date=began + timedelta(days=12),
            answer=(Answer.PROPOSES if proposes else Answer.AGREES).value if answered else "",
            opinion=("答复时限建议缩短为三个工作日。" if proposes else OPINION) if answered else "",
            answered_by=head.person if answered else "",
            answered_on=began + timedelta(days=6) if answered else None,
            adopted="采纳，已写入第六条。" if proposes and answered else "",
        )
