"""Reads a list with the files that it names, and says everything that is wrong with them."""

from __future__ import annotations

import hashlib
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from linghang.foundation.errors import Refused
from linghang.foundation.intake import unpack
from linghang.foundation.intake.definitions import Complaint, Upload
from linghang.foundation.sensitivity import rules as sensitivity
from linghang.foundation.sensitivity.definitions import Level
from linghang.foundation.sheets import columns, reading, rows
from linghang.foundation.sheets.columns import Matched
from linghang.foundation.sheets.rows import Row
from linghang.org.models import Naming, Unit
from linghang.texts import catalog
from linghang.texts.library import rules
from linghang.texts.library.definitions import LIMITS, Entry, layout
from linghang.texts.models import Policy
from linghang.texts.papers.reading import CannotReadPaper, words_of

SHEETS, ARCHIVES = (".xlsx", ".xls", ".csv"), (".zip",)
MOST_BYTES = 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Checked:
    """What the files would bring in, what is wrong, and the print of it all.

    entries: in the order of the list; incomplete when there are complaints.
    """

    entries: tuple[Entry, ...]
    complaints: tuple[Complaint, ...]
    notes: tuple[str, ...]
    digest: str


class Papers:
    """The files that a list may name, by name, opened when they are asked for."""

    def __init__(self, uploads: Sequence[Upload]) -> None:
        self.found: dict[str, tuple[Path, str]] = {}
        self.used: Counter[str] = Counter()
        for upload in uploads:
            if upload.name.lower().endswith(ARCHIVES):
                self._open(upload)
            else:
                self.found[_key(upload.name)] = (upload.path, "")

    def _open(self, upload: Upload) -> None:
        try:
            with zipfile.ZipFile(upload.path) as archive:
                members = [one for one in archive.infolist() if not one.is_dir()]
        except zipfile.BadZipFile as fault:
            raise Refused(f"{upload.name} 的 zip 压缩包已损坏，请重新压缩。") from fault
        if sum(one.file_size for one in members) > MOST_BYTES:
            raise Refused(f"{upload.name} 解压后超过{MOST_BYTES // 1024**3}GB，请分成几包。")
        for one in members:
            name = unpack.member_name(one)
            if not name.startswith((".", "~$")):
                self.found[_key(name)] = (upload.path, one.filename)

    def words(self, name: str) -> str:
        """The words of the file of that name. Raises CannotReadPaper, KeyError without it."""
        key = next(one for one in _spellings(name) if one in self.found)
        path, member = self.found[key]
        self.used[key] += 1
        if not member:
            return words_of(name, path.read_bytes())
        try:
            with zipfile.ZipFile(path) as archive:
                content = archive.read(member)
        except (RuntimeError, zipfile.BadZipFile) as fault:
            raise CannotReadPaper(f"{name}已损坏或加了密码，无法读取。") from fault
        return words_of(name, content)

    def holds(self, name: str) -> bool:
        """Whether such a file was sent."""
        return any(one in self.found for one in _spellings(name))

    def unused(self) -> list[str]:
        """Files that no row names."""
        return sorted(set(self.found) - set(self.used))


def _key(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).name.strip().lower()


def _spellings(name: str) -> Iterator[str]:
    """The name as written, and with the endings that people leave out."""
    key = _key(name)
    yield from (key, f"{key}.docx", f"{key}.txt")


def checked(uploads: Sequence[Upload], today: date) -> Checked:
    """What the files would bring in as of today. Raises Refused for what can't be read at all."""
    lists = [one for one in uploads if one.name.lower().endswith(SHEETS)]
    if len(lists) != 1:
        raise Refused(
            "要有一份清单（.xlsx、.xls 或 .csv），且只能有一份；正文放在 zip 里或单独上传。"
        )
    workbook = reading.read(lists[0].path, name=lists[0].name, limits=LIMITS)
    shape = layout(tuple(catalog.names().values()))
    matched, notes = columns.match(workbook, [shape])
    papers = Papers([one for one in uploads if one is not lists[0]])
    reader = _Reader(matched[0], papers)
    entries = reader.entries(list(rows.typed(matched[0])))
    taken = frozenset(
        Policy.objects.filter(number__in={one.number for one in entries}).values_list(
            "number", flat=True
        )
    )
    for row, code, says in rules.faults(entries, taken=frozenset(map(str, taken)), today=today):
        reader.complain(row, code, "", says, "policy")
    unused = papers.unused()
    if unused:
        shown = "、".join(unused[:20])
        notes.append(f"有{len(unused)}个文件清单里没有提到，不会导入：{shown}")
    return Checked(
        tuple(entries), tuple(reader.complaints), (*workbook.notes, *notes), _digest(entries)
    )


def _digest(entries: Sequence[Entry]) -> str:
    told = hashlib.sha256()
    for one in entries:
        told.update(repr(one).encode())
    return told.hexdigest()


class _Reader:
    """Turns rows into entries, collecting what is wrong."""

    def __init__(self, matched: Matched, papers: Papers) -> None:
        self.matched, self.papers = matched, papers
        self.complaints: list[Complaint] = []
        self.categories = {name: code for code, name in catalog.names().items()}
        self.units = _units()

    def complain(self, row: int, code: str, value: object, says: str, rule: str) -> None:
        """Add one complaint."""
        self.complaints.append(rows.complaint(self.matched, row, code, value, says, rule=rule))

    def entries(self, given: Sequence[Row]) -> list[Entry]:
        """Those rows that could be understood."""
        found = []
        for row in given:
            self.complaints += row.complaints
            if not row.is_refused and (entry := self._entry(row)) is not None:
                found.append(entry)
        return found

    def _entry(self, row: Row) -> Entry | None:
        values = row.values
        category = self._category(row, values.get("category"))
        owner = self._owner(row, values.get("owner"))
        body = self._body(row, values.get("file"), str(values.get("title")))
        if category is None or owner is None or body is None:
            return None
        return Entry(
            row=row.number,
            number=str(values["number"]),
            title=str(values["title"]).strip().strip("《》"),
            category=category,
            owner=owner,
            active_from=values["active_from"],
            active_to=values.get("active_to"),
            review_due=values.get("review_due"),
            issue_number=values.get("issue_number") or "",
            basis=values.get("basis") or "",
            is_major=bool(values.get("is_major")),
            is_trial=bool(values.get("is_trial")),
            body=body,
        )

    def _category(self, row: Row, name: object) -> str | None:
        found = self.categories.get(str(name))
        if found is None:
            known = "、".join(self.categories)
            self.complain(row.number, "category", name, f"没有这一类；可用：{known}", "category")
        return found

    def _owner(self, row: Row, name: object) -> str | None:
        found = self.units.get(str(name), ())
        if len(found) != 1:
            says = "有几个同名的部门，请填编码" if found else "没有这个部门"
            self.complain(row.number, "owner", name, says, "owner")
            return None
        return found[0]

    def _body(self, row: Row, name: object, title: str) -> str | None:
        if not self.papers.holds(str(name)):
            self.complain(row.number, "file", name, "上传的文件里没有这个正文文件", "file")
            return None
        try:
            body = self.papers.words(str(name))
        except CannotReadPaper as refusal:
            self.complain(row.number, "file", name, str(refusal).rstrip("。"), "file")
            return None
        for says in sensitivity.reasons_not_to_keep(title, body, Level.INTERNAL):
            self.complain(row.number, "file", name, says, "sensitivity")
        return body


def _units() -> Mapping[str, tuple[str, ...]]:
    """Name, former name or code → codes of the units that stand."""
    found: dict[str, set[str]] = {}
    standing = Unit.objects.filter(active_to__isnull=True)
    for code, name in standing.values_list("code", "name"):
        found.setdefault(code, set()).add(code)
        found.setdefault(name, set()).add(code)
    former = Naming.objects.filter(unit__active_to__isnull=True)
    for name, code in former.values_list("name", "unit__code"):
        found.setdefault(name, set()).add(code)
    return {name: tuple(sorted(codes)) for name, codes in found.items()}
