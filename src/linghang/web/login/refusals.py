"""What somebody is told who is not let in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def turned_away(request: HttpRequest, says: str, *, status: int = 403) -> HttpResponse:
    """A page that says why, and leads back to the login."""
    return render(request, "web/login/refused.html", {"says": says}, status=status)
