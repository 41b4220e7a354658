"""The interface as a whole and its addresses below /api/; it reads, and writes nothing."""

from __future__ import annotations

import functools

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from linghang.api import commitments, figures, inbox, ledgers, organisation, settled
from linghang.api.bearing import WAYS
from linghang.api.problems import nothing, tell_all

api = NinjaAPI(
    title="领航只读接口",
    version="1",
    description="只读。权限随任职：登录的人，或持令牌的程序，按所任岗位读取，与网页上看到的一样。",
    docs_url=None,
    openapi_url=None,  # ours is below, with addresses as they are
    auth=WAYS,
)
tell_all(api)
ROUTERS = (organisation, figures, inbox, settled, ledgers, commitments)
for router in (one.router for one in ROUTERS):
    api.add_router("", router)


@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """OpenAPI: what can be read, and how. Says nothing about anybody, so it needs no login."""
    return HttpResponse(_described(), content_type="application/json")


@functools.cache
def _described() -> bytes:
    """The same for everybody, whenever it is asked."""
    return JsonResponse(api.get_openapi_schema(path_prefix="/api/")).content


def _open(pattern: URLPattern) -> URLPattern:
    """The pages' gate lets the address through: who asks is found out here, and told in JSON."""
    pattern.callback.is_public = True  # type: ignore[attr-defined]
    return pattern


def _patterns() -> list[URLPattern]:
    """All operations and the description, then everything else as a plain 404."""
    made = [one for one in api.urls[0] if isinstance(one, URLPattern)]
    ours = [one for one in made if one.name != "api-root"]
    rest = [path("", nothing, name="api-nothing"), path("<path:rest>", nothing, name="api-nothing")]
    own = path("openapi.json", description, name="api-description")
    return [_open(one) for one in (own, *ours, *rest)]


urlpatterns = _patterns()
