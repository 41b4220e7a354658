"""What can be imported: each engine registers its kinds here; `services` has the deeds.

A kind is said in two parts, so that starting up costs nothing: `Kind`, which pages, policies and
the trail need, and an `Importer`, loaded when the first file of the kind is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from functools import cache
from typing import IO, TYPE_CHECKING, Any

from django.utils.module_loading import import_string

from linghang.foundation.access import Actor, Decision
from linghang.foundation.fields.definitions import Field
from linghang.foundation.intake.definitions import Complaint, Line, Upload
from linghang.foundation.later import later
from linghang.foundation.sheets.definitions import Limits
from linghang.foundation.trail import actions, subjects

if TYPE_CHECKING:  # engines register while the tables are still being loaded
    from django.db.models import QuerySet

    from linghang.foundation.intake import steps
    from linghang.foundation.intake.models import Batch
else:
    steps = later("linghang.foundation.intake.steps")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """How the deeds on batches of a kind are told: `subject.received`, … with these sentences.

    subject: type of the batch in the trail, "texts.batch"; name: what it is called there.
    Facts of the sentences: received has {file_count} and what the form asked for; checked and
    committed have {summary} and what `Found.told` and `Written.told` add; refused has {message};
    undone has {reason} and what take_back() adds. checked_as: the last word of its action.
    """

    subject: str
    name: str
    received: str
    checked: str
    refused: str
    committed: str
    undone: str
    discarded: str
    checked_as: str = "checked"

    def action(self, deed: str) -> str:
        """The action's code in the trail; deed: a field of this class."""
        return f"{self.subject}.{self.checked_as if deed == 'checked' else deed}"

    def register(self) -> None:
        """Make the sentences known."""
        subjects.register(self.subject, self.name)
        for deed in ("received", "checked", "refused", "committed", "undone", "discarded"):
            actions.register(self.action(deed), getattr(self, deed))


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the pages of a kind say, in Chinese. Every text may hold {target}, its Chinese name.

    title: of the list and the menu (导入制度). intro: under it. what: what an import changes
    (制度库): «检查期间{what}不变». against: what it is checked against, where that is called
    otherwise. file: what is sent (清单).
    drop, drop_hint: inside the upload field. undo: what is asked before it is taken back.
    empty: title and hint of the list without a batch. working: a hint while it is checked.
    done: what a commit came to, of batch.facts. only_one: says that one file is sent at a time.
    """

    title: str
    intro: str
    what: str
    against: str = ""
    file: str = "文件"
    upload: str = "上传文件"
    drop: str = "把文件拖到这里，或点此选择"
    drop_hint: str
    upload_hint: str = ""
    only_one: str = "一次只上传一份文件。"
    undo: str
    empty: tuple[str, str]
    working: str = ""
    done: str = "{summary}"

    def texts(self) -> dict[str, str]:
        """The texts by name, for pages that put the target into them."""
        return {name: text for name, text in asdict(self).items() if isinstance(text, str)}


def everything(rights: Any, batches: QuerySet[Batch]) -> QuerySet[Batch]:
    """Whoever may import sees every batch of the kind."""
    return batches


def nothing_hidden(rights: Any, target: str) -> bool:
    """Everybody may know of every target."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of import.

    code: of `Batch.kind`; never renamed. importer: dotted name of an Importer without arguments.
    lock: held while a batch is checked or committed; kinds that write the same share it.
    may: (rights, target) → Decision, asked by every page; target is "" for a kind without targets.
    hidden: whether the post may not even know of the target (then 404).
    visible: narrows the batches that somebody who may import sees.
    whole: one error keeps the whole file out, files are kept until it is committed, and it is read
    again then and refused when it comes to anything else. False: good rows are staged in
    `batch.staged_file`, the others are left out, files are dropped once read.
    accepts: endings of file names. many: several files at once. limits: of one sheet, told on the
    page; bytes count for the whole upload.
    asks: fields of the form beside the file; their values stand in `batch.facts` as ISO texts.
    template: name of the workbook that Importer.template() writes; "" without one.
    named: code of a target → its Chinese name, "" for one that is not there (then 404); None for a
    kind without targets.
    sheets: codes in `Line.sheet` → their Chinese names, in the order of the page; a sheet without
    one is shown as it is.
    result: what a committed batch led to, as (type, id) of `web.subjects`.
    given_up_after: days after which a batch that waits is discarded, for files hold numbers of
    people; 0 never.
    """

    code: str
    words: Words
    trail: Trail
    importer: str
    lock: str
    may: Callable[[Any, str], Decision]
    hidden: Callable[[Any, str], bool] = nothing_hidden
    visible: Callable[[Any, QuerySet[Batch]], QuerySet[Batch]] = everything
    whole: bool = True
    accepts: tuple[str, ...] = (".xlsx", ".xls", ".csv")
    many: bool = False
    limits: Limits | None = None
    asks: tuple[Field, ...] = ()
    template: str = ""
    named: Callable[[str], str] | None = None
    sheets: Mapping[str, str] = field(default_factory=dict)
    result: Callable[[Batch], tuple[str, str]] | None = None
    given_up_after: int = 0

    @property
    def deeds(self) -> Importer:
        """The importer, loaded at its first use."""
        return _importer(self.importer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A batch in the hands of its importer.

    actor: the sender while it is checked, then whoever commits it or takes it back. sent: the
    files where receive() did not keep them. opened: what a caller that read the file already
    hands on. told: called with the batch after every report of progress.
    """

    batch: Batch
    actor: Actor
    today: date
    at: datetime
    sent: Sequence[Upload] = ()
    opened: Callable[[], Any] | None = None
    told: Callable[[Batch], None] | None = None

    @property
    def uploads(self) -> Sequence[Upload]:
        """The files of the batch. Raises Refused when they are gone."""
        return self.sent or steps.kept(self.batch)

    def progress(self, *, rows: int = 0, bytes_done: int = 0) -> None:
        """Tell the page that so much more was read; nothing when it is read to be committed."""
        if self.batch.state != "staging":
            return
        self.batch.rows_read += rows
        self.batch.bytes_done += bytes_done
        self.batch.save(update_fields=["rows_read", "bytes_done"])
        if self.told:
            self.told(self.batch)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What read() found in the files.

    content: handed to write() as it is. rows: data rows; none refuses the batch. summary: what it
    would do, in a few words. complaints: written into the batch's list; an error refuses a whole
    kind. counted: the counts of complaints.Book where read() wrote the list itself.
    digest: equal when the same would be written; compared before a whole kind is committed.
    lines: rows of the preview, in its order. facts: kept in batch.facts, read by the kind's part
    of the page. files: replaces batch.files when given. told: facts for the trail.
    refusal: a reason to refuse the batch, complete, where errors do not say it.
    keep: called with the batch in the transaction that ends the check, to write the kind's own
    tables about it.
    """

    rows: int
    content: Any = None
    summary: str = ""
    complaints: Iterable[Complaint] = ()
    counted: list[dict[str, object]] | None = None
    digest: str = ""
    lines: Iterable[Line] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    files: list[dict[str, Any]] | None = None
    told: Mapping[str, Any] = field(default_factory=dict)
    refusal: str = ""
    keep: Callable[[Batch], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What write() did. facts: added to batch.facts; told: facts for the trail."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)


class Importer:
    """The part of an import that is the kind's own; one subclass for each, without state.

    The life cycle (states, locks, trail, files, complaints, preview) is that of `services`.
    """

    def read(self, work: Work) -> Found:
        """Read the files and say all that is wrong, touching nothing in force.

        Called outside of a transaction when a batch is checked, and for a whole kind once more
        inside the transaction that commits it. Raises Refused for what cannot be read at all.
        """
        raise NotImplementedError

    def reasons_not_to_commit(self, batch: Batch) -> list[str]:
        """What must be done first, each a sentence without its full stop (有同名人员没有确认)."""
        return []

    def prepare(self, work: Work) -> Any:
        """Kinds that are not whole: long work on files before the transaction of write()."""
        return None

    def hold(self, work: Work) -> None:
        """Lock the rows on which the outcome rests, first thing in the transaction."""

    def write(self, work: Work, content: Any) -> Written:
        """Bring it into force, inside the transaction. Raises Refused: nothing was written.

        content: `Found.content` of the second reading, or what prepare() gave.
        """
        raise NotImplementedError

    def take_back(self, work: Work) -> Mapping[str, Any]:
        """Undo write(), inside the transaction; returns facts for the trail, over the reason.

        Raises Refused (CannotUndo) when later deeds stand on the batch.
        """
        raise NotImplementedError

    def template(self, target: str, to: IO[bytes]) -> None:
        """Write the empty workbook to be filled in."""
        raise NotImplementedError


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known, from ready() of its engine's apps.py; names its deeds to the trail too.

    Raises ValueError when another kind has the code.
    """
    if _kinds.setdefault(kind.code, kind) is not kind:
        raise ValueError(f"another kind of import is registered as {kind.code!r}")
    kind.trail.register()


def of(code: str) -> Kind:
    """The kind of that code; raises KeyError."""
    return _kinds[code]


def every() -> tuple[Kind, ...]:
    """All kinds, by code."""
    return tuple(_kinds[code] for code in sorted(_kinds))


@cache
def _importer(name: str) -> Importer:
    made: Importer = import_string(name)()
    return made
