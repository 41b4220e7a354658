"""How a sheet of a programme's tree is read, written and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from linghang.commitments.models import Commitment, Programme, Step
from linghang.commitments.sheets import reading, rules
from linghang.commitments.sheets.reading import Checked
from linghang.commitments.spells.rules import Standing
from linghang.commitments.versions import services as versions
from linghang.commitments.writing import regrouping
from linghang.commitments.writing import services as writing
from linghang.foundation.intake.kinds import Found, Importer, Work, Written
from linghang.foundation.intake.models import Batch
from linghang.foundation.intake.services import CannotUndo
from linghang.foundation.sheets import writing as sheets
from linghang.ledgers.directory import Directory

HINTS = (
    "一行是一个问题、一条措施或一项任务；列的次序可以变，不用的列可以删，列名不要改。",
    f"序号以“{rules.EXAMPLE}”开头的行只作示范，导入时不读，可以删去。",
    "已在方案里的行不会重复列入；佐证材料在列入后打开该项上传。",
)


class CommitmentImport(Importer):
    """The tree of one programme, from one sheet."""

    def read(self, work: Work) -> Found:
        """Everything that is wrong with the sheet as of today."""
        programme = _programme(work.batch)
        (upload,) = work.uploads
        checked = reading.read(programme, upload.path, name=upload.name, today=work.today)
        told = [f"列入{len(checked.fresh)}项"]
        if checked.known:
            told.append(f"已在方案里{checked.known}项，不重复列入")
        errors = any(one.severity == "error" for one in checked.complaints)
        nothing = checked.rows and not checked.fresh and not errors
        return Found(
            rows=checked.rows,
            content=checked,
            summary="，".join(told),
            complaints=checked.complaints,
            digest=checked.digest,
            lines=checked.lines,
            facts={"notes": checked.notes, "headers": checked.headers},
            refusal="表里的各项都已在方案里，没有要列入的。" if nothing else "",
        )

    def hold(self, work: Work) -> None:
        """Whoever else changes the tree waits."""
        writing.locked(int(work.batch.target))

    def write(self, work: Work, content: Checked) -> Written:
        """Add every row, those above before those below."""
        programme = _programme(work.batch)
        rows = Commitment.objects.filter(programme=programme)
        known = dict(rows.values_list("number", "pk"))
        directory = Directory()
        for one in reading.in_order(content.fresh, known):
            row = writing.add(
                programme_id=programme.pk,
                wanted=reading.with_ids(one, known),
                actor=work.actor,
                at=work.at,
                today=work.today,
                directory=directory,
            )
            row.batch = work.batch
            row.save(update_fields=["batch"])
            known[row.number] = row.pk
        return Written(told={"programme": programme.number})

    def take_back(self, work: Work) -> Mapping[str, Any]:
        """Void what the batch brought, and free its numbers. Raises CannotUndo."""
        programme = _programme(work.batch)
        rows = Commitment.objects.filter(batch=work.batch).exclude(standing=Standing.VOIDED.value)
        begun = rows.filter(notes__isnull=False) | rows.filter(papers__isnull=False)
        begun = begun | rows.filter(proceeding__isnull=False)
        if started := list(begun.distinct().order_by("path")[:3]):
            named = "、".join(one.number for one in started)
            raise CannotUndo(f"不能撤销：{named}等已经反馈、上传材料或申请销号，请逐项作废。")
        below = Commitment.objects.filter(parent__batch=work.batch).exclude(batch=work.batch)
        if below.exclude(standing=Standing.VOIDED.value).exists():
            raise CannotUndo("不能撤销：其下后来又列入了别的事项，请先作废那些事项。")
        count = rows.count()
        for row in rows.order_by("path"):
            row.refresh_from_db()
            if row.standing != Standing.VOIDED.value:
                writing.void(
                    commitment_id=row.pk,
                    reason=f"撤销导入（{work.batch}）",
                    actor=work.actor,
                    at=work.at,
                    today=work.today,
                )
        freed = list(Commitment.objects.filter(batch=work.batch))
        for row in freed:
            row.number = f"{row.number[:24]}（撤{row.pk}）"
            row.save(update_fields=["number"])
        last = {one.commitment_id: one for one in Step.objects.filter(commitment__in=freed)}
        said = regrouping.holding([row.pk for row in freed])
        versions.keep((row, last[row.pk]) for row in said)
        return {"programme": programme.number, "count": count}

    def template(self, target: str, to: IO[bytes]) -> None:
        """The sheet to fill in, with an example of each level and the rule of every column."""
        programme = Programme.objects.get(pk=target)
        kind = programme.definition
        layout = rules.layout(kind)
        hints = (f"{programme.title}：{kind.purpose}", *HINTS)
        sheets.template(to, [layout], hints=hints, examples={layout.code: rules.examples(kind)})


def _programme(batch: Batch) -> Programme:
    return Programme.objects.get(pk=batch.target)
