"""What a program is told when it gets nothing: one shape, in Chinese, with who could help."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, ValidationError
from pydantic import Field

from linghang.foundation.access import Decision
from linghang.foundation.errors import Refused

NOTHING = "没有这一项，或者它不在您当前职务的范围内"
LOG_IN = "请先登录，或在请求头里带上令牌：Authorization: Bearer 令牌"
ISSUER = "令牌由本人登录后在“接口令牌”里签发"


class Problem(Schema):
    """Every answer that is not 200. who_can is empty where nobody could help."""

    says: str = Field(description="哪里不对，怎样才对")
    who_can: str = Field("", description="谁可以办")


class Denied(Exception):  # noqa: N818 - an answer, not an error
    """Something that one may know about, but not read (403)."""

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        super().__init__(decision.reason)


ANSWERS = {401: Problem, 403: Problem, 404: Problem, 422: Problem}


def require(decision: Decision) -> None:
    """Go on if allowed; else 403 with the reason. For what is no secret."""
    if not decision:
        raise Denied(decision)


def hide_unless(allowed: object) -> None:
    """Go on if allowed; else 404, as if nothing were there. For what belongs to others."""
    if not allowed:
        raise Http404


class UnknownParameter(Refused):
    """A parameter that the operation does not have: a misspelt filter must not be passed over."""


class RepeatedParameter(Refused):
    """A parameter that stands twice: one of the two would be passed over in silence."""


def only(request: HttpRequest, *known: str) -> None:
    """Raise UnknownParameter for any other parameter, RepeatedParameter for one given twice."""
    strange = [name for name in request.GET if name not in known]
    if strange:
        told = f"可用：{'、'.join(known)}" if known else "这里不用参数"
        raise UnknownParameter(f"参数有误：没有名为“{strange[0]}”的参数，{told}")
    twice = [name for name, given in request.GET.lists() if len(given) > 1]
    if twice:
        raise RepeatedParameter(f"参数有误：参数“{twice[0]}”写了两次，只能写一次")


def answer(status: int, says: str, who_can: str = "") -> JsonResponse:
    """A problem as a response."""
    told = {"says": says, "who_can": who_can}
    return JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})


def nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Any address below /api/ that is not one of ours."""
    return answer(404, NOTHING)


def _wrong(fault: ValidationError) -> str:
    """Every field with what is wrong in it."""
    told = []
    for one in fault.errors:
        place = [str(part) for part in one["loc"] if part not in ("query", "path", "page")]
        told.append(f"{place[-1] if place else '请求'}：{one['msg']}")
    return f"参数有误：{'；'.join(told)}"


def tell_all(api: NinjaAPI) -> None:
    """Give every fault that a reader can mend the one shape; others rise to the technical log."""

    def on(fault: type[Exception], tell: Any) -> None:
        api.add_exception_handler(fault, lambda request, raised: tell(raised))

    on(AuthenticationError, lambda fault: answer(401, LOG_IN, ISSUER))
    on(Http404, lambda fault: answer(404, NOTHING))
    on(ValidationError, lambda fault: answer(422, _wrong(fault)))
    on(Refused, lambda fault: answer(422, str(fault)))
    on(Denied, lambda fault: answer(403, fault.decision.reason, fault.decision.who_can))
