"""How returns of the insurer are read, put into force and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from linghang.cases.grouping.returns import files, staging
from linghang.cases.grouping.returns.models import RETURNS, ReturnManifest
from linghang.cases.services import refuse_other_key, sweep
from linghang.foundation.errors import Refused
from linghang.foundation.intake import parquet
from linghang.foundation.intake.kinds import Found, Importer, Work, Written
from linghang.foundation.intake.models import Batch, State
from linghang.foundation.intake.services import CannotUndo

Prepared = tuple[ReturnManifest | None, files.Merged]
NOTHING = "没有一行可以入库：共拒收 {refused} 行，请看下面的问题清单。"


class ReturnImport(Importer):
    """Rows about cases, linked to them by what only the files know."""

    def read(self, work: Work) -> Found:
        """Read, check and link; good rows are staged without what identifies a person."""
        refuse_other_key()
        batch = work.batch
        sent = {one["name"]: one for one in _hashed(work)}
        staged = staging.stage(
            work.uploads,
            folder=batch.folder,
            rows=batch.staged_file,
            complaints=batch.complaints_file,
            today=work.today,
            progress=lambda rows: work.progress(rows=rows),
        )
        accepted, refused = staged.facts["accepted"], staged.facts["refused"]
        counted: dict[str, Any] = {
            "rows": accepted + refused,
            "counted": staged.complaint_counts,
            "files": [{**sent.get(one["name"], {}), **one} for one in staged.files],
            "told": {"accepted": accepted, "refused": refused},
        }
        if not accepted:
            return Found(refusal=NOTHING.format(refused=refused), **counted)
        current = ReturnManifest.current()
        compared = files.compare(
            batch.staged_file, Path(settings.CASES_FOLDER), current.files if current else []
        )
        for path in batch.folder.glob("unpacked-*"):
            path.unlink()
        return Found(facts={**staged.facts, **compared}, **counted)

    def prepare(self, work: Work) -> Prepared:
        """Merge the staged rows with those in force, into new files."""
        sweep()
        base = ReturnManifest.current()
        merged = files.merge(
            staged=work.batch.staged_file,
            folder=Path(settings.CASES_FOLDER),
            files=base.files if base else [],
            batch=work.batch.pk,
        )
        return base, merged

    def write(self, work: Work, content: Prepared) -> Written:
        """Switch to the new files. A row about a case that was returned before replaces it."""
        base, merged = content
        ReturnManifest.objects.filter(is_current=True).update(is_current=False)
        ReturnManifest.objects.create(
            parent=base,
            batch=work.batch,
            is_current=True,
            files=merged.files,
            row_count=sum(one["rows"] for one in merged.files),
            created_at=work.at,
        )
        counts = {"new": merged.new, "replaced": merged.replaced, "unchanged": merged.unchanged}
        return Written(facts=counts, told=counts)

    def take_back(self, work: Work) -> Mapping[str, Any]:
        """The state before the last return is in force again.

        Raises CannotUndo unless this batch made the state in force.
        """
        batch = work.batch
        current = ReturnManifest.objects.select_for_update().filter(is_current=True).first()
        if current is None or current.batch_id != batch.pk:
            newer = current.batch if current else "别的批次"
            raise CannotUndo(f"不能撤销{batch}：之后还有{newer}入库，请先从最近的一批开始撤销。")
        ReturnManifest.objects.filter(pk=current.pk).update(is_current=False)
        if current.parent_id:
            ReturnManifest.objects.filter(pk=current.parent_id).update(is_current=True)
        return {"manifest": current.parent_id or "（空）"}


def _hashed(work: Work) -> list[dict[str, Any]]:
    """The files with their hashes. Raises Refused for one that is in force or stands twice.

    One in force of which not every row found its case may come again: the cases may be there now.
    """
    earlier = {
        file["sha256"]: one
        for one in Batch.objects.filter(kind=RETURNS, state=State.COMMITTED)
        for file in one.files
        if file.get("sha256") and one.facts["linked"] == one.facts["accepted"]
    }
    found, seen = [], dict[str, str]()
    for upload, file in zip(work.uploads, work.batch.files, strict=True):
        digest = parquet.file_hash(upload.path)
        if digest in seen:
            raise Refused(f"{upload.name} 与 {seen[digest]} 内容完全相同，请只选一份。")
        if digest in earlier:
            raise Refused(
                f"{upload.name} 与{earlier[digest]}已入库的文件完全相同，"
                "而且每一行都对上了病例，不需要再导入。"
            )
        seen[digest] = upload.name
        found.append({**file, "sha256": digest})
    return found
