"""Pages on DRG groups: for whoever may see cases, within the range of the post."""

from __future__ import annotations

from tests.web.access.base import CARDIOLOGY, CASES, Row
from tests.web.access.cases import SOME

OF_CARDIOLOGY = "?department=CARD"
TITLE = "DRG分组"
ROWS = [
    *(
        row
        for name in ("drg-overview", "drg-cases", "drg-groups")
        for row in (
            Row(name=name, ok=SOME),
            Row(name=name, query=OF_CARDIOLOGY, ok=[*CASES, *CARDIOLOGY]),
            Row(name=name, query="?department=none", ok=CASES),
            Row(name=name, query="?edition=no_such", ok=[]),
        )
    ),
    Row(name="drg-trial", ok=SOME),
    Row(name="drg-trial", query="?dx=I25.103&sex=1&age=60&stay=8", ok=SOME),
]
