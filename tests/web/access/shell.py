"""What is everybody's own: the first page, search, help, drafts, saved conditions, deadlines."""

from __future__ import annotations

from linghang.foundation import clock
from linghang.foundation.desk import services
from tests.web.access.base import EVERYBODY, Row
from tests.web_hospital import Hospital

SAVED = (("listing", "x.y"), ("name", "常用"), ("conditions", "a=1"))
ROWS = [
    Row(name="workbench", ok=EVERYBODY),
    Row(name="search", ok=EVERYBODY),
    Row(name="search", method="post", data=(("q", "心血"),), ok=EVERYBODY),
    Row(name="search-suggest", method="post", data=(("q", "心血"),), ok=EVERYBODY),
    Row(name="search-suggest", ok=[], others=405, anonymous=302),
    Row(name="choose-people", method="post", data=(("q", "主任"),), ok=EVERYBODY),
    Row(name="choose-people", ok=[], others=405, anonymous=302),
    Row(name="export-requests", ok=EVERYBODY),
    Row(name="help", ok=EVERYBODY),
    Row(name="help-page", args=("工作台与检索",), ok=EVERYBODY),
    Row(name="help-page", args=("..",), ok=[]),
    Row(name="help-page", args=("没有这一篇",), ok=[]),
    Row(name="desk-draft", method="post", data=(("form", "a.b"),), ok=EVERYBODY),
    Row(name="desk-draft", method="post", ok=[]),
    Row(name="desk-draft-drop", method="post", data=(("form", "a.b"),), ok=EVERYBODY, status=302),
    Row(name="desk-filter-keep", method="post", data=SAVED, ok=EVERYBODY, status=302),
    Row(name="desk-filter-drop", args=("saved",), method="post", ok=["president"], status=302),
    Row(name="desk-filter-drop", args=("999",), method="post", ok=[]),
    Row(name="deadlines", ok=EVERYBODY),
    Row(name="deadline-feed", ok=EVERYBODY),
    # Of the person, under whichever post: these end the feed that the rows above open.
    Row(name="deadline-feed-make", method="post", ok=EVERYBODY, status=302, late=True),
    Row(name="deadline-feed-end", method="post", ok=EVERYBODY, status=302, late=True),
    # The secret in the address is the only key that a calendar has.
    Row(name="deadline-feed-open", args=("feed",), ok=EVERYBODY, anonymous=200),
    Row(name="deadline-feed-open", args=("no-such-secret",), ok=[], anonymous=404),
    Row(name="deadline-feed-make", method="post", ok=EVERYBODY, status=302, late=True),
    Row(name="deadline-feed-end", method="post", ok=EVERYBODY, status=302, late=True),
]


def things(hospital: Hospital) -> dict[str, str]:
    """The president's saved conditions, and the feed of somebody who is no column."""
    saved = services.keep_filter(
        person=hospital.actor("president").person,
        listing="x.y",
        name="院长的",
        conditions="a=1",
        at=clock.now(),
    )
    feed = services.make_feed(actor=hospital.actor("head_as_branch_secretary"), at=clock.now())
    return {"saved": str(saved.pk), "feed": feed}
