"""How a list of texts is read, written and taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import IO, Any

from linghang.foundation.intake.definitions import Line, What
from linghang.foundation.intake.kinds import Found, Importer, Work, Written
from linghang.foundation.sheets import writing as sheets
from linghang.texts import catalog
from linghang.texts.library import checking, writing
from linghang.texts.library.definitions import Entry, layout

HINTS = (
    "一行是一项制度的一个版本；同一编号写几行，就是它的历次版本，施行日期前后相接。",
    "已经废止的填废止日期；正文文件写文件名，文件放在 zip 里或者一起上传。",
)


class LibraryImport(Importer):
    """制度清单 with its files."""

    def read(self, work: Work) -> Found:
        """Everything that is wrong with the list and its files as of today."""
        checked = checking.checked(work.uploads, work.today)
        texts = len({one.number for one in checked.entries})
        return Found(
            rows=len(checked.entries),
            content=checked.entries,
            summary=f"制度{texts}项、版本{len(checked.entries)}个",
            complaints=checked.complaints,
            digest=checked.digest,
            lines=[_line(one) for one in checked.entries],
            facts={"notes": list(checked.notes)},
        )

    def write(self, work: Work, content: Sequence[Entry]) -> Written:
        """Make the texts with their versions."""
        writing.write(content, work.batch)
        return Written()

    def take_back(self, work: Work) -> Mapping[str, Any]:
        """Remove them, unless somebody worked with them since."""
        writing.take_back(work.batch)
        return {}

    def template(self, target: str, to: IO[bytes]) -> None:
        """The empty list."""
        sheets.template(to, [layout(tuple(catalog.names().values()))], hints=HINTS)


def _line(entry: Entry) -> Line:
    title = f"《{entry.title}》（{entry.number}，{entry.active_from}起施行）"
    return Line(sheet="制度清单", row=entry.row, what=What.NEW, title=title)
