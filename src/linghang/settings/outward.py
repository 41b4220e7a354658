"""The ways out of the house: mail server, group robots, and the address under which we are found.

Without any of these settings nothing leaves the house; the inbox works alone.
"""

from __future__ import annotations

import environ

env = environ.Env()

# Where people open this installation, e.g. https://linghang.intranet; stands in outward messages.
SITE_ADDRESS = env.str("LINGHANG_ADDRESS", default="").rstrip("/")

_mail = env.email_url("LINGHANG_MAIL_URL", default="consolemail://")
MAIL_IS_SET = bool(env.str("LINGHANG_MAIL_URL", default=""))
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST = _mail["EMAIL_HOST"] or "localhost"
EMAIL_PORT = _mail["EMAIL_PORT"] or 25
EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = bool(_mail.get("EMAIL_USE_TLS"))
EMAIL_USE_SSL = bool(_mail.get("EMAIL_USE_SSL"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("LINGHANG_MAIL_FROM", default="linghang@localhost")

# Group robots: the whole webhook address, as WeCom or DingTalk shows it.
WECOM_ROBOT = env.str("LINGHANG_WECOM_URL", default="")
DINGTALK_ROBOT = env.str("LINGHANG_DINGTALK_URL", default="")
DINGTALK_SECRET = env.str("LINGHANG_DINGTALK_SECRET", default="")
