"""The ciphers: AES-256-GCM, and SM4-GCM where the rules on commercial cryptography ask for it.

Both authenticate: a changed byte does not open to something else, it does not open at all.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import hmac as keyed
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES, TAG_BYTES = 12, 16


class Algorithm(StrEnum):
    """How a key is used. It is part of the key and never chosen by a sealed text."""

    AES = "AES-256-GCM"
    SM4 = "SM4-GCM"
    HMAC_SHA256 = "HMAC-SHA-256"
    HMAC_SM3 = "HMAC-SM3"


KEY_BYTES = {
    Algorithm.AES: 32,
    Algorithm.SM4: 16,
    Algorithm.HMAC_SHA256: 32,
    Algorithm.HMAC_SM3: 32,
}
# What a hospital chooses for sealing, and the fingerprints that go with it.
FINGERPRINTS = {
    Algorithm.AES: Algorithm.HMAC_SHA256,
    Algorithm.SM4: Algorithm.HMAC_SM3,
}


class DoesNotOpen(Exception):  # noqa: N818
    """The tag does not fit: another key, other bound words, or changed bytes."""


def encrypt(algorithm: Algorithm, secret: bytes, plain: bytes, bound: bytes) -> bytes:
    """Nonce, ciphertext and tag in one. `bound` is not stored, but must be the same to open."""
    nonce = os.urandom(NONCE_BYTES)
    if algorithm is Algorithm.AES:
        return nonce + AESGCM(secret).encrypt(nonce, plain, bound)
    encryptor = Cipher(algorithms.SM4(secret), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bound)
    return nonce + encryptor.update(plain) + encryptor.finalize() + encryptor.tag


def decrypt(algorithm: Algorithm, secret: bytes, box: bytes, bound: bytes) -> bytes:
    """What `encrypt` was given. Raises DoesNotOpen."""
    if len(box) < NONCE_BYTES + TAG_BYTES:
        raise DoesNotOpen
    nonce, rest = box[:NONCE_BYTES], box[NONCE_BYTES:]
    try:
        if algorithm is Algorithm.AES:
            return AESGCM(secret).decrypt(nonce, rest, bound)
        mode = modes.GCM(nonce, rest[-TAG_BYTES:])
        decryptor = Cipher(algorithms.SM4(secret), mode).decryptor()
        decryptor.authenticate_additional_data(bound)
        return decryptor.update(rest[:-TAG_BYTES]) + decryptor.finalize()
    except InvalidTag:
        raise DoesNotOpen from None


def digest(algorithm: Algorithm, secret: bytes, message: bytes) -> str:
    """The keyed digest in hexadecimal, 64 digits with either algorithm."""
    if algorithm is Algorithm.HMAC_SHA256:
        return hmac.new(secret, message, hashlib.sha256).hexdigest()
    found = keyed.HMAC(secret, hashes.SM3())
    found.update(message)
    return found.finalize().hex()
