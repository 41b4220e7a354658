"""Files under a key of their own. That key is short, so a sealed column keeps it.

A rotation seals columns anew and never touches files: the key of a file stays, its seal changes.
"""

from __future__ import annotations

import base64
import binascii
import os

from django.views.decorators.debug import sensitive_variables

from linghang.foundation.vault import ciphers, ring
from linghang.foundation.vault.ciphers import KEY_BYTES, Algorithm, DoesNotOpen
from linghang.foundation.vault.faults import KEPT, Tampered

_BOUND = b"linghang.vault/file/1"


@sensitive_variables()
def lock(content: bytes) -> tuple[str, bytes]:
    """A new key, as a text to be kept in a sealed column, and the content under it."""
    algorithm = ring.chosen()
    secret = os.urandom(KEY_BYTES[algorithm])
    key = f"{algorithm.value}:{base64.b64encode(secret).decode()}"
    return key, ciphers.encrypt(algorithm, secret, content, _BOUND)


@sensitive_variables()
def unlock(key: str, box: bytes) -> bytes:
    """The content that was locked. Raises Tampered."""
    algorithm, _, coded = key.partition(":")
    try:
        return ciphers.decrypt(Algorithm(algorithm), base64.b64decode(coded), box, _BOUND)
    except (DoesNotOpen, ValueError, binascii.Error):
        raise Tampered(
            f"打不开加密的文件：文件不完整或被改动过。{KEPT}；请联系信息科从备份核对这一份。"
        ) from None
