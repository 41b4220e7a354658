"""Notices: one's own inbox and addresses, what one sent, the ledger."""

from __future__ import annotations

from django.db import transaction

from linghang.foundation import clock
from linghang.notices import services
from linghang.notices.addresses import services as addresses
from linghang.notices.announcing.services import announce
from linghang.notices.definitions import Channel
from linghang.notices.models import Notice
from tests.web.access.base import EVERYBODY, Row
from tests.web_hospital import TODAY, Hospital

LEDGER = ["system_administrator"]
SENDERS = ["hr_director", "cardiology_head", "orthopaedics_head"]
OWNER = ["team_leader"]
TITLE = "通知"
ROWS = [
    Row(name="notice-list", ok=EVERYBODY),
    Row(name="notice-list", query="?format=xlsx", ok=EVERYBODY),
    Row(name="notice-read-all", method="post", ok=[], others=302, late=True),
    Row(name="notice-sent", ok=EVERYBODY),
    Row(name="notice-sent", query="?format=csv", ok=EVERYBODY),
    Row(name="notice", args=("notice",), ok=OWNER),
    Row(name="notice-confirm", args=("notice",), method="post", ok=OWNER, status=302),
    Row(name="notice-settings", ok=EVERYBODY),
    Row(name="notice-address", args=("mail",), ok=EVERYBODY),
    Row(name="notice-address", args=("inbox",), ok=[]),
    Row(
        name="notice-address",
        args=("mail",),
        method="post",
        data=(("value", "nowhere"),),
        ok=[],
        others=422,
    ),
    Row(name="notice-switch", args=("mail",), method="post", ok=OWNER, status=302),
    Row(name="notice-remove", args=("mail",), method="post", ok=OWNER, status=302, late=True),
    Row(name="announce", ok=SENDERS, others=403),
    Row(name="announce", method="post", ok=SENDERS, status=422, others=403),
    Row(name="announcement", args=("announcement",), ok=["hr_director"]),
    Row(name="announcement", args=("nothing",), ok=[]),
    Row(name="remark-list", ok=EVERYBODY),
    Row(name="remark", query="?from=/org/people/", ok=EVERYBODY),
    Row(name="notice-ledger", ok=LEDGER, others=403),
    Row(name="notice-ledger", query="?format=csv", ok=LEDGER, others=403),
    Row(
        name="notice-ledger",
        method="post",
        data=(("deed", "retry"), ("chosen", "delivery")),
        ok=[],
        others=403,
        answers=(("system_administrator", 422),),
    ),
]


def things(hospital: Hospital) -> dict[str, str]:
    """A notice of the team leader that is to be confirmed, and a mail address."""
    leader = hospital.actor("team_leader")
    with transaction.atomic():
        services.notify(
            kind="delegation_given",
            to=[leader.person],
            subject=("org.appointment", "0"),
            facts={"title": "心血管内科主任", "days": "今天起", "limits": "全部权限"},
            actor=hospital.actor("cardiology_head"),
            at=clock.now(),
        )
    addresses.set_address(
        channel=Channel.MAIL, value="leader@hospital.test", actor=leader, at=clock.now()
    )
    notice = Notice.objects.of(leader.person).get(kind="delegation_given")
    (sent,) = announce(
        title="集中学习",
        body="周三下午",
        units=["CARD"],
        posts=["department_head"],
        on=TODAY,
        actor=hospital.actor("hr_director"),
        at=clock.now(),
    )
    return {
        "announcement": sent.subject_id,
        "notice": str(notice.pk),
        "delivery": str(notice.deliveries.get().pk),
    }
