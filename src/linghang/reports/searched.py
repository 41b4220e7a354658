"""What can be found here: reports that were built, by title and period."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from linghang.foundation.search import providers
from linghang.foundation.search.providers import Found
from linghang.reports.models import Report

KIND = "reports"
READERS = frozenset({"reports"})


def documents(keys: Collection[str] | None) -> Iterator[Found]:
    """Every report that was built."""
    found = Report.objects.defer("content").order_by("pk")
    if keys is not None:
        found = found.filter(pk__in=keys)
    for one in found.iterator():
        yield Found(str(one.pk), one.title, one.period.label, READERS)


providers.register(KIND, "报告", documents, watches={"reports.report": lambda row: [str(row.pk)]})
