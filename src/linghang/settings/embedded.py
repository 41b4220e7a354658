"""One machine, SQLite inside: the default, and the demo under LINGHANG_DEMO=1."""

from __future__ import annotations

from linghang.foundation.keys import made_once
from linghang.settings.base import *  # noqa: F403
from linghang.settings.base import HOME, KEYS_FOLDER, env, lasting, postgresql, sqlite

HOME.mkdir(parents=True, exist_ok=True)
DEMO = env.bool("LINGHANG_DEMO", default=False)
if DEMO:
    HOSPITAL_NAME = "领航示范医院"
SECRET_KEY = made_once(KEYS_FOLDER / "session.key", size=48).hex()
DATABASES = {
    "default": lasting(
        postgresql()
        if env.str("LINGHANG_DATABASE_URL", default="")
        else sqlite(HOME / "linghang.sqlite3")
    )
}
