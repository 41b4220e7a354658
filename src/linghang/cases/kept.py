"""What of the cases belongs into a backup: every file that a manifest of that moment names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.db.models import Model

from linghang.cases.models import NAMING, Manifest, ReturnManifest
from linghang.foundation.backup import holdings
from linghang.foundation.backup.holdings import Holding, Named


def _files(alias: str) -> Iterator[Named]:
    """Of all manifests, not only the one in force: an undo must find the files before it."""
    seen = set()
    for model, naming in ((Manifest, NAMING), (ReturnManifest, ("files",))):
        columns = _present(alias, model, naming)
        manifests = model.objects.using(alias).order_by("pk").values_list(*columns)
        for kinds in manifests.iterator() if columns else ():
            for one in chain.from_iterable(kinds):
                if one["path"] not in seen:
                    seen.add(one["path"])
                    yield Named(path=one["path"], sha256=one["sha256"])


def _present(alias: str, model: type[Model], naming: Sequence[str]) -> list[str]:
    """The columns that name files; a database that is not brought up yet has not all of them."""
    connection = connections[alias]
    name = model._meta.db_table
    with connection.cursor() as cursor:
        if name not in connection.introspection.table_names(cursor):
            return []
        table = connection.introspection.get_table_description(cursor, name)
    present = {column.name for column in table}
    return [column for column in naming if column in present]


def _facts(alias: str) -> dict[str, str]:
    """Which manifest was in force."""
    current = Manifest.objects.using(alias).filter(is_current=True)
    for number, count in current.values_list("pk", "case_count"):
        return {"manifest": str(number), "cases": str(count)}
    return {}


holdings.register(
    Holding(
        code="cases",
        name="病案数据",
        folder=lambda: Path(settings.CASES_FOLDER),
        files=_files,
        facts=_facts,
    )
)
