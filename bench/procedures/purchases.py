"""Purchases by the declared procedure, their acts written straight into the tables."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

POSTS = {
    "department_head": "KS",
    "equipment_director": "SB",
    "finance_director": "CW",
    "audit_director": "SJ",
    "president": "LH",
    "procurement_director": "CG",
    "medical_director": "YW",
    "nursing_director": "HL",
}
TOLD = {
    "request": {
        "item": "监护仪",
        "item_class": "监护和生命支持设备",
        "project": "设备更新",
        "amount": "300,000.00",
        "in_budget": "是",
        "category": "设备和耗材",
    },
    "need_equipment": {"demand": "参数", "free_use": "否"},
    "purchase": {"method": "框架协议"},
    "evaluation": {"no_ties": "是"},
    "award": {
        "quotes": "某公司；290,000.00；是；",
        "supplier": "某公司",
        "price": "290,000.00",
        "buyer_no_ties": "是",
    },
    "contract": {
        "contract_number": "H-1",
        "contract_amount": "290,000.00",
        "payment_terms": "验收后付清",
        "has_advance": "否",
        "has_progress": "否",
        "has_retention": "否",
    },
    "acceptance_equipment": {"members": "某甲", "technical": "合格", "service": "合格"},
    "payment": {"paid": "290,000.00"},
    "feedback": {"use_result": "满足需要", "use_facts": "使用正常"},
}
# (step, seat, post) in the order in which they are done.
CHAIN = (
    ("request", 0, "department_head"),
    ("need_equipment", 0, "equipment_director"),
    ("countersign", 0, "finance_director"),
    ("countersign", 1, "audit_director"),
    ("initiation", 1, "president"),
    ("purchase", 0, "procurement_director"),
    ("evaluation", 0, "medical_director"),
    ("evaluation", 0, "nursing_director"),
    ("award", 0, "procurement_director"),
    ("contract_review", 0, "finance_director"),
    ("contract_review", 1, "audit_director"),
    ("contract", 0, "procurement_director"),
    ("contract_publication", 0, "procurement_director"),
    ("contract_filing", 0, "procurement_director"),
    ("acceptance_equipment", 0, "equipment_director"),
    ("acceptance_equipment", 1, "department_head"),
    ("storage", 0, "equipment_director"),
    ("payment", 0, "finance_director"),
    ("feedback", 0, "department_head"),
    ("archive", 0, "procurement_director"),
)
OPEN = 5  # acts after which it is the purchasing centre's turn


def write(count: int, open_ones: int, today: date) -> dict[str, int]:
    """So many purchases, so many of them open; ids of one of each and of the buyer's post."""
    from django.utils import timezone

    from linghang.foundation.catalog import services as versions
    from linghang.org.models import Account, Appointment, Person, Placement, Unit
    from linghang.procedures import catalog, remembering
    from linghang.procedures.days import Day
    from linghang.procedures.models import Act, Proceeding
    from linghang.procedures.progress.rules import Way, state_of

    since = today - timedelta(days=4000)
    top = Unit.objects.get(code="LH")
    held = {}
    for post, code in POSTS.items():
        unit, made = Unit.objects.get_or_create(
            code=code,
            defaults={
                "name": f"{code}科",
                "kind": "department" if code == "KS" else "office",
                "tree": "administration",
                "active_from": since,
            },
        )
        if made:
            Placement.objects.create(unit=unit, parent=top, active_from=since)
        person = Person.objects.create(code=f"{code}-1", name=f"职工{code}", active_from=since)
        held[post] = Appointment.objects.create(
            person=person, post=post, unit=unit, active_from=since
        )
    buyer = held["procurement_director"]
    Account.objects.create(username=buyer.person.code, person=buyer.person)
    loaded = catalog.current("procurement")
    assert loaded is not None
    now = timezone.make_aware(datetime.combine(today, time(9)))
    versions.keep(kind=catalog.KIND, code="procurement", hash=loaded.hash, body=loaded.body, at=now)
    rows = Proceeding.objects.bulk_create(
        [
            Proceeding(
                procedure="procurement",
                definition_hash=loaded.hash,
                subject_type="matter",
                title=f"购置监护仪第{number}批",
                unit=held["department_head"].unit,
                started_by=held["department_head"].person.code,
                started_at=now - timedelta(days=number % 900),
                outcome="running" if number < open_ones else "completed",
                ended_on=None if number < open_ones else today,
            )
            for number in range(count)
        ],
        batch_size=500,
    )
    acts = [
        _act(Act, row, number, one, held, loaded.hash, today, now)
        for place, row in enumerate(rows)
        for number, one in enumerate([None, *CHAIN[: OPEN if place < open_ones else None]], 1)
    ]
    Act.objects.bulk_create(acts, batch_size=500)
    day = Day(today)
    for row in [*rows[:open_ones], *rows[open_ones : open_ones + 200]]:
        state = state_of(loaded.item, row.told(), in_force=day.values)
        remembering.remember(row, Way(state, day.values(today)), day)
    return {"appointment": buyer.pk, "open": rows[0].pk, "ended": rows[-1].pk}


def _act(
    model: Any,
    row: Any,
    number: int,
    one: tuple[str, int, str] | None,
    held: dict[str, Any],
    hash: str,
    today: date,
    now: datetime,
) -> Any:
    step, seat, post = one or ("", 0, "department_head")
    by = held[post]
    return model(
        proceeding=row,
        number=number,
        verb="approve" if step else "start",
        step=step,
        seat=seat,
        person=by.person.code,
        appointment=by.pk,
        held=post,
        departments=[by.unit.code],
        day=today,
        recorded_on=today,
        recorded_at=now,
        fields=TOLD.get(step, {}),
        definition_hash=hash,
        dossier="0" * 64,
    )
