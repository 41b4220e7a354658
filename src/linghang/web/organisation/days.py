"""The day as of which a page of the organisation is asked for: `?on=2025-06-03`."""

from __future__ import annotations

from datetime import date

from linghang.web.requests import Request


def day_of(request: Request) -> tuple[date, str]:
    """The day of the address, today without one; and what is wrong with a text that is no day."""
    text = request.GET.get("on", "")
    try:
        return (date.fromisoformat(text) if text else request.today), ""
    except ValueError:
        return request.today, "日期请写成 2025-06-03 的样子，现按今天显示。"
