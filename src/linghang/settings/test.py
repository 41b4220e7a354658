"""Settings of the test suite: everything below a throw-away folder, tasks at once."""

from __future__ import annotations

import tempfile
from pathlib import Path

from linghang.settings.base import *  # noqa: F403
from linghang.settings.base import env, postgresql, sqlite

HOME = Path(tempfile.mkdtemp(prefix="linghang-test-"))
CASES_FOLDER = HOME / "cases"
EVIDENCE_FOLDER = HOME / "evidence"
STAGING_FOLDER = HOME / "staging"
KEYS_FOLDER = HOME / "keys"
VAULT_FOLDER = KEYS_FOLDER / "vault"
TRAIL_HEADS_FOLDER = HOME / "trail-heads"
LOCKS_FOLDER = HOME / "locks"
DEMO = True
HOSPITAL_NAME = "领航示范医院"
SECRET_KEY = "only-for-tests"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATABASES = {
    "default": postgresql()
    if env.str("LINGHANG_DATABASE_URL", default="")
    else sqlite(HOME / "linghang.sqlite3")
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
# Counters that outlive a test would slow the next one down; who tests them sets a real cache.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
