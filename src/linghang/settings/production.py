"""A hospital's server: PostgreSQL, TLS in front, every secret from the environment."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from linghang.settings.base import *  # noqa: F403
from linghang.settings.base import env, lasting, postgresql

SHORTEST_SECRET = 40
if env.bool("LINGHANG_DEMO", default=False):
    raise ImproperlyConfigured(
        "生产配置不允许打开演示标志：请去掉环境变量 LINGHANG_DEMO，"
        "或改用 linghang.settings.embedded 运行演示。"
    )
DEMO = False
SECRET_KEY = env.str("LINGHANG_SECRET_KEY", default="")
if len(SECRET_KEY) < SHORTEST_SECRET:
    raise ImproperlyConfigured(
        f"生产配置需要环境变量 LINGHANG_SECRET_KEY，至少 {SHORTEST_SECRET} 个字符的随机串。"
    )
DATABASES = {"default": lasting(postgresql())}
SECURE_SSL_REDIRECT = env.bool("LINGHANG_TLS", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_SSL_REDIRECT else 0
SESSION_COOKIE_SECURE = SECURE_SSL_REDIRECT
CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
