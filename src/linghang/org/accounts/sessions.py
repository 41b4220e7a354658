"""Sessions in the database, as Django keeps them, read by a query that is put together once.

The engine of SESSION_ENGINE. Nothing is kept from one request to the next: a session that was
ended anywhere, by anybody, opens nothing any more.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from linghang.foundation.prepared import Prepared


def _alive(key: str, now: datetime) -> QuerySet[Session, Any]:
    found = Session.objects.filter(session_key=key, expire_date__gt=now)
    return found.values_list("session_data")


_ALIVE = Prepared(_alive, str, datetime)


class SessionStore(db.SessionStore):
    """Django's own, but for how it is read."""

    def load(self) -> dict[str, Any]:
        """What the session holds; empty, and without a key, for one that is over or made up."""
        key = self.session_key or ""
        rows = _ALIVE.rows(key, timezone.now()) if key.isascii() and key.isalnum() else []
        if not rows:
            self._session_key = None
            return {}
        kept: dict[str, Any] = self.decode(rows[0][0])
        return kept
