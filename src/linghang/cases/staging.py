"""From opened files to typed, pseudonymous, attributed rows, waiting to be committed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from linghang.cases import pseudonyms
from linghang.cases.front_sheet.layout import front_sheet
from linghang.foundation.intake import decode, duck, parquet
from linghang.foundation.intake.checks import Checker
from linghang.foundation.intake.complaints import Book
from linghang.foundation.intake.definitions import Complaint
from linghang.foundation.intake.tables import ROW, Reader
from linghang.foundation.intake.unpack import Source
from linghang.org.queries import team_members, ward_map

Progress = Callable[[int, int], None]

CARRIED = """
    case_key, person_key, cast(A49 as varchar) as admission_number,
    B12 as admitted_at, B15 as discharged_at,
    cast(B12 as date) as admission_day, cast(B15 as date) as discharge_day,
    B20 as los, A12C as sex, A14 as age, A16 as age_days,
    coalesce(A17, case when coalesce(A14, 0) = 0 then A18x01 end) as birth_weight,
    A46C as payment, B11C as admission_route, B34C as disposition,
    B38 = '1' as day_surgery, B36C = '2' as planned_readmission, B37 as planned_purpose,
    C03C as principal_diagnosis, C04N as principal_diagnosis_name,
    C05C as principal_present_on_admission,
    other_diagnoses, procedures, procedure_levels,
    D01 as total_cost, B23C as chief_licence, B24C as attending_licence,
    B16C as discharge_department_code, B17 as ward
"""
"""Weight: on admission, else at birth; a mother's sheet names her child's, which isn't hers."""

CONTENT = (
    "person_key, admitted_at, discharged_at, los, sex, age, age_days, birth_weight, payment, "
    "admission_route, disposition, day_surgery, planned_readmission, planned_purpose, "
    "principal_diagnosis, principal_diagnosis_name, principal_present_on_admission, "
    "other_diagnoses, procedures, procedure_levels, total_cost, chief_licence, "
    "attending_licence, discharge_department_code, ward, campus, department, team"
)
WARD_SCHEMA = pa.schema(
    [
        ("value", pa.string()),
        ("department", pa.string()),
        ("campus", pa.string()),
        ("active_from", pa.date32()),
        ("active_to", pa.date32()),
    ]
)
TEAM_SCHEMA = pa.schema(
    [
        ("licence", pa.string()),
        ("team", pa.string()),
        ("active_from", pa.date32()),
        ("active_to", pa.date32()),
    ]
)


@dataclass(frozen=True, slots=True)
class Staged:
    """What was found: rows per file, complaint counts, and counts of the staged rows.

    facts["institutions"]: the A01 of the good rows, by which returns of the insurer find cases.
    """

    files: list[dict[str, Any]]
    complaint_counts: list[dict[str, Any]]
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Places:
    """Where the batch keeps what it makes."""

    parts: Path
    rows: Path
    complaints: Path


def stage(
    sources: Sequence[Source], *, batch: int, places: Places, today: date, progress: Progress
) -> Staged:
    """Read, check, pseudonymise and attribute; write the good rows to `places.rows`.

    Raises Refused for a file that cannot be read at all. `progress(bytes, rows)` is called for
    every block.
    """
    encodings = [decode.encoding_of(source.path, name=source.name) for source in sources]
    book = Book(places.complaints)
    files: list[dict[str, Any]] = []
    refused = 0
    institutions: set[str] = set()
    try:
        with duck.cursor() as connection, _PartWriter(places.parts) as parts:
            connection.execute("set variable after_today = ?::timestamp", [_after(today)])
            for source, encoding in zip(sources, encodings, strict=True):
                reader = Reader(source, encoding, front_sheet())
                refused += _read(reader, connection, parts, book, progress, institutions)
                files.append({"name": source.name, "rows": reader.rows, "encoding": encoding})
        with duck.cursor() as connection:
            facts = _attribute(connection, places, batch, book)
    finally:
        counts = book.close()
        places.parts.unlink(missing_ok=True)
    return Staged(
        files, counts, {**facts, "refused": refused, "institutions": sorted(institutions)}
    )


def _after(today: date) -> str:
    return f"{date.fromordinal(today.toordinal() + 1)} 00:00:00"


class _PartWriter:
    """One Parquet file for the typed rows of all files, opened with the first block."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> _PartWriter:
        return self

    def __exit__(self, *_: object) -> None:
        if self._writer:
            self._writer.close()

    def write(self, table: pa.Table) -> None:
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._path, table.schema, compression="lz4")
        self._writer.write_table(table.cast(self._writer.schema))


def _read(
    reader: Reader,
    connection: duckdb.DuckDBPyConnection,
    parts: _PartWriter,
    book: Book,
    progress: Progress,
    institutions: set[str],
) -> int:
    """All blocks of one file; returns the rows that were refused. Adds to `institutions`."""
    checker, secret = Checker(reader.layout), pseudonyms.key()
    size, refused = reader.source.path.stat().st_size, 0
    told = 0
    for block in reader.blocks():
        checked = checker.run(connection, block, file=reader.source.name)
        book.add(checked.complaints)
        refused += checked.refused
        institutions |= set(pc.unique(checked.good.column("A01")).to_pylist())
        names = pa.array([reader.source.name] * checked.good.num_rows, pa.string())
        table = pseudonyms.pseudonymised(checked.good, secret)
        with parquet.disk_full_is_refused():
            parts.write(table.append_column("source_file", names))
        told_now = min(size, told + block.nbytes)
        progress(told_now - told, block.num_rows)
        told = told_now
    progress(size - told, 0)
    book.add(reader.complaints)
    return refused + len(reader.complaints)


def _attribute(
    connection: duckdb.DuckDBPyConnection, places: Places, batch: int, book: Book
) -> dict[str, int]:
    """Last row of each case wins; department by ward and team by licence on the discharge day."""
    if not places.parts.exists():
        return {"accepted": 0, "repeated": 0, "no_department": 0, "no_team": 0}
    wards = [
        {
            "value": w.value,
            "department": w.department_code,
            "campus": w.campus_code,
            "active_from": w.active_from,
            "active_to": w.active_to,
        }
        for w in ward_map(system="front_sheet.ward")
    ]
    teams = [
        {
            "licence": m.licence,
            "team": m.team_code,
            "active_from": m.active_from,
            "active_to": m.active_to,
        }
        for m in team_members()
    ]
    connection.register("wards", pa.Table.from_pylist(wards, schema=WARD_SCHEMA))
    connection.register("teams", pa.Table.from_pylist(teams, schema=TEAM_SCHEMA))
    connection.execute(
        f"create temp table carried as select {CARRIED}, {batch}::integer as batch, source_file, "
        f"{ROW} as source_row, row_number() over () as arrival "
        f"from {duck.file_list([str(places.parts)])}"
    )
    repeated = _repeats(connection, book)
    connection.execute(_ATTRIBUTED)
    _unattributed(connection, book)
    columns = "attributed.* exclude (arrival)"
    digest = f"md5(concat_ws(chr(31), {_as_text(CONTENT)})) as content_digest"
    draft = parquet.write(
        connection,
        f"select {columns}, {digest} from attributed order by discharge_day, case_key",
        folder=places.rows.parent,
        stem="rows",
    )
    if draft:
        (places.rows.parent / draft.path).replace(places.rows)
    counts = connection.execute(
        "select count(*), count(*) filter (department is null), count(*) filter (team is null) "
        "from attributed"
    ).fetchone()
    accepted, no_department, no_team = counts or (0, 0, 0)
    return {
        "accepted": accepted,
        "repeated": repeated,
        "no_department": no_department,
        "no_team": no_team,
    }


def _as_text(columns: str) -> str:
    return ", ".join(f"coalesce(cast({one.strip()} as varchar), '∅')" for one in columns.split(","))


_ON_DAY = (
    "{0}.active_from <= r.discharge_day "
    "and ({0}.active_to is null or r.discharge_day < {0}.active_to)"
)
_ATTRIBUTED = f"""
create temp table attributed as
select r.*, w.campus, w.department, coalesce(chief.team, attending.team) as team
from (
    select * from carried
    qualify row_number() over (partition by case_key order by arrival desc) = 1
) r
left join wards w on w.value = r.ward and {_ON_DAY.format("w")}
left join teams chief on chief.licence = r.chief_licence and {_ON_DAY.format("chief")}
left join teams attending on attending.licence = r.attending_licence
    and {_ON_DAY.format("attending")}
qualify row_number() over (
    partition by r.case_key order by w.department, chief.team, attending.team
) = 1
"""


def _repeats(connection: duckdb.DuckDBPyConnection, book: Book) -> int:
    rows = connection.execute(
        "select source_file, source_row, "
        "lead(source_file) over same, lead(source_row) over same from carried "
        "window same as (partition by case_key order by arrival) "
        "qualify lead(source_row) over same is not null order by arrival"
    ).fetchall()
    book.add(
        Complaint(
            file=file,
            row=row,
            column="病案号（A48）",
            value="",
            says="同一次住院在本批中出现不止一次，以最后一行为准",
            severity="warning",
            rule="repeated",
        )
        for file, row, _, _ in rows
    )
    return len(rows)


def _unattributed(connection: duckdb.DuckDBPyConnection, book: Book) -> None:
    wards = connection.execute(
        "select source_file, source_row, ward from attributed "
        "where department is null and ward is not null"
    ).fetchall()
    book.add(
        _warning(file, row, "出院病房（B17）", ward, UNKNOWN_WARD, "unknown_ward")
        for file, row, ward in wards
    )
    licences = connection.execute(
        "select source_file, source_row, coalesce(chief_licence, attending_licence, '') "
        "from attributed where team is null"
    ).fetchall()
    book.add(
        _warning(file, row, "主（副主）任医师编码（B23C）", licence, NO_TEAM, "no_team")
        for file, row, licence in licences
    )


UNKNOWN_WARD = "这个病房名称在出院当天没有登记，病例记为未归属科室"
NO_TEAM = "按医师执业证书编码在出院当天找不到医疗组，病例记为未归属医疗组"


def _warning(file: str, row: int, column: str, value: str, says: str, rule: str) -> Complaint:
    return Complaint(
        file=file, row=row, column=column, value=value, says=says, severity="warning", rule=rule
    )
