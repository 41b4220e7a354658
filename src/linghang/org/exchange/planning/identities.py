"""Personal numbers of a row in their one form: identity cards, other documents, mobiles."""

from __future__ import annotations

import re

from linghang.foundation.fields import rules as fields
from linghang.foundation.fields.definitions import Field, Kind
from linghang.org.people.rules import one_form, reasons_against_numbers

NONE = frozenset({"", "无", "暂无", "-", "—", "/", "NONE"})
# Digits alone, with an X at the end or one in the place of a misread digit: a resident's number.
LIKE_A_RESIDENT = re.compile(r"[\dX*]{14,}")
RESIDENT = Field(code="id_card", name="证件号码", kind=Kind.ID_CARD)
MASKED = "这是隐去了中间几位的号码，不能导入；请写完整的号码"
STARS = re.compile(r"\*{2,}")


def id_card(raw: str) -> tuple[str, str]:
    """(the number as it is kept, "") or ("", what is wrong with it); ("", "") for none."""
    text = one_form(raw)
    if text in NONE:
        return "", ""
    if says := _is_masked(text):
        return "", says
    if LIKE_A_RESIDENT.fullmatch(text):
        parsed = fields.parse(RESIDENT, text)
        return parsed.value or "", parsed.complaint
    return _read("id_card", text)


def mobile(raw: str) -> tuple[str, str]:
    """The same for a mobile, with or without +86."""
    text = re.sub(r"^(?:\+|00)?86(?=1\d{10}$)", "", one_form(raw))
    if text in NONE:
        return "", ""
    return ("", says) if (says := _is_masked(text)) else _read("mobile", text)


def _read(field: str, text: str) -> tuple[str, str]:
    numbers = {"id_card": "", "mobile": "", field: text}
    reasons = reasons_against_numbers(**numbers)
    return ("", "；".join(reasons)) if reasons else (text, "")


def _is_masked(text: str) -> str:
    if not STARS.search(text):
        return ""
    return MASKED
