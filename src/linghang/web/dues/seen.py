"""Branches as the pages of dues may show them: what belongs to others is not there."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404

from linghang.dues import queries
from linghang.dues.bases.rules import money
from linghang.dues.queries import MemberLine
from linghang.org.models import Unit
from linghang.org.party import policy as party_policy
from linghang.web.access import hide_unless, require
from linghang.web.requests import Request

YEARS = 3


def branch_seen(request: Request, code: str) -> Unit:
    """The branch, if one may see who paid there; else 404."""
    unit = get_object_or_404(Unit, code=code)
    hide_unless(party_policy.may_read_dues(request.rights, code))
    return unit


def branch_kept(request: Request, code: str) -> Unit:
    """The same, if one keeps its dues (else 403)."""
    unit = branch_seen(request, code)
    require(party_policy.may_collect_dues(request.rights, code))
    return unit


def opens(request: Request, code: str) -> bool:
    """Whether the page shows bases and sums of single members."""
    return bool(party_policy.may_collect_dues(request.rights, code))


def member_line(request: Request, code: str, person: str, year: int) -> MemberLine:
    """The member's line in the branch's sheet of the year; 404 for who does not pay there."""
    lines = queries.sheet(code, year, request.today, opens=opens(request, code))
    found = next((one for one in lines if one.person == person), None)
    if found is None:
        raise Http404
    return found


def year_asked(request: Request) -> int:
    """The year in the address, this year without one."""
    asked, this = request.GET.get("year", ""), request.today.year
    known = range(this, this - YEARS, -1)
    return int(asked) if asked.isdigit() and int(asked) in known else this


def years(request: Request) -> list[tuple[str, str]]:
    """The years that a page offers."""
    this = request.today.year
    return [(str(year), f"{year}年") for year in range(this, this - YEARS, -1)]


def month_named(text: str) -> date:
    """2025-03 as a month; 404 for anything else."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Http404 from None


class MoneyField(forms.CharField):
    """A sum in 元 with at most two decimals; cleaned: 分."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=20, widget=widget, **kwargs)

    def clean(self, value: Any) -> int:
        text = super().clean(value)
        found = money(text)
        if not found:
            raise forms.ValidationError("应当是大于0的金额，最多两位小数")
        return found


class MonthField(forms.CharField):
    """A month with the browser's chooser; cleaned: its first day."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"type": "month", "placeholder": "2025-03"})
        super().__init__(max_length=7, widget=widget, **kwargs)

    def clean(self, value: Any) -> date:
        text = super().clean(value)
        try:
            return date.fromisoformat(f"{text}-01")
        except ValueError:
            raise forms.ValidationError("请写成年和月，如 2025-03") from None
