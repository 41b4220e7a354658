"""Finds the case of a returned row by the keyed pseudonym that the front sheets carry.

A pseudonym is made of institution (A01), record number (A48) and admission number (A49). Where the
return has no admission number, those of the cases of that day are tried one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from linghang.cases import pseudonyms
from linghang.cases.grouping.returns.sheets import Returned
from linghang.cases.models import FRONT_SHEETS, Manifest
from linghang.foundation.errors import Refused
from linghang.foundation.intake import duck
from linghang.foundation.intake.models import Batch, State

FOUND, UNKNOWN, NOT_YET, SEVERAL = "", "unknown", "not_yet", "several"
UNLINKED = {
    UNKNOWN: "不是本院已导入的病例：这一天没有这个病案号（住院次数）的出院病例",
    NOT_YET: "这个月的病案首页还没有导入",
    SEVERAL: "有两个病例都符合（同一病案号同日出院），请加上住院次数",
}
PADDED = range(6, 11)
"""Widths to which a record number is filled up: spreadsheets drop leading zeros."""
NO_INSTITUTION = (
    "不知道病案首页的组织机构代码，无法对上病例：请在返回文件中加一列“组织机构代码”（首页A01），"
    "或先导入任意一个月的病案首页，平台会记下这个代码。"
)


@dataclass(frozen=True, slots=True)
class Linked:
    """The case of a row. key: None when none is known. day: of the case's discharge."""

    key: str | None
    unlinked: str
    day: date


@dataclass(frozen=True, slots=True)
class Cases:
    """The cases in force, to be found by key. numbers: admission numbers by day of discharge."""

    days: dict[str, date] = field(default_factory=dict)
    numbers: dict[date, list[str]] = field(default_factory=dict)
    months: frozenset[str] = frozenset()


class Linker:
    """Links rows one after the other. Raises Refused without any institution to try."""

    def __init__(self, cases: Cases, institutions: Collection[str]) -> None:
        self._cases, self._institutions = cases, tuple(institutions)
        self._secret = pseudonyms.key()

    def link(self, row: Returned) -> Linked:
        """The one case that fits; else why there is none."""
        institutions = (row.institution,) if row.institution else self._institutions
        if not institutions:
            raise Refused(NO_INSTITUTION)
        found: list[str] = []
        for record in _spellings(row.record):
            found = list(self._fitting(row, institutions, record))
            if found:
                break
        if len(found) == 1:
            return Linked(found[0], FOUND, self._cases.days[found[0]])
        key = self._only(row, institutions)
        if len(found) > 1:
            return Linked(None, SEVERAL, row.discharge_day)
        is_here = f"{row.discharge_day:%Y-%m}" in self._cases.months
        return Linked(key, UNKNOWN if is_here else NOT_YET, row.discharge_day)

    def row_key(self, row: Returned) -> str:
        """The row's own pseudonym, by which a later return finds it."""
        return pseudonyms.return_key(self._secret, row.record, row.discharge_day.isoformat())

    def _fitting(self, row: Returned, institutions: Iterable[str], record: str) -> Iterator[str]:
        days, secret = self._cases.days, self._secret
        if row.admission_number:
            numbers = [pseudonyms.plain_sequence(row.admission_number)]
        else:
            numbers = self._cases.numbers.get(row.discharge_day, [])
        for institution in institutions:
            for number in numbers:
                key = pseudonyms.case_key(secret, institution, record, number)
                day = days.get(key)
                if day == row.discharge_day or (day and row.admission_number):
                    yield key

    def _only(self, row: Returned, institutions: tuple[str, ...]) -> str | None:
        """The key that a case will have when its sheet comes later, where that is certain."""
        if not row.admission_number or len(institutions) != 1:
            return None
        number = pseudonyms.plain_sequence(row.admission_number)
        return pseudonyms.case_key(self._secret, institutions[0], row.record, number)


def _spellings(record: str) -> Iterator[str]:
    yield record
    if record.isdecimal():
        yield from (record.zfill(width) for width in PADDED if width > len(record))


def cases(manifest: Manifest | None) -> Cases:
    """Every case in force by its key."""
    if manifest is None or not manifest.case_files:
        return Cases()
    source = duck.file_list(manifest.case_paths())
    with duck.cursor() as connection:
        rows = connection.execute(
            f"select case_key, discharge_day, admission_number from {source}"
        ).fetchall()
    numbers: defaultdict[date, set[str]] = defaultdict(set)
    for _, day, number in rows:
        numbers[day].add(pseudonyms.plain_sequence(number or ""))
    return Cases(
        days={key: day for key, day, _ in rows},
        numbers={day: sorted(found) for day, found in numbers.items()},
        months=frozenset(one["month"] for one in manifest.case_files),
    )


def institutions() -> tuple[str, ...]:
    """The institutions (A01) of the front sheets that were committed."""
    facts = Batch.objects.filter(kind=FRONT_SHEETS, state=State.COMMITTED).values_list(
        "facts", flat=True
    )
    return tuple(sorted({code for one in facts for code in one.get("institutions", ())}))
