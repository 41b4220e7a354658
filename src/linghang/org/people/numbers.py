"""Numbers of people that are sealed: how they are written to a row and found again."""

from __future__ import annotations

from linghang.foundation.vault import purposes
from linghang.foundation.vault import services as vault
from linghang.org.models import Person
from linghang.org.people.rules import one_form

SEALED = {"id_card": "证件号码", "mobile": "手机号"}


def fingerprint(text: str) -> str:
    """By which a number is found without opening anything; of an empty text the empty one."""
    form = one_form(text)
    return vault.fingerprint(form, purpose=purposes.PERSONAL) if form else ""


def seal_into(person: Person, **numbers: str) -> list[str]:
    """Seal numbers into an unsaved row; returns the names of the columns to save.

    numbers: id_card, mobile. An empty text takes the number away.
    """
    columns = []
    for field, text in numbers.items():
        form = one_form(text)
        setattr(person, field, form or None)
        setattr(person, f"{field}_print", fingerprint(form))
        columns += [field, f"{field}_print"]
    return columns


def holder_of(id_card: str, *, but: str = "") -> Person | None:
    """Who has this number of an identity card, other than the person of the code `but`."""
    found = fingerprint(id_card)
    if not found:
        return None
    return Person.objects.filter(id_card_print=found).exclude(code=but).first()
