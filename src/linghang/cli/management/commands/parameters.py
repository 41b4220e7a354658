"""`linghang parameters`: what the rules are on a day, and where each comes from."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any, ClassVar

from linghang.cli.verbs import VerbCommand
from linghang.foundation import clock
from linghang.foundation.errors import Refused
from linghang.foundation.parameters import catalog, queries
from linghang.foundation.parameters.definitions import LOCK_NAMES, TAG_NAMES
from linghang.foundation.parameters.models import ParameterChange
from linghang.foundation.parameters.rules import ORIGIN_NAMES


class UnknownCode(Refused):
    """No parameter has the code that was typed."""


def _day_option(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--on", type=date.fromisoformat, metavar="日期", help="哪一天，如 2025-06-30；默认今天"
    )


class Command(VerbCommand):
    """规则参数. Changing one takes two people, so it is done on the pages."""

    help = "规则参数：列出某日有效的值、查看一项的来历"
    verbs: ClassVar[dict[str, str]] = {
        "list": "列出某日有效的全部参数",
        "show": "一项参数的含义、依据和本院的改动",
    }

    def add_list_arguments(self, parser: ArgumentParser) -> None:
        _day_option(parser)

    def add_show_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", metavar="编码", help="参数编码，如 cadre.notice")
        _day_option(parser)

    def list_(self, *, on: date | None, **options: Any) -> None:
        """One line a parameter, with a mark on what is not as it came."""
        for one in queries.listed(on or clock.today()):
            standing = one.standing
            own = "" if standing.change is None else f"（{ORIGIN_NAMES[standing.origin]}）"
            drafts = f"，{one.drafts}项待批准" if one.drafts else ""
            parameter = standing.parameter
            self.stdout.write(f"{parameter.code}  {parameter.name}：{standing.shown}{own}{drafts}")

    def show(self, *, code: str, on: date | None, **options: Any) -> None:
        """Everything about one parameter."""
        try:
            parameter = catalog.parameter(code)
        except catalog.UnknownParameter:
            raise UnknownCode(
                f"没有编码为 {code} 的参数，用 linghang parameters list 查看全部编码。"
            ) from None
        standing = queries.standing(code, on or clock.today())
        self.stdout.write(f"{parameter.name}（{code}）：{standing.shown}")
        self.stdout.write(f"含义：{parameter.meaning}")
        self.stdout.write(f"依据：{parameter.source}（{TAG_NAMES[parameter.tag]}）")
        self.stdout.write(f"本院改动：{LOCK_NAMES[parameter.lock]}")
        for change in ParameterChange.objects.filter(code=code):
            ends = f"，{change.active_to}止" if change.active_to else ""
            self.stdout.write(
                f"  {change.get_state_display()}  {change.basis}：{change.shown}，"
                f"{change.active_from}起{ends} {change.document}".rstrip()
            )
