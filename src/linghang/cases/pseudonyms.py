"""Keyed pseudonyms: the same case and the same person get the same key, nobody can go back.

The pseudonym key is never rotated (every key in every file would change); it lies outside the
database, beside the data, and belongs into the backup of keys.
"""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from linghang.foundation import keys
from linghang.foundation.errors import Refused
from linghang.foundation.later import later

if TYPE_CHECKING:
    import pyarrow as pa
else:
    pa = later("pyarrow")

KEY_BYTES = 32
KEY_FILE = "pseudonym.key"


def key() -> bytes:
    """The installation's pseudonym key; made on first use, readable by the owner only.

    Raises Refused when the file is damaged: a new key would double every case.
    """
    found = keys.made_once(Path(settings.KEYS_FOLDER) / KEY_FILE, size=KEY_BYTES)
    if len(found) != KEY_BYTES:
        raise Refused(
            f"假名密钥文件 {KEY_FILE} 已损坏（应为 {KEY_BYTES} 字节，现为 {len(found)} 字节）。"
            "请从密钥备份恢复；换新密钥会使全部病案重复。"
        )
    return found


def case_key(secret: bytes, institution: str, record: str, sequence: str) -> str:
    """Pseudonym (32 hex) of one stay: A01 + A48 + A49."""
    return _keyed(secret, "case", institution, record, sequence)


def person_key(secret: bytes, institution: str, identity: str | None, record: str) -> str:
    """Pseudonym (32 hex) of the person: by identity document (A20), else by record number."""
    if identity:
        return _keyed(secret, "identity", identity.upper())
    return _keyed(secret, "record", institution, record)


def return_key(secret: bytes, record: str, day: str) -> str:
    """Pseudonym (32 hex) of a row that the insurer returned: by record number and discharge."""
    return _keyed(secret, "return", record, day)


def _keyed(secret: bytes, *parts: str) -> str:
    return hmac.digest(secret, "\x1f".join(parts).encode(), "sha256")[:16].hex()


def pseudonymised(table: pa.Table, secret: bytes) -> pa.Table:
    """Replace A01, A48, A49 and A20 by case_key, person_key and admission_number."""
    institutions = table.column("A01").to_pylist()
    records = table.column("A48").to_pylist()
    sequences = table.column("A49").to_pylist()
    identities = table.column("A20").to_pylist()
    cases = [
        case_key(secret, institution, record, plain_sequence(sequence))
        for institution, record, sequence in zip(institutions, records, sequences, strict=True)
    ]
    persons = [
        person_key(secret, institution, identity, record)
        for institution, identity, record in zip(institutions, identities, records, strict=True)
    ]
    table = table.drop_columns(["A01", "A48", "A20"])
    table = table.append_column("case_key", pa.array(cases, pa.string()))
    return table.append_column("person_key", pa.array(persons, pa.string()))


def plain_sequence(sequence: str) -> str:
    """`01`, `1.0` and `1` are the same admission number."""
    whole = sequence.removesuffix(".0").lstrip("0")
    return whole or "0"


def fingerprint() -> str:
    """Eight letters by which a key is recognised without showing it; "" before the first use."""
    file = Path(settings.KEYS_FOLDER) / KEY_FILE
    if not file.exists():
        return ""
    return hashlib.sha256(b"linghang pseudonym key " + file.read_bytes()).hexdigest()[:8]
