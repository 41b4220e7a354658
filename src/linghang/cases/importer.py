"""How front sheets are read, put into force and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from linghang.cases import hooks, merge, services, staging
from linghang.cases.grouping import coding
from linghang.cases.models import Manifest
from linghang.foundation.intake import duck, steps
from linghang.foundation.intake.kinds import Found, Importer, Work, Written
from linghang.foundation.intake.models import Batch
from linghang.foundation.intake.services import CannotUndo

NOTHING = "没有一行可以入库：共拒收 {refused} 行，请看下面的问题清单。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Files that are written and wait to be named. cells: None when nothing changes."""

    base: Manifest | None
    merged: merge.Merged
    coded: list[dict[str, Any]]
    cells: hooks.Cells | None


class FrontSheetImport(Importer):
    """Front sheets of any months; a case that was sent before is replaced."""

    def read(self, work: Work) -> Found:
        """Read, check, pseudonymise; a file that cannot be read refuses the whole batch."""
        services.refuse_other_key()
        batch = work.batch
        sources = steps.opened(batch, work.uploads)
        staged = staging.stage(
            sources,
            batch=batch.pk,
            places=staging.Places(
                parts=batch.folder / "parts.parquet",
                rows=batch.staged_file,
                complaints=batch.complaints_file,
            ),
            today=work.today,
            progress=lambda size, rows: work.progress(rows=rows, bytes_done=size),
        )
        accepted, refused = staged.facts["accepted"], staged.facts["refused"]
        sent = {file["name"]: file for file in batch.files}
        counted: dict[str, Any] = {
            "rows": accepted + refused,
            "counted": staged.complaint_counts,
            "files": [{**sent.get(one["name"], {}), **one} for one in staged.files],
            "told": {"accepted": accepted, "refused": refused},
        }
        if not accepted:
            return Found(refusal=NOTHING.format(refused=refused), **counted)
        facts = {**staged.facts, **_compared(batch)}
        for path in batch.folder.glob("unpacked-*"):
            path.unlink()
        return Found(facts=facts, **counted)

    def prepare(self, work: Work) -> Prepared:
        """Write new month files, their codes and cells; nothing is in force yet."""
        services.sweep()
        base = Manifest.current()
        folder = Path(settings.CASES_FOLDER)
        merged = merge.merge(
            rows=work.batch.staged_file, folder=folder, files=base.case_files if base else []
        )
        cells, coded = None, []
        if merged.new or merged.replaced:
            coded = coding.write(folder, merged.case_files, base.coded_files if base else [])
            cells = hooks.write_cells(
                hooks.Change(
                    folder=folder,
                    case_files=merged.case_files,
                    cell_files=base.cell_files if base else [],
                    cell_version=base.cell_version if base else "",
                    discharge_days=merged.discharge_days,
                    admission_days=merged.admission_days,
                    at=work.at,
                )
            )
        return Prepared(base=base, merged=merged, coded=coded, cells=cells)

    def write(self, work: Work, content: Prepared) -> Written:
        """Switch the manifest: before it nothing has changed, after it everything has."""
        merged = content.merged
        if content.cells:
            services.switch(
                base=content.base,
                batch=work.batch,
                case_files=merged.case_files,
                coded_files=content.coded,
                cells=content.cells,
                at=work.at,
            )
        counts = {
            "new": merged.new,
            "replaced": merged.replaced,
            "moved": merged.moved,
            "unchanged": merged.unchanged,
        }
        return Written(facts=counts, told=counts)

    def take_back(self, work: Work) -> Mapping[str, Any]:
        """The manifest before the last import is in force again.

        Raises CannotUndo unless this batch made the manifest in force.
        """
        batch = work.batch
        current = Manifest.objects.select_for_update().filter(is_current=True).first()
        made = Manifest.objects.filter(batch=batch).order_by("id").first()
        if made is None:
            raise CannotUndo(f"{batch}没有改变库中数据，不需要撤销。")
        if current is None or current.batch_id != batch.pk:
            raise CannotUndo(
                f"不能撤销{batch}：之后还有{_newer(current)}入库，请先从最近的一批开始撤销。"
            )
        Manifest.objects.filter(pk=current.pk).update(is_current=False)
        if made.parent_id:
            Manifest.objects.filter(pk=made.parent_id).update(is_current=True)
        return {"manifest": made.parent_id or "（空）"}


def _compared(batch: Batch) -> dict[str, int]:
    current = Manifest.current()
    with duck.cursor() as connection:
        return merge.compare(connection, batch.staged_file, current.case_paths() if current else [])


def _newer(current: Manifest | None) -> str:
    return str(current.batch) if current and current.batch else "别的批次"
