"""How parameters are written: as the description says, though Python would read more."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field

_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$", re.ASCII)
_WHOLE = re.compile(r"^-?\d{1,20}$", re.ASCII)


def _day(text: object) -> object:
    if isinstance(text, str) and not _DAY.match(text):
        raise ValueError("日期应写成 2025-06-30 这样")
    return text


def _whole(text: object) -> object:
    if isinstance(text, str) and not _WHOLE.match(text):
        raise ValueError("应为整数")
    return text


def _truth(text: object) -> object:
    if isinstance(text, str) and text not in ("true", "false"):
        raise ValueError("只能写 true 或 false")
    return text


Day = Annotated[date, BeforeValidator(_day)]
Whole = Annotated[int, BeforeValidator(_whole)]
Truth = Annotated[bool, BeforeValidator(_truth)]
Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00/]+$")]
