"""A key as a file: five lines of text, which show by themselves when one of them is missing."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from dataclasses import dataclass, field

from linghang.foundation.vault.ciphers import KEY_BYTES, Algorithm

HEAD = "linghang vault key 1"
ID_DIGITS = 16


class Malformed(ValueError):
    """The text is no key file, or not all of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key. Its id follows from the secret, so a file can't pass for another key."""

    purpose: str
    algorithm: Algorithm
    id: str
    secret: bytes = field(repr=False)


def new(purpose: str, algorithm: Algorithm) -> Key:
    """A key of fresh random bytes."""
    secret = os.urandom(KEY_BYTES[algorithm])
    return Key(
        purpose=purpose, algorithm=algorithm, id=_id(purpose, algorithm, secret), secret=secret
    )


def _id(purpose: str, algorithm: str, secret: bytes) -> str:
    words = f"{HEAD}\n{purpose}\n{algorithm}".encode()
    return hmac.new(secret, words, hashlib.sha256).hexdigest()[:ID_DIGITS]


def write(key: Key) -> bytes:
    """The content of the key's file."""
    lines = (HEAD, key.purpose, key.algorithm, base64.b64encode(key.secret).decode())
    body = "\n".join(lines) + "\n"
    return f"{body}{_check(body)}\n".encode()


def _check(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def read(content: bytes) -> Key:
    """The key that a file holds. Raises Malformed when a part is missing or was changed."""
    try:
        text = content.decode("ascii")
        head, purpose, algorithm, secret, check, rest = text.split("\n")
        found = base64.b64decode(secret, validate=True)
        kind = Algorithm(algorithm)
    except (ValueError, binascii.Error):
        raise Malformed from None
    body = text[: -len(check) - 1]
    if head != HEAD or rest or check != _check(body) or len(found) != KEY_BYTES[kind]:
        raise Malformed
    return Key(purpose=purpose, algorithm=kind, id=_id(purpose, kind, found), secret=found)
