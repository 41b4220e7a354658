"""How the account behind a session is looked up: on every request, by a prepared query."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet

from linghang.foundation.prepared import Prepared
from linghang.org.models import Account

FIELDS = tuple(field.attname for field in Account._meta.concrete_fields)


def _with_id(account_id: int) -> QuerySet[Account, Any]:
    return Account.objects.filter(pk=account_id).order_by().values_list(*FIELDS)


_WITH_ID = Prepared(_with_id, int)


class LocalBackend(AuthenticationBackend):  # type: ignore[misc]
    """Checks names and passwords as allauth does. Whose session it is, is asked anew each time."""

    def get_user(self, user_id: Any) -> Account | None:
        """The account with that id; None for none, or for one that is shut."""
        rows = _WITH_ID.rows(int(user_id))
        if not rows:
            return None
        account: Account = Account.from_db(DEFAULT_DB_ALIAS, FIELDS, rows[0])
        return account if self.user_can_authenticate(account) else None
