"""What `ledgers.yaml` may say: a ledger's fields, who enters and verifies, what is counted.

A ledger is data: conditions and checks from a closed vocabulary, one level, no arithmetic.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Literal

from pydantic import Field, model_validator

from linghang.foundation.catalog.definitions import Item
from linghang.foundation.fields.definitions import Field as Declared
from linghang.foundation.fields.definitions import Kind
from linghang.foundation.sensitivity.definitions import Level
from linghang.ledgers.counting.definitions import Example, Figure, Rate
from linghang.procedures.definitions import Seat
from linghang.procedures.needs.definitions import KEY, Shape, When

DAY, UNTIL, UNIT, TITLE = "day", "until", "unit", "title"
COMMON = (TITLE, DAY, UNTIL, UNIT)
SEVERAL = frozenset({Kind.PERSON, Kind.UNIT, Kind.FILE, Kind.RECORD})
TEXTS = frozenset(
    {Kind.TEXT, Kind.CHOICE, Kind.BOOLEAN, Kind.PERSON, Kind.UNIT, Kind.POST, Kind.RECORD}
)
NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.SHARE})
DAYS = frozenset({Kind.DATE, Kind.MONTH})
# How many columns of each sort the table of entries has for what is filtered, sorted and counted.
TEXT_PLACES, NUMBER_PLACES, DAY_PLACES = 6, 6, 2


class Secrecy(StrEnum):
    """Who may know that an entry is there and what it says."""

    OPEN = "open"
    FEW = "few"
    SEALED = "sealed"


SECRECY_NAMES = {
    Secrecy.OPEN: "按岗位和单位查看",
    Secrecy.FEW: "知悉范围内查看",
    Secrecy.SEALED: "知悉范围内查看，内容加密保存",
}


class LedgerField(Declared):
    """One field of an entry.

    when: asked for, and may be filled in, only then. many: several persons, units, files or
    records. filter: lists filter and sort by it, figures may ask for it. listed: a column of the
    list. outside: persons or units that the organisation does not know may be named.
    refers: which records a field of kind record names: a ledger, or a registered kind of
    subject. expires: with a file, the last day of its validity is asked for.
    retired: from that day on it is asked for no more; what was entered stays to be seen.
    also: other names under which sheets bring it; former names are known of themselves.
    floor: a number is rounded down to a multiple of it, 2.8 to 2.5 with 0.5.
    """

    when: When | None = None
    many: bool = False
    filter: bool = False
    listed: bool = False
    outside: bool = False
    refers: str = ""
    expires: bool = False
    retired: date | None = None
    group: str = ""
    also: tuple[str, ...] = ()
    floor: Decimal | int | float | None = None

    @model_validator(mode="after")
    def _agrees(self) -> LedgerField:
        wrong = [says for is_wrong, says in self._faults() if is_wrong]
        if wrong:
            raise ValueError(f"“{self.name}”：{wrong[0]}")
        return self

    def _faults(self) -> tuple[tuple[bool, str], ...]:
        kind, common = self.kind, "、".join(COMMON)
        named = (Kind.PERSON, Kind.UNIT)
        return (
            (self.code in COMMON, f"{common} 是每条都有的，不能再作字段编码"),
            (
                self.many and kind not in SEVERAL,
                "只有人员、单位、文件和关联记录可以有多个（many）",
            ),
            (self.outside and kind not in named, "outside 只用于人员和单位"),
            (
                bool(self.refers) != (kind is Kind.RECORD),
                "关联记录要写 refers，其他类型不写",
            ),
            (self.expires and kind is not Kind.FILE, "expires 只用于文件"),
            (
                self.floor is not None and (kind is not Kind.DECIMAL or self.floor <= 0),
                "floor 只用于小数，且要大于0",
            ),
            (
                self.filter and kind in (Kind.LONG_TEXT, Kind.FILE),
                "长文字和文件不能筛选，可以用全文检索",
            ),
            (kind is Kind.ID_CARD and not self.sensitive, "身份证号必须标为 sensitive"),
            (
                self.filter and self.sensitive and kind is not Kind.PERSON,
                "个人敏感信息不能筛选",
            ),
        )

    @property
    def is_mentioned(self) -> bool:
        """Whether each of its values stands in a row of its own (persons, units, records, tags)."""
        return self.kind in (Kind.PERSON, Kind.UNIT, Kind.RECORD, Kind.CHOICES)


class Check(Shape):
    """What two fields must be to each other: `field` is not before, not above, … `other`.

    Says what is wrong in Chinese; asked only where both are filled in.
    """

    field: str = Field(pattern=KEY)
    is_: Literal["at_least", "at_most", "differs", "within"] = Field(alias="is")
    other: str = Field(pattern=KEY)
    says: str = Field(min_length=4)


class Labels(Shape):
    """How a ledger calls what every entry has. until: "" where an entry happens on one day."""

    title: str = Field(default="名称", min_length=1, max_length=20)
    day: str = Field(default="日期", min_length=1, max_length=20)
    until: str = Field(default="", max_length=20)
    unit: str = Field(default="部门", min_length=1, max_length=20)


class Burden(Shape):
    """How often a post is expected to enter something: what 填报负担 is counted from."""

    times: int = Field(ge=1, le=400)
    per: Literal["month", "quarter", "year"] = "year"


class Ledger(Item):
    """One ledger of `ledgers.yaml`.

    prefix: of the numbers of its entries (YZ-2026-0001). counted: what one entry is: 场, 次, 篇.
    enter, verify: who enters for a unit, and who verifies it. oversee: who voids, locks, opens
    again. read: who reads besides; everybody_reads: every post of the hospital does.
    secrecy: FEW and SEALED are known to these seats alone; what SEALED says is kept encrypted.
    same: fields (or title, day, unit) in which two entries agree that may be one; several lists
    where agreeing in either of them is enough.
    tags: the field of kind choices by whose options an entry serves several purposes.
    part_of, tag: this ledger is the part of another one that carries the tag; it has no entries
    of its own. keep: years that it is kept, or the code of a rule parameter; None for ever.
    procedure: a declared procedure on `ledgers.filing` instead of submit – verify, for what is
    entered; corrections and voidings are always submitted and verified.
    renewed: what is in it ends on its `until` and is to be renewed: people are told before.
    titled: an entry is called by the month or the year and the ledger's name, unless somebody
    writes another title.
    offers: lists that are computed and offered to whom enters: who is still missing, what is due.
    """

    purpose: str = Field(min_length=4)
    prefix: str = Field(default="", pattern=r"^[A-Z]{0,4}$")
    counted: str = Field(default="条", min_length=1, max_length=4)
    labels: Labels = Labels()
    level: Level = Level.INTERNAL
    secrecy: Secrecy = Secrecy.OPEN
    enter: tuple[Seat, ...] = ()
    verify: tuple[Seat, ...] = ()
    oversee: tuple[Seat, ...] = ()
    read: tuple[Seat, ...] = ()
    everybody_reads: bool = False
    fields: tuple[LedgerField, ...] = ()
    checks: tuple[Check, ...] = ()
    same: tuple[str, ...] | tuple[tuple[str, ...], ...] = ()
    tags: str = ""
    part_of: str = ""
    tag: str = ""
    figures: tuple[Figure, ...] = ()
    rates: tuple[Rate, ...] = ()
    examples: tuple[Example, ...] = ()
    burden: Burden | None = None
    procedure: str = Field(default="", pattern=rf"^$|{KEY}")
    renewed: bool = False
    titled: Literal["", "month", "year"] = ""
    offers: tuple[str, ...] = ()
    keep: int | str | None = None
    active_to: date | None = None
    menu: bool = True

    @model_validator(mode="after")
    def _is_whole(self) -> Ledger:
        if bool(self.part_of) != bool(self.tag):
            raise ValueError("part_of 和 tag 要一起写")
        if self.part_of:
            if self.fields or self.enter or self.verify or self.oversee or self.prefix:
                raise ValueError("part_of 的台账不写字段、编号和岗位，用所属台账的")
            return self
        if not (self.prefix and self.enter and self.verify and self.oversee):
            raise ValueError("要写 prefix、enter、verify 和 oversee")
        if self.secrecy is Secrecy.SEALED and any(one.filter for one in self.fields):
            raise ValueError("内容加密的台账没有能筛选（filter）的字段")
        if self.secrecy is not Secrecy.OPEN and self.everybody_reads:
            raise ValueError("知悉范围内查看的台账不能写 everybody_reads")
        codes = [one.code for one in self.fields]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise ValueError(f"字段编码写了两次：{'、'.join(twice)}")
        return self

    @model_validator(mode="after")
    def _ends_if_renewed(self) -> Ledger:
        if self.renewed and not self.labels.until:
            raise ValueError("写 renewed 的台账要有结束日期（labels.until）")
        return self

    @cached_property
    def by_code(self) -> dict[str, LedgerField]:
        """Each field by its code."""
        return {one.code: one for one in self.fields}

    @cached_property
    def places(self) -> dict[str, str]:
        """Field → column of the table of entries in which it is kept to be asked for.

        In the order of the file. Columns of entries that stand otherwise are written anew before
        they are read by a changed definition (`lasting.services.settle`).
        """
        found: dict[str, str] = {}
        for kinds, letter in ((TEXTS, "t"), (NUMBERS, "n"), (DAYS, "d")):
            wanted = [f for f in self.fields if f.filter and f.kind in kinds and not f.many]
            found.update({one.code: f"{letter}{n}" for n, one in enumerate(wanted, 1)})
        return found

    @cached_property
    def figures_by_code(self) -> dict[str, Figure]:
        """Each figure by its code."""
        return {one.code: one for one in self.figures}

    @cached_property
    def rates_by_code(self) -> dict[str, Rate]:
        """Each rate by its code."""
        return {one.code: one for one in self.rates}

    @cached_property
    def told(self) -> tuple[Figure | Rate, ...]:
        """What its entries come to: figures, then rates."""
        return (*self.figures, *self.rates)

    @cached_property
    def alternatives(self) -> tuple[tuple[str, ...], ...]:
        """In what two entries agree that may be one: all of the first, or all of the next, …"""
        several = tuple(one for one in self.same if isinstance(one, tuple))
        single = tuple(one for one in self.same if isinstance(one, str))
        return (*several, *((single,) if single else ()))

    def first_title(self, on: date) -> str:
        """The title that a new entry begins with: 2025年3月双向转诊; "" where people write it."""
        if not self.titled:
            return ""
        return (
            f"{on.year}年{on.month}月{self.name}"
            if self.titled == "month"
            else f"{on.year}年{self.name}"
        )

    @property
    def seats(self) -> tuple[Seat, ...]:
        """All that enter, verify, oversee or read."""
        return (*self.enter, *self.verify, *self.oversee, *self.read)

    def asked(self, on: date) -> tuple[LedgerField, ...]:
        """The fields that are not retired on the day."""
        return tuple(one for one in self.fields if one.retired is None or on < one.retired)

    @property
    def thing(self) -> str:
        """The name of its records as a source of figures: ledgers.outreach."""
        return f"ledgers.{self.code}"
