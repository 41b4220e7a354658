"""A column that holds only sealed text, and the value that stands for it in Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core import checks
from django.db import models
from django.db.models.lookups import Exact
from django.db.models.query_utils import DeferredAttribute

from linghang.foundation.vault import sealing
from linghang.foundation.vault.faults import CannotOpen, Tampered

SHOWN = "（已加密）"
NOT_NOW = "（暂时打不开）"


class Sealed:
    """A sealed text. It never holds the text itself, so nothing that prints it can tell it.

    An empty text needs no seal: it is kept as it is, and is false.
    """

    __slots__ = ("purpose", "token")

    def __init__(self, token: str, purpose: str) -> None:
        self.token, self.purpose = token, purpose

    def open(self) -> str:
        """The text. Raises NoKey, WrongKey, Tampered and the other faults of a key.

        Templates can't call it: who opens says so in Python, after asking whether it may be.
        """
        if not self.token:
            return ""
        return opened([self])[0]

    open.alters_data = True  # type: ignore[attr-defined]  # what keeps templates from calling it

    def masked(self, mask: Callable[[str], str]) -> str:
        """What `mask` leaves of the text; （暂时打不开） when the key is not at hand."""
        try:
            return mask(self.open())
        except CannotOpen:
            return NOT_NOW

    masked.alters_data = True  # type: ignore[attr-defined]

    def __str__(self) -> str:
        return SHOWN if self.token else ""

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __repr__(self) -> str:
        return f"<Sealed {self.purpose}>"

    def __bool__(self) -> bool:
        return bool(self.token)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and self.token == other.token

    def __hash__(self) -> int:
        return hash(self.token)


def opened(values: Iterable[Sealed]) -> list[str]:
    """The texts, in their order; the files of their keys are looked at once for all of them.

    Raises what `Sealed.open` raises, for the first that does not open.
    """
    found = list(values)
    parts = [sealing.parse(one.token) if one.token else None for one in found]
    for one, token in zip(found, parts, strict=True):
        if token is not None and token.purpose != one.purpose:
            raise Tampered(
                "打不开加密的内容：密文属于另一种用途，可能被人挪动过，请联系信息科从备份核对这一条。"
            )
    texts = iter(sealing.open_all(token for token in parts if token is not None))
    return ["" if token is None else next(texts) for token in parts]


class _Attribute(DeferredAttribute):
    """Seals on assignment, so that a model instance never carries the text either."""

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = self.field.sealed(value)  # type: ignore[attr-defined]


class _Nothing(Exact):
    """Rows that hold nothing sealed; no other text can be looked for."""

    def get_prep_lookup(self) -> Any:
        if self.rhs not in ("", None):
            raise TypeError(f"{self.lhs.target.name} is sealed: look it up by its fingerprint")
        return self.rhs


class SealedTextField(models.TextField[Any, Any]):
    """Ciphertext in the database, `Sealed` in Python; assign a plain text to seal it.

    Rows can be told by it only where it is empty: look texts up by a fingerprint in a column of
    its own. Forms have no field for it: they ask for the text and assign it.
    """

    _pyi_private_set_type: Any  # str, Sealed, None or an expression
    _pyi_private_get_type: Any
    descriptor_class = _Attribute

    def __init__(self, *args: Any, purpose: str, **kwargs: Any) -> None:
        self.sealed_for = purpose
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "purpose": self.sealed_for}

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = super().check(**kwargs)
        if self.unique or getattr(self, "db_index", False) or self.choices:
            says = "a sealed column differs each time: no unique, index or choices"
            found.append(checks.Error(says, obj=self, id="vault.E001"))
        return found

    def sealed(self, value: object) -> object:
        """The value as a model keeps it: sealed, empty, or an expression of the database."""
        if isinstance(value, str):
            return Sealed(value and sealing.seal(value, purpose=self.sealed_for), self.sealed_for)
        if isinstance(value, Sealed) and value.purpose != self.sealed_for:
            raise ValueError(f"{self.name} is sealed for {self.sealed_for}, not {value.purpose}")
        return value

    def to_python(self, value: Any) -> Any:
        """What a fixture holds is the token; anything else is a text."""
        if isinstance(value, str) and sealing.is_token(value):
            return Sealed(value, self.sealed_for)
        return self.sealed(value)

    def from_db_value(self, value: str | None, *_: object) -> Sealed | None:
        return None if value is None else Sealed(value, self.sealed_for)

    def get_prep_value(self, value: Any) -> Any:
        kept = self.sealed(value)
        return kept.token if isinstance(kept, Sealed) else kept

    def value_to_string(self, obj: models.Model) -> Any:
        return self.get_prep_value(self.value_from_object(obj))

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "exact":
            return _Nothing
        if lookup_name != "isnull":
            raise TypeError(f"{self.name} is sealed: look it up by its fingerprint")
        return super().get_lookup(lookup_name)

    def formfield(self, *args: Any, **kwargs: Any) -> None:
        """None: a form would show （已加密） and save it back as the text."""
