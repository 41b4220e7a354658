"""Is the service up, and does its database answer?"""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linghang.web.access import public


@public
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 {"database": true}; 503 when the database does not answer. Says nothing else."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
            answers = cursor.fetchone() == (1,)
    except DatabaseError:
        answers = False
    return JsonResponse({"database": answers}, status=200 if answers else 503)
