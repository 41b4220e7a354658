"""Registers: everybody opens them and sees only what the post has a part in."""

from __future__ import annotations

from tests.web.access.base import EVERYBODY, Row, holding

TITLE = "采购、新技术、人才与科室重大事项"
ROWS = [
    Row(name="technology-list", ok=EVERYBODY),
    Row(name="recruitment-list", ok=EVERYBODY),
    Row(name="purchase-list", ok=EVERYBODY),
    Row(name="purchase-exceptions", ok=EVERYBODY),
    Row(name="purchase", args=("999999",), ok=[]),
    Row(name="department-matters", ok=holding("meetings.read"), others=403),
    Row(name="department-matter-counts", ok=holding("meetings.read"), others=403),
]
