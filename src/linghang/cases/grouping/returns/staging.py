"""From opened files to linked rows without identifiers, waiting to be committed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from linghang.cases.grouping.returns import linking, sheets
from linghang.cases.grouping.returns.files import SCHEMA
from linghang.cases.grouping.returns.linking import Linker
from linghang.cases.grouping.returns.sheets import Returned
from linghang.cases.models import Manifest
from linghang.foundation.intake import parquet, unpack
from linghang.foundation.intake.complaints import Book
from linghang.foundation.intake.definitions import Complaint, Upload
from linghang.foundation.sheets import rows as cells
from linghang.foundation.sheets.columns import Matched

Progress = Callable[[int], None]
AT_ONCE = 10_000
FOUND = ("row_key", "case_key", "unlinked", "discharge_day")
FROM = ("source_file", "source_row")
_carried = attrgetter(*SCHEMA.names[len(FOUND) : -len(FROM)])
"""A stored row is FOUND, what is carried of the returned row, FROM; in the order of SCHEMA."""
GZIP = b"\x1f\x8b"
OTHER_DAY = "出院日期与首页不同（首页是{day}），已按病案号和住院次数对上"
TWICE = "同一次住院在{file}第{row}行已有一行，请核对后只留一行"


@dataclass(frozen=True, slots=True)
class Staged:
    """What was found: rows per file, complaint counts, and counts of the staged rows."""

    files: list[dict[str, Any]]
    complaint_counts: list[dict[str, Any]]
    facts: dict[str, Any]


def stage(
    uploads: Sequence[Upload], *, folder: Path, rows: Path, complaints: Path, today: date,
    progress: Progress,
) -> Staged:  # fmt: skip
    """Read, check and link; write the good rows to `rows`, every complaint to `complaints`.

    folder: for what is unpacked. progress: called with rows read since the last call. Raises
    Refused for a file that cannot be read at all.
    """
    book = Book(complaints)
    linker = Linker(linking.cases(Manifest.current()), linking.institutions())
    work = _Work(linker, book, rows, today, progress)
    files = []
    try:
        for upload in uploads:
            with parquet.disk_full_is_refused():
                path = _plain(upload, folder)
            found = sheets.opened(path, name=upload.name)
            before = work.read
            for matched in found:
                several = len(found) > 1
                work.take(
                    matched, f"{upload.name}/{matched.sheet.name}" if several else upload.name
                )
            files.append({"name": upload.name, "rows": work.read - before, "encoding": ""})
    finally:
        work.close()
        counts = book.close()
    return Staged(files, counts, work.facts)


def _plain(upload: Upload, folder: Path) -> Path:
    """The file itself; a gzipped one opened below the folder."""
    with upload.path.open("rb") as stream:
        packed = stream.read(2) == GZIP
    if not packed:
        return upload.path
    (source,) = unpack.unpack(
        upload.name, upload.path, folder=folder, limit=settings.UNPACKED_LIMIT_BYTES
    )
    return source.path


class _Work:
    """Takes sheet after sheet; good rows leave for the file some thousand at a time."""

    def __init__(
        self, linker: Linker, book: Book, path: Path, today: date, progress: Progress
    ) -> None:
        self._linker, self._book, self._today, self._tell = linker, book, today, progress
        self._writer = pq.ParquetWriter(path, SCHEMA, compression="lz4")
        self._waiting: list[tuple[Any, ...]] = []
        self._seen: dict[str, tuple[str, int]] = {}
        self.read = self._refused = 0
        self._unlinked = dict.fromkeys((linking.FOUND, *linking.UNLINKED), 0)
        self._months: set[str] = set()
        self._sheets = 0

    @property
    def facts(self) -> dict[str, Any]:
        """Counts of rows; months: of the discharges."""
        linked = self._unlinked[linking.FOUND]
        unlinked = {name: self._unlinked[name] for name in linking.UNLINKED}
        return {
            "accepted": sum(self._unlinked.values()),
            "refused": self._refused,
            "linked": linked,
            "months": sorted(self._months),
            "sheets": self._sheets,
            **unlinked,
        }

    def take(self, matched: Matched, file: str) -> None:
        """One sheet. file: what its rows are told by."""
        self._sheets += 1
        told = self.read
        for row, complaints in sheets.rows(matched, today=self._today):
            self.read += 1
            good = row is not None and self._keep(matched, row, file, complaints)
            self._refused += not good
            if complaints:
                self._book.add(replace(one, file=file) for one in complaints)
            if self.read - told >= AT_ONCE:
                self._flush()
                self._tell(self.read - told)
                told = self.read
        self._flush()
        self._tell(self.read - told)

    def _keep(
        self, matched: Matched, row: Returned, file: str, complaints: list[Complaint]
    ) -> bool:
        """Link a good row and keep it, unless the files hold it already."""
        linked, row_key = self._linker.link(row), self._linker.row_key(row)
        identity = linked.key or row_key
        if earlier := self._seen.get(identity):
            says = TWICE.format(file="" if earlier[0] == file else f"{earlier[0]} ", row=earlier[1])
            complaints.append(_of(matched, row, "record", row.record, says, "repeated"))
            return False
        self._seen[identity] = (file, row.row)
        complaints += _told(matched, row, linked)
        found = (row_key, linked.key, linked.unlinked, linked.day)
        self._waiting.append((*found, *_carried(row), file, row.row))
        self._unlinked[linked.unlinked] += 1
        self._months.add(f"{linked.day:%Y-%m}")
        return True

    def _flush(self) -> None:
        if self._waiting:
            columns = [list(column) for column in zip(*self._waiting, strict=True)]
            with parquet.disk_full_is_refused():
                self._writer.write_table(pa.table(columns, schema=SCHEMA))
            self._waiting = []

    def close(self) -> None:
        """Finish the file."""
        self._writer.close()


def _told(matched: Matched, row: Returned, linked: linking.Linked) -> Iterator[Complaint]:
    """Rows that stay though something about their case is to be known."""
    if linked.unlinked:
        says = linking.UNLINKED[linked.unlinked]
        yield _of(matched, row, "record", row.record, says, linked.unlinked, is_error=False)
    elif linked.day != row.discharge_day:
        says = OTHER_DAY.format(day=linked.day)
        day = row.discharge_day
        yield _of(matched, row, "discharge_day", day, says, "other_day", is_error=False)


def _of(
    matched: Matched, row: Returned, code: str, value: object, says: str, rule: str, *,
    is_error: bool = True,
) -> Complaint:  # fmt: skip
    severity = "error" if is_error else "warning"
    return cells.complaint(matched, row.row, code, value, says, rule=rule, severity=severity)  # type: ignore[arg-type]
