"""A number in full is seen for a reason, by who may, and never without a trail."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from linghang.foundation.access import Actor
from linghang.foundation.trail import actions
from linghang.foundation.trail.models import Entry
from linghang.foundation.vault.faults import CannotOpen
from linghang.org import services, trail_actions
from linghang.org.models import Appointment, Person
from linghang.org.rights import Rights, rights_of
from linghang.org.unmasking import CannotUnmask, unmask
from tests.org.factories import AT, START, SYSTEM, TODAY

pytestmark = pytest.mark.usefixtures("numbered")
Acting = Callable[..., Rights]
CARD, MOBILE = "110101199003070572", "13800000000"
REASON = "核对社保登记"


@pytest.fixture
def numbered(organisation: None) -> None:
    """Somebody of the hospital whose numbers are registered."""
    services.add_person(
        code="NUMBERED",
        name="某甲",
        id_card=CARD,
        mobile=MOBILE,
        active_from=START,
        actor=SYSTEM,
        at=AT,
    )


def look(rights: Rights, *, field: str = "id_card", reason: str = REASON, of: str = "NUMBERED"):
    return unmask(
        person=of,
        field=field,
        reason=reason,
        rights=rights,
        today=TODAY,
        actor=Actor(person=rights.person, appointment=rights.appointment),
        at=AT,
    )


def left() -> list[Entry]:
    return list(Entry.objects.filter(action=trail_actions.UNMASKED))


@pytest.mark.parametrize(("field", "number"), [("id_card", CARD), ("mobile", MOBILE)])
def test_personnel_sees_a_number_for_a_reason_that_the_trail_keeps(
    acting: Acting, field: str, number: str
):
    assert look(acting("hr_director", "O4"), field=field) == number

    (entry,) = left()
    assert (entry.person, entry.subject_id) == (
        "personnel",
        str(Person.objects.get(code="NUMBERED").pk),
    )
    assert actions.sentence(entry, {}).endswith(
        f"查看人员NUMBERED的完整{entry.facts['field_name']}，理由：核对社保登记"
    )
    assert number not in str(entry.facts) + str(entry.personal)


@pytest.mark.parametrize("reason", ["", "核对", " 核 对 ", "\u3000核\u3000对\u3000人"])
def test_without_a_reason_nothing_is_shown(acting: Acting, reason: str):
    with pytest.raises(CannotUnmask, match="要写明理由"):
        look(acting("hr_director", "O4"), reason=reason)
    assert not left()


@pytest.mark.parametrize(
    ("post", "unit"),
    [
        ("president", "H"),
        ("party_office_director", "O3"),
        ("department_head", "D1"),
        ("system_administrator", "O5"),
        ("security_administrator", "O5"),
        ("audit_administrator", "O6"),
    ],
)
def test_who_may_not_is_told_why_and_who_may(acting: Acting, post: str, unit: str):
    with pytest.raises(CannotUnmask, match=r"没有查看完整个人信息的权限，可由人事科科长办理"):
        look(acting(post, unit))
    assert not left()


def test_all_that_is_wrong_is_told_at_once(acting: Acting):
    with pytest.raises(CannotUnmask) as refused:
        look(acting("president", "H"), field="salary", reason="看")

    assert str(refused.value) == (
        "不能查看完整信息：没有这一项，可选：证件号、手机号；要写明理由（不少于4个字）；"
        "院长没有查看完整个人信息的权限，可由人事科科长办理。"
    )


def test_a_delegate_never_sees_a_number(acting: Acting):
    principal = Appointment.objects.get(post="hr_director")
    delegate = Appointment.objects.create(
        person=Person.objects.get(code="head"),
        post="hr_director",
        unit=principal.unit,
        basis="delegated",
        principal=principal,
        active_from=START,
        active_to=TODAY.replace(year=TODAY.year + 1),
    )

    with pytest.raises(CannotUnmask, match="的授权不包括查看完整个人信息，可由人事科科长本人办理"):
        look(rights_of(delegate.pk, TODAY))


def test_no_number_is_told_as_nothing_and_still_leaves_a_trail(acting: Acting):
    assert look(acting("hr_director", "O4"), of="head") == ""
    assert len(left()) == 1


def test_a_lost_key_shows_nothing_and_leaves_no_trail(acting: Acting, settings):
    rights = acting("hr_director", "O4")
    shutil.rmtree(Path(settings.VAULT_FOLDER))

    with pytest.raises(CannotOpen):
        look(rights)
    assert not left()


def test_an_unknown_person_is_an_error(acting: Acting):
    with pytest.raises(Person.DoesNotExist):
        look(acting("hr_director", "O4"), of="NOBODY")
