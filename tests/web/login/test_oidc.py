"""Single sign-on, end to end against a server of our own on the loopback."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from linghang.foundation.trail import actions
from linghang.foundation.trail.models import Entry
from linghang.org.models import Account
from linghang.settings.login import oidc, origin
from tests.web.login.conftest import set_up, text
from tests.web_hospital import Hospital

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

CLIENT, SECRET = "linghang", "secret-of-the-test"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Server:
    """An OpenID Connect server that knows one person and remembers what it was asked."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {"sub": "u-1", "preferred_username": "P1", "name": "某某"}
        self.userinfo: dict[str, Any] = {}
        self.key = KEY
        self.issuer = ""
        self.audience = CLIENT
        self.lasts = 60
        self.challenges: dict[str, str] = {}
        self.asked: list[str] = []

    def authorize(self, location: str) -> str:
        """What the browser would bring back: the person has logged in there."""
        query = dict(parse_qsl(urlsplit(location).query))
        assert query["client_id"] == CLIENT
        assert query["code_challenge_method"] == "S256"
        code = f"code-{len(self.challenges)}"
        self.challenges[code] = query["code_challenge"]
        path = urlsplit(query["redirect_uri"]).path
        return f"{path}?code={code}&state={query['state']}"

    def token(self, body: dict[str, list[str]]) -> dict[str, Any]:
        verifier = body["code_verifier"][0].encode()
        digest = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=").decode()
        assert self.challenges.pop(body["code"][0]) == digest
        assert body["client_secret"] == [SECRET]
        now = int(time.time())
        claims = {
            **self.claims,
            "iss": self.issuer,
            "aud": self.audience,
            "iat": now,
            "exp": now + self.lasts,
        }
        signed = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "k1"})
        return {"access_token": "a", "token_type": "Bearer", "id_token": signed}

    def answer(self, path: str, body: dict[str, list[str]]) -> dict[str, Any]:
        self.asked.append(path)
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        return {
            "/.well-known/openid-configuration": lambda: {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
                "jwks_uri": f"{self.issuer}/jwks",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            },
            "/jwks": lambda: {"keys": [{**public, "kid": "k1", "alg": "RS256", "use": "sig"}]},
            "/token": lambda: self.token(body),
            "/userinfo": lambda: self.userinfo,
        }[path]()


@pytest.fixture
def server(real: Hospital, settings: SettingsWrapper) -> Iterator[Server]:
    fake = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802
            length = int(self.headers.get("Content-Length") or 0)
            body = parse_qs(self.rfile.read(length).decode()) if length else {}
            content = json.dumps(fake.answer(self.path, body)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True).start()
    fake.issuer = f"http://127.0.0.1:{http.server_port}"
    settings.SOCIALACCOUNT_PROVIDERS = oidc(
        fake.issuer, CLIENT, SECRET, "统一身份认证", userinfo=False
    )
    yield fake
    http.shutdown()
    http.server_close()


def signed_on(server: Server, client: Client, next_page: str = "") -> Any:
    off = client.post(f"/login/sign-on/?next={next_page}" if next_page else "/login/sign-on/")
    assert off.status_code == 302, text(off)
    assert off["Location"].startswith(f"{server.issuer}/authorize?")
    return client.get(server.authorize(off["Location"]))


def told() -> list[str]:
    return [actions.sentence(one, {}) for one in Entry.objects.order_by("pk")]


def test_a_known_person_comes_in_and_is_linked_once(server: Server) -> None:
    first, second = Client(), Client()

    done = signed_on(server, first, "/me/")
    signed_on(server, second)

    assert done["Location"] == "/me/"
    assert first.get("/me/").status_code == 200
    assert second.get("/me/").status_code == 200
    assert told().count("P1的账号与统一身份认证对应起来，来自127.0.0.1") == 1
    assert "P1登录（统一身份认证），来自127.0.0.1" in told()
    linked = SocialAccount.objects.get()
    assert (linked.user.username, linked.uid) == ("P1", "u-1")
    assert "/jwks" in server.asked


def test_nothing_that_the_server_tells_about_a_person_is_kept(server: Server) -> None:
    server.claims |= {"email": "p1@hospital.example", "phone_number": "13800138000"}

    for _ in range(2):
        signed_on(server, Client())

    assert SocialAccount.objects.get().extra_data == {}
    assert not EmailAddress.objects.exists()
    assert not SocialToken.objects.exists()


@pytest.mark.parametrize("code", ["NOBODY", "", None])
def test_somebody_unknown_is_turned_away_and_nothing_is_made(
    server: Server, code: str | None
) -> None:
    before = Account.objects.count()
    server.claims["preferred_username"] = code

    answer = signed_on(server, Client())

    assert answer.status_code == 401
    assert "没有与您的工号对应的、在用的账号" in text(answer)
    assert Account.objects.count() == before
    assert not SocialAccount.objects.exists()
    assert told() == ["有人登录未成：统一身份认证的工号没有在用的账号，来自127.0.0.1"]


def test_a_shut_account_does_not_come_in_this_way_either(server: Server) -> None:
    signed_on(server, Client())
    Account.objects.filter(username="P1").update(is_active=False)

    answer = signed_on(server, Client())

    assert answer.status_code == 401


def test_a_number_that_was_given_to_somebody_else_opens_nothing(server: Server) -> None:
    signed_on(server, Client())
    server.claims["preferred_username"] = "P2"

    answer = signed_on(server, Client())

    assert answer.status_code == 401
    assert "与原先对应的账号不一致" in text(answer)


def _another_key(server: Server) -> None:
    server.key = OTHER_KEY


def _another_audience(server: Server) -> None:
    server.audience = "somebody-else"


def _run_out(server: Server) -> None:
    server.lasts = -60


@pytest.mark.parametrize("spoil", [_another_key, _another_audience, _run_out])
def test_a_token_that_does_not_hold_is_refused(
    server: Server, spoil: Callable[[Server], None]
) -> None:
    spoil(server)

    answer = signed_on(server, Client())

    assert answer.status_code == 401
    assert "应答不能核实" in text(answer)
    assert not SocialAccount.objects.exists()


def test_claims_about_somebody_else_are_refused(server: Server, settings: SettingsWrapper) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = oidc(
        server.issuer, CLIENT, SECRET, "统一身份认证", userinfo=True
    )
    del server.claims["preferred_username"]
    server.userinfo = {"sub": "u-1", "preferred_username": "P1"}
    assert signed_on(server, Client()).status_code == 302
    server.userinfo = {"sub": "u-2", "preferred_username": "P1"}

    assert signed_on(server, Client()).status_code == 401


def test_an_answer_that_nobody_asked_for_is_refused(server: Server) -> None:
    answer = Client().get("/login/sign-on/back/?code=code-0&state=made-up")

    assert answer.status_code == 401


def test_going_back_from_there_is_no_fault(server: Server) -> None:
    client = Client()
    location = client.post("/login/sign-on/")["Location"]
    state = dict(parse_qsl(urlsplit(location).query))["state"]

    answer = client.get(f"/login/sign-on/back/?error=access_denied&state={state}")

    assert "取消了登录" in text(answer)
    assert told() == []


def test_a_server_that_does_not_answer_is_told(server: Server, settings: SettingsWrapper) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = oidc(
        "http://127.0.0.1:9", CLIENT, SECRET, "统一身份认证", userinfo=False
    )

    answer = Client().post("/login/sign-on/")

    assert answer.status_code == 503
    assert "没有应答" in text(answer)


def test_the_second_factor_is_asked_for_after_it_too(
    server: Server, enter: Callable[..., Client]
) -> None:
    set_up(enter("president"))
    client = Client()

    answer = signed_on(server, client)

    assert answer["Location"] == "/login/code/"
    assert client.get("/me/").status_code == 302


def test_the_button_stands_only_where_a_server_is_set_up(
    server: Server, settings: SettingsWrapper
) -> None:
    assert "用统一身份认证登录" in text(Client().get("/login/"))
    settings.SOCIALACCOUNT_PROVIDERS = {}

    assert "用统一身份认证登录" not in text(Client().get("/login/"))
    assert Client().post("/login/sign-on/").status_code == 404


def test_a_policy_of_content_names_only_the_place() -> None:
    assert origin("https://sso.hospital.example/realms/x") == "https://sso.hospital.example"
    assert origin("") == ""
