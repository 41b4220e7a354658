"""Where a request comes from, and from whom."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from linghang.org.models import Account


def address_of(request: HttpRequest) -> str:
    """The visitor's network address; behind proxies of ours the one that they were asked from."""
    address: str = get_adapter(request).get_client_ip(request)
    return address


def account_of(request: HttpRequest) -> Account:
    """The account that is logged in. Raises PermissionDenied for nobody."""
    if not isinstance(request.user, Account):
        raise PermissionDenied
    return request.user
