"""The ciphers agree with their published examples."""

from __future__ import annotations

import pytest

from linghang.foundation.vault import ciphers
from linghang.foundation.vault.ciphers import Algorithm, DoesNotOpen

SEALING = list(ciphers.FINGERPRINTS)

# RFC 8998, A.1: SM4-GCM.
SM4_KEY = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
SM4_NONCE = bytes.fromhex("00001234567800000000ABCD")
SM4_BOUND = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
SM4_PLAIN = bytes.fromhex(
    "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD"
    "EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA"
)
SM4_SEALED = bytes.fromhex(
    "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
    "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
    "83DE3541E4C2B58177E065A9BF7B62EC"
)
# NIST, The Galois/Counter Mode of Operation, test case 16: AES-256.
AES_KEY = bytes.fromhex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")
AES_NONCE = bytes.fromhex("cafebabefacedbaddecaf888")
AES_BOUND = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
AES_PLAIN = bytes.fromhex(
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
)
AES_SEALED = bytes.fromhex(
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
    "76fc6ece0f4e1768cddf8853bb2d551b"
)
VECTORS = {
    Algorithm.SM4: (SM4_KEY, SM4_NONCE, SM4_BOUND, SM4_PLAIN, SM4_SEALED),
    Algorithm.AES: (AES_KEY, AES_NONCE, AES_BOUND, AES_PLAIN, AES_SEALED),
}


@pytest.mark.parametrize("algorithm", SEALING)
def test_the_published_example_opens(algorithm: Algorithm) -> None:
    key, nonce, bound, plain, sealed = VECTORS[algorithm]

    assert ciphers.decrypt(algorithm, key, nonce + sealed, bound) == plain


@pytest.mark.parametrize("algorithm", SEALING)
def test_the_published_example_is_what_we_write(
    algorithm: Algorithm, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, nonce, bound, plain, sealed = VECTORS[algorithm]
    monkeypatch.setattr("linghang.foundation.vault.ciphers.os.urandom", lambda size: nonce[:size])

    assert ciphers.encrypt(algorithm, key, plain, bound) == nonce + sealed


@pytest.mark.parametrize("algorithm", SEALING)
@pytest.mark.parametrize("length", [0, 1, 11, 12, 27])
def test_a_box_too_short_for_its_tag_does_not_open(algorithm: Algorithm, length: int) -> None:
    key = bytes(ciphers.KEY_BYTES[algorithm])

    with pytest.raises(DoesNotOpen):
        ciphers.decrypt(algorithm, key, bytes(length), b"")


def test_the_fingerprint_is_the_published_hmac() -> None:
    # RFC 4231, test case 2.
    found = ciphers.digest(Algorithm.HMAC_SHA256, b"Jefe", b"what do ya want for nothing?")

    assert found == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


def test_fingerprints_of_the_two_algorithms_differ_and_have_one_length() -> None:
    one, other = (
        ciphers.digest(algorithm, bytes(32), "张三".encode())
        for algorithm in ciphers.FINGERPRINTS.values()
    )

    assert one != other
    assert len(one) == len(other) == 64
