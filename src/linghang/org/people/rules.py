"""Pure rules of people: numbers in their one form, leaving and coming back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from linghang.foundation.fields import identities
from linghang.foundation.fields.words import Unreadable
from linghang.org.rules import missing
from linghang.org.trees.rules import Span

_RESIDENT = re.compile(r"\d{17}[\dX]")
_OTHER_DOCUMENT = re.compile(r"[A-Z0-9]{6,20}")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_GAPS = re.compile(r"[\s\-–—]")
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1\d{10}$)")


def one_form(text: str) -> str:
    """A number as it is kept: half-width, capital, without blanks, hyphens and country code."""
    plain = _GAPS.sub("", unicodedata.normalize("NFKC", text)).upper()
    return _COUNTRY.sub("", unicodedata.normalize("NFKC", plain))


def reasons_against_numbers(*, id_card: str, mobile: str) -> list[str]:
    """What is wrong with the numbers, in their one form; empty ones are no fault.

    The identity card: 18 characters with a birthday and a right check digit, or another document
    of 6–20 letters and digits (护照、港澳台居民证件).
    """
    reasons = []
    if _RESIDENT.fullmatch(id_card):
        reasons += _reasons_against_resident(id_card)
    elif id_card and not _OTHER_DOCUMENT.fullmatch(id_card):
        reasons.append("证件号码应是18位身份证号，或6至20位字母和数字的其他证件号")
    if mobile and not _MOBILE.fullmatch(mobile):
        reasons.append("手机号应为11位数字，以13至19开头")
    return reasons


def _reasons_against_resident(number: str) -> list[str]:
    try:
        identities.id_card(number)
    except Unreadable as fault:
        return [str(fault)]
    return []


def reasons_not_to_release(
    *, span: Span, active_to: date, reason: str, is_merged: bool, is_self: bool
) -> list[str]:
    """Why somebody's time here cannot end on that day; every reason, in Chinese."""
    reasons = missing(离院原因=reason)
    if is_merged:
        reasons.append("此工号已并入另一人")
    if is_self:
        reasons.append("不能为自己办理离院")
    if span.end is not None and span.end <= active_to:
        reasons.append(f"已经离院（在院：{span.label}）")
    if active_to <= span.start:
        reasons.append(f"离院日期必须晚于到院日期（{span.label}）")
    return reasons


def reasons_not_to_come_back(
    *, span: Span, past: Iterable[Span], active_from: date, is_merged: bool
) -> list[str]:
    """Why somebody cannot work here again from that day; every reason, in Chinese.

    span: the last time here. past: the times before.
    """
    reasons = []
    if is_merged:
        reasons.append("此工号已并入另一人")
    if span.end is None:
        reasons.append("此人在院，没有办理离院")
    elif active_from < span.end:
        reasons.append(f"返院日期不能早于离院日期（在院：{span.label}）")
    again = Span(active_from)
    return reasons + [f"与曾在院期间（{each.label}）重叠" for each in past if each.meet(again)]
