"""What is left to see of a personal value: enough to tell it from others, not to use it."""

from __future__ import annotations

from linghang.foundation.fields.definitions import Field, Kind, Mask

WHOLE = "******"
OF_KIND = {
    Kind.PERSON: Mask.NAME,
    Kind.PHONE: Mask.PHONE,
    Kind.ID_CARD: Mask.ID_CARD,
    Kind.LICENCE: Mask.ENDS,
    Kind.EMAIL: Mask.EMAIL,
}


def of(field: Field) -> Mask:
    """The mask of a field: its own, else that of its kind; without either nothing is left."""
    return field.mask or OF_KIND.get(field.kind, Mask.WHOLE)


def apply(mask: Mask, text: str) -> str:
    """The masked text; "" stays "". Whatever does not fit the mask is hidden altogether."""
    if not text or mask is Mask.WHOLE:
        return text and WHOLE
    return {
        Mask.NAME: _name,
        Mask.ID_CARD: _id_card,
        Mask.PHONE: _phone,
        Mask.EMAIL: _email,
        Mask.ENDS: _ends,
    }[mask](text)


def _name(text: str) -> str:
    """张*; one star whatever the length, so that it does not tell that either."""
    return f"{text[0]}*"


def _id_card(text: str) -> str:
    return f"{text[:3]}{'*' * (len(text) - 7)}{text[-4:]}" if len(text) >= 15 else WHOLE


def _phone(text: str) -> str:
    return f"{text[:3]}{'*' * (len(text) - 7)}{text[-4:]}" if len(text) >= 11 else WHOLE


def _email(text: str) -> str:
    name, at, domain = text.rpartition("@")
    return f"{name[0]}***{at}{domain}" if name else WHOLE


def _ends(text: str) -> str:
    return f"{text[:2]}{'*' * (len(text) - 4)}{text[-2:]}" if len(text) >= 8 else WHOLE
