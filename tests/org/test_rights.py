"""Rights come from one appointment, on one day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from linghang.foundation.errors import WrongCatalog
from linghang.org import deeds, policy, posts
from linghang.org.definitions import UNDELEGABLE, Capability
from linghang.org.models import Appointment, Person, Placement, Unit
from linghang.org.queries import tenures
from linghang.org.rights import Rights, rights_of
from tests.org.factories import START, TODAY

pytestmark = pytest.mark.usefixtures("organisation")
Acting = Callable[..., Rights]
YESTERDAY = TODAY - timedelta(days=1)
DAY_BEFORE = START - timedelta(days=1)


def test_rights_say_who_acts_and_as_what(acting: Acting):
    rights = acting("department_head", "D1")

    assert (rights.person, rights.post.code, rights.unit.code) == (
        "head",
        "department_head",
        "D1",
    )
    assert rights.title == "骨科主任"
    assert rights.units("cases.read") == frozenset({"D1", "W1", "T1", "T2"})


def test_a_person_with_two_posts_has_the_rights_of_the_one_acted_under(acting: Acting):
    as_head = acting("department_head", "D1")
    as_secretary = acting("branch_secretary", "B1")

    assert as_head.person == as_secretary.person
    assert as_head.has("cases.read")
    assert not as_secretary.has("cases.read")
    assert not as_secretary.has("indicators.read")
    assert as_head.units("org.read").isdisjoint(as_secretary.units("org.read"))


@pytest.mark.parametrize(
    ("post", "unit"),
    [("president", "H"), ("quality_director", "O1"), ("records_director", "O2")],
)
def test_three_posts_see_masked_cases_everywhere(acting: Acting, post: str, unit: str):
    rights = acting(post, unit)

    assert rights.everywhere("cases.read")
    assert rights.extent("cases.read").holds(None)
    assert {"D1", "D2", "T3"} <= rights.units("cases.read")


@pytest.mark.parametrize(
    ("post", "unit"),
    [
        ("party_secretary", "P"),
        ("discipline_secretary", "J"),
        ("party_office_director", "O3"),
        ("branch_secretary", "B1"),
    ],
)
def test_party_posts_see_no_case_anywhere(acting: Acting, post: str, unit: str):
    rights = acting(post, unit)

    assert not rights.has("cases.read")
    assert rights.units("cases.read") == frozenset()
    assert not rights.extent("cases.read").holds("D1", "T1")


def test_a_subtree_is_read_as_it_stood_on_the_day(acting: Acting):
    Placement.objects.filter(unit__code="T2").update(active_to=TODAY)
    Placement.objects.create(
        unit=Unit.objects.get(code="T2"), parent=Unit.objects.get(code="D2"), active_from=TODAY
    )

    assert "T2" in acting("department_head", "D1", YESTERDAY).units("cases.read")
    assert "T2" not in acting("department_head", "D1", TODAY).units("cases.read")
    assert "T2" in acting("department_head", "D2", TODAY).units("cases.read")


def test_nothing_is_allowed_before_the_first_day(acting: Acting):
    assert not acting("president", "H", DAY_BEFORE).in_force


@pytest.mark.parametrize("model", [Appointment, Person, Unit])
def test_rights_end_with_the_appointment_the_person_or_the_unit(acting: Acting, model):
    model.objects.update(active_to=TODAY)

    assert acting("president", "H", YESTERDAY).has("cases.read")
    ended = acting("president", "H", TODAY)
    assert not ended.in_force
    assert not any(
        ended.has(capability) for capability in ("cases.read", "org.read", "reports.build")
    )
    assert ended.title == "院长"


def test_a_post_that_cannot_be_held_on_such_a_unit_any_more_gives_nothing(acting: Acting):
    Appointment.objects.filter(post="president").update(unit=Unit.objects.get(code="O1"))

    assert not acting("president", "O1").in_force


def test_an_appointment_to_a_post_that_no_catalog_declares_is_a_fault_of_the_catalog(
    acting: Acting,
):
    Appointment.objects.filter(post="president").update(post="gone")

    with pytest.raises(WrongCatalog, match="gone"):
        acting("gone", "H")


def test_an_unknown_appointment_is_an_error():
    with pytest.raises(Appointment.DoesNotExist):
        rights_of(0, date(2025, 1, 1))


def test_rights_take_one_query_and_what_lies_below_one_more(
    acting: Acting, django_assert_num_queries
):
    appointment = Appointment.objects.get(post="department_head", unit__code="D1")

    with django_assert_num_queries(1):
        rights = rights_of(appointment.pk, TODAY)
        assert rights.title
        assert rights.covers("cases.read", "D1")
    with django_assert_num_queries(1):
        assert rights.units("cases.read")
        assert rights.extent("indicators.read").departments == frozenset({"D1"})


def test_a_post_that_reaches_everywhere_never_asks_what_lies_below(
    acting: Acting, django_assert_num_queries
):
    appointment = Appointment.objects.get(post="president")

    with django_assert_num_queries(1):
        rights = rights_of(appointment.pk, TODAY)
        assert rights.everywhere("cases.read")
        assert rights.extent("cases.read").everywhere
        assert not rights.units("cases.import")
        assert [deed for deed in deeds.all() if deed.ask(rights)]


def delegated(
    *, post: str = "president", to: str = "head", limited_to: tuple[str, ...] = ()
) -> Appointment:
    principal = Appointment.objects.get(post=post)
    return Appointment.objects.create(
        person=Person.objects.get(code=to),
        post=post,
        unit=principal.unit,
        basis="delegated",
        principal=principal,
        limited_to=list(limited_to),
        active_from=TODAY,
        active_to=TODAY + timedelta(days=10),
    )


def test_a_delegate_does_what_the_holder_could_but_for_what_only_the_holder_may(acting: Acting):
    rights = rights_of(delegated().pk, TODAY)

    assert rights.on_behalf_of == "president"
    assert rights.everywhere("cases.read")
    assert rights.has("parameters.read")
    assert not rights.has("parameters.approve")


@pytest.mark.parametrize("capability", sorted(UNDELEGABLE))
def test_what_only_the_holder_may_never_passes_on(acting: Acting, capability: str):
    holders = [
        code for code, held in posts.catalog().items.items() if capability in held.item.capabilities
    ]
    appointment = Appointment.objects.filter(post__in=holders).first()
    assert appointment
    delegate = delegated(post=appointment.post)
    delegate.limited_to = [capability]
    delegate.save()

    assert rights_of(appointment.pk, TODAY).has(capability)
    assert rights_of(delegate.pk, TODAY).capabilities == frozenset()


def test_a_delegation_is_cut_down_to_what_it_names(acting: Acting):
    rights = rights_of(delegated(limited_to=("reports.read",)).pk, TODAY)

    assert rights.capabilities == {Capability.REPORTS_READ}
    refused = policy.may_open_cases(rights)
    assert refused.reason.endswith("的授权不包括查看脱敏病例")
    assert refused.who_can == "院长本人"


@pytest.mark.parametrize("ended", ["principal", "person"])
def test_a_delegation_ends_with_who_gave_it(acting: Acting, ended: str):
    appointment = delegated()
    rows = {
        "principal": Appointment.objects.filter(pk=appointment.principal_id),
        "person": Person.objects.filter(code="president"),
    }
    rows[ended].update(active_to=TODAY)

    assert not rights_of(appointment.pk, TODAY).in_force


def test_a_delegation_of_a_post_that_was_changed_since_gives_nothing(acting: Acting):
    appointment = delegated()
    Appointment.objects.filter(pk=appointment.principal_id).update(post="vice_president")

    assert not rights_of(appointment.pk, TODAY).in_force


def test_who_acts_in_a_post_has_its_rights_and_says_so(acting: Acting):
    Appointment.objects.filter(post="president").update(active_to=TODAY)
    acting_one = Appointment.objects.create(
        person=Person.objects.get(code="head"),
        post="president",
        unit=Unit.objects.get(code="H"),
        basis="acting",
        active_from=TODAY,
    )

    rights = rights_of(acting_one.pk, TODAY)

    assert rights.has("parameters.approve")
    assert rights.on_behalf_of is None
    assert rights.title == "代理院长"
    assert tenures(TODAY, person="head")[-1].title == rights.title
