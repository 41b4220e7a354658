"""The content security policy of an answer: one without a nonce is put together once."""

from __future__ import annotations

import functools

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class ContentPolicy(CSPMiddleware):
    """django-csp's, which would put the same policy together anew for every answer.

    An answer that has a nonce, or a policy of its own, is left to it.
    """

    @functools.cached_property
    def _plain(self) -> str:
        return build_policy()

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Set the header; afterwards nobody can ask for a nonce any more."""
        is_special = getattr(request, "_csp_nonce", None) is not None or any(
            name.startswith("_csp") for name in vars(response)
        )
        if is_special or settings.DEBUG:
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self._plain)
        request.csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)  # type: ignore[attr-defined]
        return response
