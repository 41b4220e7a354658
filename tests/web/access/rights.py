"""What I may do and why, and the review of everybody's rights."""

from __future__ import annotations

from tests.web.access.base import EVERYBODY, Row

REVIEWERS = ["security_administrator"]
TITLE = "权限"
ROWS = [
    Row(name="rights-own", ok=EVERYBODY),
    Row(name="rights-own", query="?format=xlsx", ok=EVERYBODY),
    Row(name="rights-own", query="?post=999", ok=[]),
    Row(name="rights-posts", ok=REVIEWERS, others=403),
    Row(name="rights-posts", query="?format=csv", ok=REVIEWERS, others=403),
    Row(name="rights-post", args=("president",), ok=REVIEWERS, others=403),
    Row(name="rights-post", args=("president",), query="?format=csv", ok=REVIEWERS, others=403),
    Row(
        name="rights-post",
        args=("no_such",),
        ok=[],
        others=403,
        answers=(("security_administrator", 404),),
    ),
    Row(name="rights-conflicts", ok=REVIEWERS, others=403),
    Row(name="rights-conflicts", query="?format=xlsx", ok=REVIEWERS, others=403),
]
