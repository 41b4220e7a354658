"""What is sealed opens unchanged, and under nothing but its own key and purpose."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pytest_django import Settings

from linghang.foundation.errors import Refused
from linghang.foundation.vault import purposes, ring, sealing, services
from linghang.foundation.vault.ciphers import Algorithm
from linghang.foundation.vault.faults import CannotSeal, NoKey, Tampered

pytestmark = pytest.mark.django_db
PURPOSE = purposes.PERSONAL
OTHER = "tests_sealing"
RARE = "𬭳𫖮㛃䶮〇\U0002b740\u9fbb"  # 生僻字, most of them beyond the basic plane
DECOMPOSED = unicodedata.normalize("NFD", "é") + "が"
purposes.register(OTHER, "另一用途")


@given(st.text())
@example("")
@example(RARE)
@example(DECOMPOSED)
@example("\x00\n\r\u202e")
def test_every_text_opens_as_it_was(text: str) -> None:
    assert services.open_sealed(services.seal(text, purpose=PURPOSE)) == text


@pytest.mark.parametrize("algorithm", ["AES-256-GCM", "SM4-GCM"])
def test_a_megabyte_opens_as_it_was(settings: Settings, algorithm: str) -> None:
    settings.VAULT_ALGORITHM = algorithm
    text = (RARE * 200_000)[: 1024 * 1024]

    token = services.seal(text, purpose=PURPOSE)

    assert services.open_sealed(token) == text
    assert ring.opening(PURPOSE, sealing.parse(token).key_id).algorithm == algorithm


def test_a_token_names_purpose_and_key_and_nothing_of_the_text() -> None:
    token = services.seal("110101199003071234", purpose=PURPOSE)

    version, purpose, key_id, coded = token.split(":")
    assert (version, purpose, key_id) == ("v1", PURPOSE, ring.active_id(PURPOSE))
    assert "19900307" not in coded


def test_equal_texts_are_sealed_differently() -> None:
    tokens = {services.seal("张三", purpose=PURPOSE) for _ in range(20)}

    assert len(tokens) == 20


@pytest.mark.parametrize("algorithm", ["AES-256-GCM", "SM4-GCM"])
def test_whatever_byte_is_changed_it_does_not_open(settings: Settings, algorithm: str) -> None:
    settings.VAULT_ALGORITHM = algorithm
    token = services.seal("张三", purpose=PURPOSE)

    for place, letter in enumerate(token):
        for other in {"A", "b", "0", ":", "=", "/", ".", "\n"} - {letter}:
            changed = token[:place] + other + token[place + 1 :]
            with pytest.raises((Tampered, NoKey)):
                services.open_sealed(changed)


def test_whatever_is_cut_off_or_added_it_does_not_open() -> None:
    token = services.seal("张三", purpose=PURPOSE)

    for changed in [*(token[:length] for length in range(len(token))), token + "A", token + "="]:
        with pytest.raises(Refused):
            services.open_sealed(changed)


@given(st.text())
@example("v1:personal:../../../session:AAAA")
@example("v1:personal:0123456789abcdef:AAAA")
@example("张三")
def test_what_is_no_token_is_refused_in_words(text: str) -> None:
    with pytest.raises((Tampered, NoKey), match="密文原样保留，没有改动"):
        services.open_sealed(text)


def test_a_token_does_not_open_under_another_purpose() -> None:
    token = services.seal("张三", purpose=PURPOSE)
    services.seal("李四", purpose=OTHER)
    moved = token.replace(PURPOSE, OTHER)

    with pytest.raises(NoKey, match="另一用途"):
        services.open_sealed(moved)


def test_a_key_copied_to_another_purpose_does_not_open_its_texts_there() -> None:
    token = services.seal("张三", purpose=PURPOSE)
    services.seal("李四", purpose=OTHER)
    name = f"{ring.active_id(PURPOSE)}.key"
    copy = ring.folder(OTHER) / name
    copy.write_bytes((ring.folder(PURPOSE) / name).read_bytes())
    copy.chmod(0o600)

    with pytest.raises(Refused, match="另一个密钥"):
        services.open_sealed(token.replace(PURPOSE, OTHER))


def test_half_a_character_is_refused_and_not_replaced() -> None:
    with pytest.raises(CannotSeal, match="不成字"):
        services.seal("张\ud800三", purpose=PURPOSE)


def test_an_unregistered_purpose_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="not registered"):
        services.seal("张三", purpose="nobody")
    with pytest.raises(ValueError, match="not registered"):
        services.fingerprint("张三", purpose="nobody")


def test_a_fingerprint_tells_equal_texts_and_only_those() -> None:
    one = services.fingerprint("110101199003071234", purpose=PURPOSE)

    assert one == services.fingerprint("110101199003071234", purpose=PURPOSE)
    assert one != services.fingerprint("110101199003071235", purpose=PURPOSE)
    assert one != services.fingerprint("110101199003071234", purpose=OTHER)
    assert len(one) == 64


def test_another_installation_has_other_fingerprints(settings: Settings, tmp_path: Path) -> None:
    one = services.fingerprint("13800001234", purpose=PURPOSE)
    settings.VAULT_FOLDER = tmp_path / "other"

    assert services.fingerprint("13800001234", purpose=PURPOSE) != one


def test_fingerprints_follow_the_chosen_cipher(settings: Settings) -> None:
    settings.VAULT_ALGORITHM = "SM4-GCM"

    services.seal("张三", purpose=PURPOSE)

    assert ring.fingerprinting(PURPOSE).algorithm is Algorithm.HMAC_SM3
