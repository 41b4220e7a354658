"""Loading writes a whole organisation or nothing, once, with one entry in the trail."""

from __future__ import annotations

import pytest

from linghang.foundation.catalog.models import CatalogVersion
from linghang.foundation.trail.models import Entry
from linghang.org import services
from linghang.org.loading.rules import MembershipRow, PersonRow
from linghang.org.loading.services import LoadedCounts
from linghang.org.models import (
    Account,
    Appointment,
    CodeMap,
    Membership,
    Naming,
    Person,
    Placement,
    Unit,
)
from tests.org import factories

pytestmark = pytest.mark.django_db


def load(**changed: tuple) -> LoadedCounts:
    return services.load(
        establishment=factories.establishment(**changed), actor=factories.SYSTEM, at=factories.AT
    )


def test_everything_is_written_and_one_entry_tells_of_it():
    counts = load()

    units, held = len(factories.UNITS), len(factories.APPOINTMENTS)
    people = len({person for person, _, _ in factories.APPOINTMENTS})
    assert counts == LoadedCounts(
        units=units, people=people, appointments=held, memberships=2, code_maps=2, accounts=0
    )
    assert Unit.objects.count() == Placement.objects.count() == Naming.objects.count() == units
    assert (Person.objects.count(), Appointment.objects.count()) == (people, held)
    assert (Membership.objects.count(), CodeMap.objects.count()) == (2, 2)
    entry = Entry.objects.get()
    assert entry.action == "org.organisation.loaded"
    assert (entry.facts["units"], entry.facts["people"]) == (units, people)


def test_the_wording_of_every_post_that_is_held_is_kept():
    load()

    kept = set(CatalogVersion.objects.filter(kind="posts").values_list("code", flat=True))
    assert kept == {post for _, post, _ in factories.APPOINTMENTS}


def test_an_account_without_a_password_is_opened_for_who_has_a_user_name():
    person = PersonRow(code="x", name="某人", username="x.login", span=factories.ALWAYS)

    load(people=(*factories.establishment().people, person))

    account = Account.objects.get()
    assert (account.username, account.person.code) == ("x.login", "x")
    assert not account.has_usable_password()


def test_one_fault_and_nothing_is_written():
    wrong = MembershipRow(person="nurse", unit="D1", span=factories.ALWAYS)

    with pytest.raises(services.CannotLoad, match="“骨科”不是医疗组"):
        load(memberships=(wrong,))

    assert not Unit.objects.exists()
    assert not Person.objects.exists()
    assert not Entry.objects.exists()


def test_of_many_faults_twenty_are_shown_and_the_others_counted():
    wrong = tuple(
        MembershipRow(person=f"nobody{number:02}", unit="T1", span=factories.ALWAYS)
        for number in range(25)
    )

    with pytest.raises(services.CannotLoad, match="nobody19；另有 5 处。$"):
        load(memberships=wrong)


def test_an_organisation_is_loaded_once():
    load()

    with pytest.raises(services.CannotLoad, match="初次装入只能做一次"):
        load()


def test_loading_does_not_ask_once_for_each_person(django_assert_max_num_queries):
    many = tuple(
        PersonRow(code=f"n{number}", name="某人", span=factories.ALWAYS) for number in range(300)
    )

    # Three queries keep the wording of each post that somebody holds.
    with django_assert_max_num_queries(40 + 3 * len(factories.APPOINTMENTS)):
        load(people=(*factories.establishment().people, *many))
