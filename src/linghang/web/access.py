"""How a page turns the answer of a policy into an answer of HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import Http404

from linghang.foundation.access import Decision

View = TypeVar("View", bound=Callable[..., Any])


class Denied(Exception):  # noqa: N818 - an answer, not an error
    """A page that one may know about, but not open; the middleware shows the reason (403)."""

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        super().__init__(decision.reason)


def require(decision: Decision) -> None:
    """Go on if allowed; else 403 with the reason. For pages whose existence is no secret."""
    if not decision:
        raise Denied(decision)


def hide_unless(decision: Decision) -> None:
    """Go on if allowed; else 404, as if nothing were there. For what belongs to others."""
    if not decision:
        raise Http404


def public(view: View) -> View:
    """Mark a view that answers without login; every other view needs one."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def is_public(view: Callable[..., Any]) -> bool:
    """Whether the view was marked so."""
    return getattr(view, "is_public", False)
