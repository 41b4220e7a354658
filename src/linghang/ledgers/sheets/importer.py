"""How a sheet of entries is read, written in bulk and taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import IO, Any

from linghang.foundation.catalog import services as versions
from linghang.foundation.intake.definitions import Complaint
from linghang.foundation.intake.kinds import Found, Importer, Work, Written
from linghang.foundation.intake.models import Batch
from linghang.foundation.intake.services import CannotUndo
from linghang.foundation.sheets import writing as sheets
from linghang.ledgers import catalog, trail_actions
from linghang.ledgers.definitions import Ledger, Secrecy
from linghang.ledgers.entering import rows
from linghang.ledgers.entering.services import rights_of_actor
from linghang.ledgers.filing import services as filings
from linghang.ledgers.filing.rules import IN_FORCE, Standing
from linghang.ledgers.models import Entry, Filing, Mention, Paper, Serial
from linghang.ledgers.sheets import naming, reading, rules
from linghang.ledgers.sheets.importing import DRAFTS
from linghang.ledgers.sheets.reading import Checked, Fresh
from linghang.procedures import services as procedures
from linghang.procedures.models import Act
from linghang.procedures.recording import CannotAct

PIECE = 500
HINTS = (
    "一行是一条记录；列的次序可以变，不用的列可以删，列名不要改。标色的列必须填写。",
    f"编号写着“{rules.EXAMPLE}”的一行只作示范，导入时不读，可以删去。",
    "照片、签收单等文件不在表里：导入后打开记录上传。",
)


class LedgerImport(Importer):
    """Entries of one ledger, from one sheet."""

    def read(self, work: Work) -> Found:
        """Everything that is wrong with the sheet as of today."""
        ledger = catalog.catalog()[work.batch.target]
        (upload,) = work.uploads
        checked = reading.read(
            ledger,
            upload.path,
            name=upload.name,
            rights=rights_of_actor(work.actor, work.today),
            today=work.today,
            as_drafts=_as_drafts(work.batch),
        )
        return Found(
            rows=checked.rows,
            content=checked,
            summary=_summary(ledger, checked),
            complaints=checked.complaints,
            digest=checked.digest,
            lines=checked.lines,
            facts={"notes": checked.notes, "headers": checked.headers},
            refusal=_refusal(checked),
        )

    def hold(self, work: Work) -> None:
        """Whoever else gives numbers in this ledger waits."""
        list(Serial.objects.select_for_update().filter(ledger=work.batch.target))

    def write(self, work: Work, content: Checked) -> Written:
        """Make the entries, in a filing for each unit or as drafts."""
        ledger = catalog.catalog()[work.batch.target]
        loaded = catalog.catalog().items[ledger.code]
        versions.keep(
            kind=catalog.KIND, code=ledger.code, hash=loaded.hash, body=loaded.body, at=work.at
        )
        entries = [_entry(one, ledger, loaded.hash, work) for one in content.fresh]
        opened = [] if _as_drafts(work.batch) else _opened(ledger, entries)
        pairs = list(zip(entries, content.fresh, strict=True))
        for piece in (pairs[at : at + PIECE] for at in range(0, len(pairs), PIECE)):
            Entry.objects.bulk_create([entry for entry, _ in piece])
            Mention.objects.bulk_create(
                [one for entry, row in piece for one in rows.mentions(entry, ledger, row.facts)],
                batch_size=PIECE,
            )
        for filing, count in opened:
            filings.send(filing, ledger, count, actor=work.actor, at=work.at, today=work.today)
        return Written(told=trail_actions.told(ledger))

    def take_back(self, work: Work) -> Mapping[str, Any]:
        """Remove drafts, void what was handed in. Raises CannotUndo once one was verified."""
        ledger = catalog.catalog()[work.batch.target]
        count = Entry.objects.filter(batch=work.batch).count()
        _refuse_verified(work.batch)
        for filing in Filing.objects.filter(entries__batch=work.batch).distinct():
            _void(filing, work)
        _throw_away(work.batch)
        told = trail_actions.told(ledger, count=count)
        if ledger.secrecy is not Secrecy.OPEN:
            told["reason"] = trail_actions.UNTOLD["reason"]
        return told

    def template(self, target: str, to: IO[bytes]) -> None:
        """The sheet to fill in, with an example and the rule of every column."""
        ledger = catalog.catalog()[target]
        layout = rules.layout(ledger, naming.older(ledger))
        hints = (f"{ledger.name}：{ledger.purpose}", *HINTS)
        examples = {layout.code: [rules.example(ledger)]}
        sheets.template(to, [layout], hints=hints, examples=examples)


def _as_drafts(batch: Batch) -> bool:
    return str(batch.facts.get("way")) == DRAFTS


def _summary(ledger: Ledger, checked: Checked) -> str:
    told = [f"新增{len(checked.fresh)}{ledger.counted}"]
    if checked.known:
        told.append(f"已在台账{checked.known}{ledger.counted}，不重复登记")
    return "，".join(told)


def _refusal(checked: Checked) -> str:
    if checked.rows and not checked.fresh and not any(map(_is_error, checked.complaints)):
        return "表里的记录都已在台账里，没有要新增的。"
    return ""


def _is_error(one: Complaint) -> bool:
    return one.severity == "error"


def _entry(one: Fresh, ledger: Ledger, hash: str, work: Work) -> Entry:
    entry = Entry(
        ledger=ledger.code,
        definition_hash=hash,
        level=one.level,
        entered_by=work.actor.person,
        entered_at=work.at,
        batch=work.batch,
    )
    rows.place(entry, ledger, one.common, one.facts)
    return entry


def _opened(ledger: Ledger, entries: list[Entry]) -> list[tuple[Filing, int]]:
    """A filing with its entries for each unit; numbers are given by the day of the entries."""
    by_unit: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda one: one.day):
        by_unit[entry.unit_id].append(entry)
    return [(filings.opened(ledger, unit, of), len(of)) for unit, of in sorted(by_unit.items())]


def _refuse_verified(batch: Batch) -> None:
    """Nothing is taken back when one entry counts already, or went its own way since."""
    found = Entry.objects.filter(batch=batch)
    verified = list(found.filter(standing__in=IN_FORCE).order_by("number")[:3])
    if verified:
        count = found.filter(standing__in=IN_FORCE).count()
        named = "、".join(one.number or "" for one in verified)
        raise CannotUndo(
            f"不能撤销：有{count}条已经审核（{named}{'等' if count > 3 else ''}）。"
            "已审核的记录逐条提出作废。"
        )
    mixed = Entry.objects.filter(filing__entries__batch=batch).exclude(batch=batch)
    if mixed.exists():
        raise CannotUndo("不能撤销：其中的草稿后来与别的记录一起报送，请由审核人退回后再删去。")


def _throw_away(batch: Batch) -> None:
    """Remove the drafts of a batch; nobody finds drafts, so the index is not told of each."""
    drafts = Entry.objects.filter(batch=batch, standing=Standing.DRAFT.value)
    Paper.objects.filter(entry__in=drafts).delete()
    Mention.objects.filter(entry__in=drafts)._raw_delete(drafts.db)
    drafts._raw_delete(drafts.db)


def _void(filing: Filing, work: Work) -> None:
    if filing.proceeding is None:
        return
    try:
        procedures.void(
            proceeding_id=filing.proceeding,
            reason=f"撤销导入（{work.batch}）",
            seen=Act.objects.filter(proceeding=filing.proceeding).count(),
            actor=work.actor,
            at=work.at,
            today=work.today,
        )
    except CannotAct as refusal:
        raise CannotUndo(f"不能撤销：记录已经报送。{refusal}") from refusal
