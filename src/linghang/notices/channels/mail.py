"""Mail, through the hospital's own server."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.utils import parseaddr

from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from linghang.notices.channels.message import ChannelDown, Message, TurnedDown

PERMANENT = 500


def is_set() -> bool:
    """Whether this installation has a mail server."""
    return bool(settings.MAIL_IS_SET)


@contextmanager
def session() -> Iterator[Callable[[Message], None]]:
    """One connection for all messages of the block. Raises ChannelDown when there is none."""
    connection = mail.get_connection()
    try:
        with _faults(handed_over=False):
            connection.open()
        yield lambda message: _send(connection, message)
    finally:
        # What was accepted is accepted, however the goodbye goes.
        with suppress(OSError, smtplib.SMTPException):
            connection.close()


def _send(connection: BaseEmailBackend, message: Message) -> None:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    letter = EmailMessage(
        subject=message.subject,
        body=message.text,
        to=[message.address],
        connection=connection,
        headers={
            "Message-ID": f"<{message.reference}@{domain}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    with _faults(handed_over=True):
        letter.send()


@contextmanager
def _faults(*, handed_over: bool) -> Iterator[None]:
    """Every fault of a mail server as one of our two."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as fault:
        code = next(iter(fault.recipients.values()))[0]
        raise TurnedDown(
            f"邮件服务器拒绝这个收件地址（{code}）", for_good=code >= PERMANENT
        ) from None
    except smtplib.SMTPDataError as fault:
        raise TurnedDown(f"邮件服务器拒绝这封邮件（{fault.smtp_code}）") from None
    except smtplib.SMTPAuthenticationError:
        raise ChannelDown("邮件服务器不接受登录名或口令，请检查 LINGHANG_MAIL_URL") from None
    except smtplib.SMTPSenderRefused:
        raise ChannelDown("邮件服务器不接受发件人，请检查 LINGHANG_MAIL_FROM") from None
    except (TimeoutError, smtplib.SMTPServerDisconnected):
        raise ChannelDown("邮件服务器没有应答", unsure=handed_over) from None
    except smtplib.SMTPException:
        raise ChannelDown("邮件服务器的应答不正常", unsure=handed_over) from None
    except OSError:
        raise ChannelDown("连不上邮件服务器", unsure=handed_over) from None
