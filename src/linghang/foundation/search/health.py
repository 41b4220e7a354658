"""The check-up of the search: does the index hold what can be found?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from linghang.foundation import doctor
from linghang.foundation.doctor import Finding
from linghang.foundation.search import index
from linghang.foundation.search.models import Document


def check(now: datetime) -> Iterator[Finding]:
    """As many documents in the index as in the table; an upgrade may leave it empty."""
    kept, indexed = Document.objects.count(), index.count()
    if kept != indexed:
        yield doctor.warn(
            f"检索索引缺{abs(kept - indexed)}条", mend="执行 linghang search rebuild 重建"
        )
    else:
        yield doctor.fine(f"检索索引完整，共{kept}条")


doctor.register("search.index", "检索索引", check, needs=("database",))
