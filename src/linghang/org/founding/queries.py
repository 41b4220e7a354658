"""Is there a hospital yet, and what is it called?"""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError

from linghang.org.definitions import Kind
from linghang.org.models import Account, Unit
from linghang.org.trees.rules import Structure


def is_empty() -> bool:
    """Whether nobody can log in and no hospital stands: only then may one be founded."""
    return not Account.objects.exists() and not Unit.objects.filter(kind=Kind.HOSPITAL).exists()


def hospital_name(structure: Structure | None = None) -> str:
    """The hospital's name: that of its unit, else the setting LINGHANG_HOSPITAL.

    structure: the trees of the day where they are at hand; without them it takes one query. A
    page that tells of a broken database gets the setting.
    """
    if structure is not None:
        places = structure.units.values()
        return next((one.name for one in places if one.kind is Kind.HOSPITAL), _set())
    units = Unit.objects.filter(kind=Kind.HOSPITAL, active_to=None)
    try:
        return units.values_list("name", flat=True).first() or _set()
    except DatabaseError:
        return _set()


def _set() -> str:
    return str(settings.HOSPITAL_NAME)


def without_password() -> list[Account]:
    """Accounts of people that no one has ever set a password for, by login name."""
    accounts = Account.objects.exclude(person=None).filter(is_active=True)
    rows = accounts.select_related("person").order_by("username")
    return [account for account in rows if not account.has_usable_password()]
