"""What the pages need to warn of an end by idleness."""

from __future__ import annotations

from django.http import HttpRequest

from linghang.web.login import age


def idle(request: HttpRequest) -> dict[str, object]:
    """idle_seconds: until the session ends if nothing is done; 0 for nobody. Costs no query."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"idle_seconds": 0}
    return {"idle_seconds": age.seconds_left(request)}
