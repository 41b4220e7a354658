"""The list in which a hospital hands over the texts that it has: one row for each version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from linghang.foundation.fields.definitions import Field, Kind
from linghang.foundation.sheets.definitions import Column, Layout, Limits

LIMITS = Limits(bytes=16 * 1024 * 1024, rows=20_000, columns=60)


def _column(
    code: str,
    name: str,
    kind: Kind = Kind.TEXT,
    *aliases: str,
    required: bool = False,
    width: int = 0,
    offers: tuple[str, ...] = (),
) -> Column:
    return Column(
        field=Field(code=code, name=name, kind=kind, required=required),
        aliases=aliases,
        needed=required,
        width=width,
        offers=offers,
    )


def layout(categories: tuple[str, ...]) -> Layout:
    """The sheet 制度清单. categories: their names, offered to choose from."""
    return Layout(
        code="policies",
        name="制度清单",
        aliases=("制度目录", "制度汇编", "Sheet1"),
        columns=(
            _column("number", "编号", Kind.TEXT, "制度编号", required=True, width=12),
            _column("title", "名称", Kind.TEXT, "制度名称", required=True, width=36),
            _column("category", "类别", Kind.TEXT, "分类", required=True, offers=categories),
            _column("owner", "主责部门", Kind.TEXT, "责任部门", "科室", required=True, width=16),
            _column("active_from", "施行日期", Kind.DATE, "生效日期", required=True, width=14),
            _column("active_to", "废止日期", Kind.DATE, "失效日期", width=14),
            _column("review_due", "下次评估日期", Kind.DATE, width=14),
            _column("issue_number", "发文字号", Kind.TEXT, "文号", width=24),
            _column("basis", "决定依据", Kind.TEXT, width=24),
            _column("is_major", "重要制度", Kind.BOOLEAN),
            _column("is_trial", "试行", Kind.BOOLEAN),
            _column("file", "正文文件", Kind.TEXT, "文件名", required=True, width=36),
        ),
        optional=False,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the list, understood: a version with its words."""

    row: int
    number: str
    title: str
    category: str
    owner: str
    active_from: date
    active_to: date | None
    review_due: date | None
    issue_number: str
    basis: str
    is_major: bool
    is_trial: bool
    body: str
