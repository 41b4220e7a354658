"""Seal, open, and tell equal texts without opening them.

A token reads `v1:<purpose>:<key id>:<base64>`. Purpose, key and algorithm are bound into it: it
opens under nothing else.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from typing import NamedTuple

from django.views.decorators.debug import sensitive_variables

from linghang.foundation.vault import ciphers, purposes, ring
from linghang.foundation.vault.ciphers import DoesNotOpen
from linghang.foundation.vault.faults import KEPT, CannotSeal, Tampered
from linghang.foundation.vault.keyfile import Key

VERSION = "v1"
# The parts become the names of files, so nothing else may pass.
_HEAD = re.compile(r"^v1:([a-z][a-z0-9_]{0,39}):([0-9a-f]{16})$")


class Token(NamedTuple):
    """The parts of a token."""

    purpose: str
    key_id: str
    box: bytes


def beginning(purpose: str, key_id: str) -> str:
    """How every token starts that this key sealed."""
    return f"{VERSION}:{purpose}:{key_id}:"


@sensitive_variables("text", "plain")
def seal(text: str, *, purpose: str) -> str:
    """The token of a text of any length, different each time.

    Raises CannotSeal, NoKey and the other faults of a key; ValueError for a purpose that nobody
    registered.
    """
    purposes.check(purpose)
    key = ring.sealing(purpose)
    try:
        plain = text.encode()
    except UnicodeEncodeError:
        raise CannotSeal("不能加密：文字里有不成字的编码，请重新录入。") from None
    box = ciphers.encrypt(key.algorithm, key.secret, plain, _bound(key))
    return beginning(purpose, key.id) + _text(box)


@sensitive_variables()
def open_sealed(token: str) -> str:
    """The text that was sealed. Raises NoKey, WrongKey, Tampered: each says how to mend it."""
    return open_all([parse(token)])[0]


@sensitive_variables()
def open_all(tokens: Iterable[Token]) -> list[str]:
    """The texts that were sealed, in their order; each key's file is looked at once for all.

    Raises NoKey, WrongKey, Tampered for the first that does not open.
    """
    keys: dict[tuple[str, str], tuple[Key, bytes]] = {}
    texts = []
    for purpose, key_id, box in tokens:
        if (purpose, key_id) not in keys:
            found = ring.opening(purpose, key_id)
            keys[purpose, key_id] = found, _bound(found)
        key, bound = keys[purpose, key_id]
        try:
            texts.append(ciphers.decrypt(key.algorithm, key.secret, box, bound).decode())
        except DoesNotOpen:
            raise _tampered(purposes.name(purpose)) from None
    return texts


def parse(token: str) -> Token:
    """The parts of a token. Raises Tampered for what is none."""
    try:
        head, _, coded = token.rpartition(":")
        box = base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4))
    except (ValueError, binascii.Error):
        raise _tampered("") from None
    # A lax decoder reads many spellings; only the one that we write is a token.
    named = _HEAD.match(head)
    if named is None or _text(box) != coded:
        raise _tampered("")
    return Token(named[1], named[2], box)


def is_token(text: str) -> bool:
    """Whether the text has the form of a token."""
    try:
        return bool(parse(text))
    except Tampered:
        return False


@sensitive_variables("text")
def fingerprint(text: str, *, purpose: str) -> str:
    """64 hexadecimal digits, the same for the same text, to look it up without opening anything.

    The caller brings the text into its one form first. Its key is made with the first key of the
    purpose and never rotated: a new one would part old rows from new. Raises NoKey and the other
    faults of a key; ValueError for a purpose that nobody registered.
    """
    purposes.check(purpose)
    key = ring.fingerprinting(purpose)
    return ciphers.digest(key.algorithm, key.secret, text.encode("utf-8", "surrogatepass"))


def _bound(key: Key) -> bytes:
    return f"linghang.vault/1\n{key.purpose}\n{key.id}\n{key.algorithm}".encode()


def _text(box: bytes) -> str:
    return base64.urlsafe_b64encode(box).rstrip(b"=").decode()


def _tampered(name: str) -> Tampered:
    what = f"“{name}”的密文" if name else "密文"
    return Tampered(
        f"打不开加密的内容：{what}不完整或被改动过，与密钥无关。{KEPT}；请联系信息科从备份核对这一条。"
    )
