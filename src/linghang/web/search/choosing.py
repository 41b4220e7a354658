"""Names that a chooser of a form offers while one types."""

from __future__ import annotations

from django.http import JsonResponse
from django.views.decorators.http import require_POST

from linghang.foundation.search import queries
from linghang.org.searched import PEOPLE
from linghang.web.forms.choosers import written
from linghang.web.requests import Request
from linghang.web.search import kinds

MOST = 12


@require_POST
def people(request: Request) -> JsonResponse:
    """Up to twelve people whom the acting post may see today, as a chooser writes them.

    POST, so that a name stands in no address and in no log.
    """
    word, kind = request.POST.get("q", ""), kinds.kind(PEOPLE)
    hits = queries.find(word, {PEOPLE: kind.scopes(request)}, MOST)
    still = set(kind.still(request, [hit.key for hit in hits])) if hits else set()
    return JsonResponse(
        [written(hit.title, hit.key) for hit in hits if hit.key in still], safe=False
    )
