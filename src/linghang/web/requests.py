"""A request as the views see it, behind the middleware."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from linghang.foundation.access import Actor
from linghang.org.queries import Tenure
from linghang.org.rules import Rights


class Request(HttpRequest):
    """What the middleware adds. A view that is not public always has rights and an actor.

    today: the day on which rights hold. tenures: all posts of the person, the acting one too.
    """

    htmx: HtmxDetails
    today: date
    tenures: tuple[Tenure, ...]
    rights: Rights
    actor: Actor
