"""What all installations share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONCE, SELF

from linghang.settings.login import *  # noqa: F403
from linghang.settings.login import LOGIN_APPS, OIDC_ORIGINS
from linghang.settings.outward import *  # noqa: F403

env = environ.Env()
PACKAGE = Path(__file__).resolve().parent.parent

# Everything that this installation writes: database, cases, evidence, keys, static files.
HOME = Path(env.str("LINGHANG_HOME", default="var")).resolve()
CASES_FOLDER = HOME / "cases"
EVIDENCE_FOLDER = HOME / "evidence"
STAGING_FOLDER = HOME / "staging"
KEYS_FOLDER = Path(env.str("LINGHANG_KEYS", default=str(HOME / "keys"))).resolve()
VAULT_FOLDER = KEYS_FOLDER / "vault"
# An office that keeps the keys of its own purpose: "discipline=/media/discipline/keys".
VAULT_FOLDERS = env.dict("LINGHANG_VAULT_FOLDERS", default={})
VAULT_ALGORITHM = env.str("LINGHANG_VAULT_ALGORITHM", default="AES-256-GCM")
TRAIL_HEADS_FOLDER = HOME / "trail-heads"
LOCKS_FOLDER = HOME / "locks"

# The hospital's own catalogs, laid over ours item by item.
CATALOG_OVERRIDES = env.str("LINGHANG_CATALOGS", default="")

# Where the backup of every night goes; empty makes none. Keys go elsewhere or nowhere.
BACKUP_FOLDER = env.str("LINGHANG_BACKUP_FOLDER", default="")
BACKUP_KEYS_FOLDER = env.str("LINGHANG_BACKUP_KEYS", default="")
BACKUP_KEEP = env.int("LINGHANG_BACKUP_KEEP", default=14)

DEMO = False
DEMO_TODAY = "2025-12-31"
HOSPITAL_NAME = env.str("LINGHANG_HOSPITAL", default="本院")

DEBUG = False
ALLOWED_HOSTS = env.list("LINGHANG_ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
UPLOAD_LIMIT_BYTES = env.int("LINGHANG_UPLOAD_LIMIT", default=1024 * 1024 * 1024)
UNPACKED_LIMIT_BYTES = env.int("LINGHANG_UNPACKED_LIMIT", default=8 * 1024 * 1024 * 1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3_000  # a record of 30 items and 300 delegates
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "django_tasks",
    "django_tasks_db",
    "linghang.foundation.catalog",
    "linghang.foundation.trail",
    "linghang.foundation.evidence",
    "linghang.foundation.intake",
    "linghang.foundation.schedule",
    "linghang.foundation.backup",
    "linghang.foundation.vault",
    "linghang.foundation.parameters",
    "linghang.foundation.workdays",
    "linghang.foundation.search",
    "linghang.foundation.desk",
    "linghang.org",
    "linghang.org.accounts",
    "linghang.org.exchange",
    "linghang.org.founding",
    "linghang.notices",
    "linghang.meetings",
    "linghang.procedures",
    "linghang.branches",
    "linghang.dues",
    "linghang.texts",
    "linghang.ledgers",
    "linghang.cases",
    "linghang.commitments",  # before the indicators, which may count commitments
    "linghang.indicators",
    "linghang.reports",
    "linghang.demo",
    "linghang.web",
    "linghang.api",
    "linghang.cli",
    *LOGIN_APPS,  # behind linghang.web, whose templates come first
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "linghang.web.content_policy.ContentPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "linghang.web.login.middleware.SessionLimits",
    "linghang.web.middleware.ActorMiddleware",
    "linghang.web.login.middleware.LoginDuties",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "linghang.urls"
WSGI_APPLICATION = "linghang.wsgi.application"
FORM_RENDERER = "linghang.web.forms.rendering.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["linghang.web.templatetags.linghang"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "linghang.web.context.shell",
            ],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "org.Account"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "workbench"
CSRF_FAILURE_VIEW = "linghang.web.views.errors.wrong_form"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, "'unsafe-inline'"],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *OIDC_ORIGINS],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
        "base-uri": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "linghang.org.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain"},
        "errors": {"class": "logging.StreamHandler", "formatter": "plain", "level": "ERROR"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "linghang": {"level": "INFO"},
        # The worker sets its own level and then tells every start, task and end.
        "django_tasks": {"handlers": ["errors"], "propagate": False},
        "django_tasks_db": {"handlers": ["errors"], "propagate": False},
        # What it would warn of is in the trail, with a name where there is one.
        "axes": {"handlers": ["errors"], "propagate": False},
    },
}


def sqlite(file: Path) -> dict[str, object]:
    """SQLite as we use it: writers queue up instead of failing, readers never wait."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
            "PRAGMA busy_timeout=20000; PRAGMA foreign_keys=ON;",
        },
    }


def postgresql() -> dict[str, Any]:
    """The server of LINGHANG_DATABASE_URL as we use it.

    It compiles no query: for pages of a few dozen rows that takes longer than what it saves.
    """
    found: dict[str, Any] = env.db_url("LINGHANG_DATABASE_URL")
    if found["ENGINE"].endswith("postgresql"):
        options = found.setdefault("OPTIONS", {})
        options["options"] = f"{options.get('options', '')} -c jit=off".strip()
    return found


def lasting(database: dict[str, Any]) -> dict[str, Any]:
    """A connection for each request would cost a tenth of what a page costs: they last."""
    return database | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
