"""What an outward message says: that there is something to read, and where; nothing else."""

from __future__ import annotations

from django.conf import settings

from linghang.notices import catalog
from linghang.notices.channels import Message
from linghang.notices.models import Delivery
from linghang.org.founding.queries import hospital_name

INBOX_PATH = "/notices/"
NOTICE_PATH = "/notices/{}/"
FOOT = "本消息由系统自动发出，请勿回复。"


def letter(delivery: Delivery, address: str, *, carried: int = 0) -> Message:
    """The message of a delivery. carried: how many notices a digest stands for."""
    if delivery.notice is None:
        says, path = f"您有{carried}条通知待查看，请登录查看。", INBOX_PATH
    else:
        known = catalog.catalog()
        code = delivery.notice.kind
        says = known[code].outside if code in known else "您有一条新通知，请登录查看。"
        path = NOTICE_PATH.format(delivery.notice_id)
    link = f"{settings.SITE_ADDRESS}{path}" if settings.SITE_ADDRESS else ""
    subject = f"【{hospital_name()}】{says}"
    return Message(
        address=address,
        subject=subject,
        text="\n".join(line for line in (subject, link, FOOT) if line),
        reference=f"linghang.{int(delivery.queued_at.timestamp())}.{delivery.pk}",
    )
