"""Personal facts as a list may show them, on the page and in files alike."""

from __future__ import annotations

from linghang.foundation import quantity
from linghang.foundation.fields import masks
from linghang.foundation.fields.definitions import Kind, Mask
from linghang.foundation.vault.fields import Sealed


def masked(personal: Kind | Mask, value: object) -> str:
    """138****5678; «—» for nothing. A sealed value is opened here and nowhere on a page."""
    mask = personal if isinstance(personal, Mask) else masks.OF_KIND.get(personal, Mask.WHOLE)
    if not value:
        return quantity.NOTHING
    if isinstance(value, Sealed):
        return value.masked(lambda text: masks.apply(mask, text))
    return masks.apply(mask, str(value))
