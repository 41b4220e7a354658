"""The founding page is nowhere once there is somebody to log in."""

from __future__ import annotations

from tests.web.access.base import Row

TITLE = "建院"
ROWS = [
    Row(name="setup", args=("0123456789",), ok=[], anonymous=404),
    Row(name="setup", args=("0123456789",), method="post", ok=[], anonymous=404),
]
