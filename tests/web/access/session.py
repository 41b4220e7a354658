"""Coming in, going out, changing the acting post, and the health of the server."""

from __future__ import annotations

from tests.web.access.base import EVERYBODY, Row
from tests.web_hospital import Hospital

TITLE = "登录、切换职务、健康检查"
ROWS = [
    Row(name="login", ok=[], others=302, anonymous=200),
    Row(
        name="demo-login",
        args=("post president",),
        method="post",
        ok=[],
        others=302,
        own_session=True,
    ),
    Row(name="demo-login", args=("999",), method="post", ok=[], anonymous=404, own_session=True),
    Row(name="logout", method="post", ok=[], others=302, own_session=True),
    Row(
        name="act",
        args=("post president",),
        method="post",
        ok=["president"],
        status=302,
        own_session=True,
    ),
    Row(
        name="act",
        args=("post head_as_branch_secretary",),
        method="post",
        ok=["cardiology_head"],
        status=302,
        own_session=True,
    ),
    Row(name="healthz", ok=EVERYBODY, anonymous=200),
]


def things(hospital: Hospital) -> dict[str, str]:
    """The appointments by `post <key>`."""
    return {f"post {key}": str(held.pk) for key, held in hospital.appointments.items()}
