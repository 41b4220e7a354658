"""What a field is: its kind, its limits, and whether it tells something about a person."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic import Field as Limit


class Kind(StrEnum):
    """What a value is, and what it is in Python. An empty value is None with every kind."""

    TEXT = "text"  # str, one line
    LONG_TEXT = "long_text"  # str
    INTEGER = "integer"  # int
    DECIMAL = "decimal"  # Decimal
    MONEY = "money"  # int: 分
    SHARE = "share"  # Decimal, 0…1
    DATE = "date"  # date
    MONTH = "month"  # date: the first of the month
    BOOLEAN = "boolean"  # bool
    CHOICE = "choice"  # str: code of an option
    CHOICES = "choices"  # tuple of codes, in the order of the options
    PERSON = "person"  # str: what was written, a code or a name
    UNIT = "unit"  # the same
    POST = "post"  # the same
    PHONE = "phone"  # str: 13800001234 or 010-12345678
    ID_CARD = "id_card"  # str: eighteen digits
    LICENCE = "licence"  # str: capital letters, digits and hyphens
    EMAIL = "email"  # str
    FILE = "file"  # str: what refers to a stored file
    RECORD = "record"  # str: the number of another record
    LINES = "lines"  # tuple of lines, each a tuple of the values of its columns


KIND_NAMES = {
    Kind.TEXT: "文字",
    Kind.LONG_TEXT: "长文字",
    Kind.INTEGER: "整数",
    Kind.DECIMAL: "小数",
    Kind.MONEY: "金额",
    Kind.SHARE: "比例",
    Kind.DATE: "日期",
    Kind.MONTH: "月份",
    Kind.BOOLEAN: "是否",
    Kind.CHOICE: "单选",
    Kind.CHOICES: "多选",
    Kind.PERSON: "人员",
    Kind.UNIT: "单位",
    Kind.POST: "岗位",
    Kind.PHONE: "电话",
    Kind.ID_CARD: "身份证号",
    Kind.LICENCE: "证书编号",
    Kind.EMAIL: "电子邮箱",
    Kind.FILE: "文件",
    Kind.RECORD: "关联记录",
    Kind.LINES: "多行",
}


class Mask(StrEnum):
    """What is left to see of a value that tells something about a person."""

    NAME = "name"  # 张*
    ID_CARD = "id_card"  # 110***********1234
    PHONE = "phone"  # 138****5678
    EMAIL = "email"  # z***@example.cn
    ENDS = "ends"  # the first and the last two characters
    WHOLE = "whole"  # nothing


class Option(BaseModel):
    """One of the values of a choice. also: other words by which people write it."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    code: str = Limit(min_length=1, max_length=60)
    name: str = Limit(min_length=1, max_length=80)
    also: tuple[str, ...] = ()


CHOOSING = frozenset({Kind.CHOICE, Kind.CHOICES})
MEASURED = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.SHARE})
DATED = frozenset({Kind.DATE, Kind.MONTH})
UNFIT = frozenset({Kind.LINES, Kind.LONG_TEXT, Kind.FILE, Kind.RECORD, Kind.CHOICES})
MONEY_UNITS = {"": 100, "元": 100, "万元": 1_000_000, "亿元": 10_000_000_000}


class Field(BaseModel):
    """One field of a form, a sheet or a ledger.

    least, most: limits of numbers (money in its unit, shares 0…1) or of dates, both included.
    longest: characters of a text. decimals: places after the point (of the percentage where it
    is a share). unit: what a number counts; money is written in 元, 万元 or 亿元.
    sensitive: tells something about a person, so lists and complaints mask it.
    columns: what each line of a field of several lines holds.
    has_lines: whether this use of fields can hold several lines.
    """

    has_lines: ClassVar[bool] = False

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    code: str = Limit(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)
    name: str = Limit(min_length=1, max_length=80)
    kind: Kind
    required: bool = False
    help: str = ""
    options: tuple[Option, ...] = ()
    least: Decimal | int | float | date | None = None
    most: Decimal | int | float | date | None = None
    longest: int | None = Limit(default=None, gt=0)
    decimals: int | None = Limit(default=None, ge=0, le=10)
    unit: str = ""
    sensitive: bool = False
    mask: Mask | None = None
    columns: tuple[Field, ...] = ()

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if bool(self.options) != (self.kind in CHOOSING):
            raise ValueError(f"“{self.name}”：只有单选和多选有选项，而且必须有")
        words = [word for one in self.options for word in {one.code, one.name, *one.also}]
        if len(words) != len(set(words)):
            raise ValueError(f"“{self.name}”：选项的编码、名称和别名不能重复")
        if self.kind is Kind.MONEY and self.unit not in MONEY_UNITS:
            raise ValueError(f"“{self.name}”：金额的单位只能是元、万元或亿元")
        self._check_bounds()
        self._check_columns()
        return self

    def _check_bounds(self) -> None:
        for bound in (self.least, self.most):
            is_date = isinstance(bound, date)
            kinds = DATED if is_date else MEASURED
            if bound is not None and self.kind not in kinds:
                raise ValueError(f"“{self.name}”：上下限与字段类型不符")
        if self.least is not None and self.most is not None and self.least > self.most:  # type: ignore[operator]
            raise ValueError(f"“{self.name}”：下限大于上限")

    def _check_columns(self) -> None:
        if bool(self.columns) != (self.kind is Kind.LINES):
            raise ValueError(f"“{self.name}”：只有多行的填写项有列（columns），而且必须有")
        if self.columns and not self.has_lines:
            raise ValueError(f"“{self.name}”：多行的填写项只用于程序")
        if any(one.kind in UNFIT for one in self.columns):
            raise ValueError(f"“{self.name}”：列不能是多行、长文字、多选、文件或关联记录")
        codes = [one.code for one in self.columns]
        if len(codes) != len(set(codes)):
            raise ValueError(f"“{self.name}”：列的编码不能重复")
