"""Whether the rows of a list hang together: versions of one text follow each other. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from linghang.texts.library.definitions import Entry

Wrong = tuple[int, str, str]


def by_number(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Number → its versions in the order in which they came into force."""
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    for one in entries:
        found[one.number].append(one)
    return {number: sorted(of, key=lambda one: one.active_from) for number, of in found.items()}


def faults(entries: Sequence[Entry], *, taken: frozenset[str], today: date) -> Iterator[Wrong]:
    """(row, column, what is wrong). taken: numbers of the texts that the library holds."""
    for one in entries:
        if one.number in taken:
            yield one.row, "number", f"编号{one.number}已在库中；库中的制度只能通过修订改变"
        if one.active_to is not None and one.active_to <= one.active_from:
            yield one.row, "active_to", "废止日期不晚于施行日期"
        if one.active_to is not None and one.active_to > today:
            yield one.row, "active_to", "废止日期还没有到；将来的废止请在系统中办理"
        if one.active_from > today:
            yield one.row, "active_from", "施行日期还没有到；将来施行的请在系统中发布"
    for versions in by_number(entries).values():
        yield from _of_text(versions)


def _of_text(versions: Sequence[Entry]) -> Iterator[Wrong]:
    for former, later in zip(versions, versions[1:], strict=False):
        if former.active_from == later.active_from:
            yield later.row, "active_from", f"编号{later.number}有两个版本同一天施行"
        if former.active_to is not None and former.active_to > later.active_from:
            yield former.row, "active_to", "废止日期晚于下一版的施行日期"
        if former.active_to is not None and former.active_to < later.active_from:
            yield later.row, "active_from", "与上一版之间有空档；中断以后重新制定的请另编一号"
    last = versions[-1]
    for one in versions[:-1]:
        if one.category != last.category:
            yield one.row, "category", "同一编号的类别前后不一"
        if one.owner != last.owner:
            yield one.row, "owner", "同一编号的主责部门前后不一，请按现在的部门填写"
