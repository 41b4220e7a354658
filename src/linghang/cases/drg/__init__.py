"""CHS-DRG grouping: table-driven, without Django; batch, single case and explanation agree.

    from linghang.cases.drg import Case, group_one, load_rules
    rules = load_rules("chs_drg_11")
    group_one(Case(sex=1, age=60, los=5, dx=("K80.304",)), rules).drg

What needs numpy or the compiled loops is imported when it is first asked for: explaining starts
in a third of the time, and a command that groups nothing pays for nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from linghang.cases.drg.rules import (
    SETS,
    Case,
    DrgName,
    Facts,
    Grouped,
    Status,
    is_in_force,
    standing,
)

if TYPE_CHECKING:
    from linghang.cases.drg.coding import CodedCases, encode, from_arrow, group_coded
    from linghang.cases.drg.compiled import CompiledRules
    from linghang.cases.drg.explaining import Explanation, explain
    from linghang.cases.drg.files import group_file
    from linghang.cases.drg.single import group_one
    from linghang.cases.drg.stored import code_table, load_rules

__all__ = [
    "SETS",
    "Case",
    "CodedCases",
    "CompiledRules",
    "DrgName",
    "Explanation",
    "Facts",
    "Grouped",
    "Status",
    "code_table",
    "encode",
    "explain",
    "from_arrow",
    "group_coded",
    "group_file",
    "group_one",
    "is_in_force",
    "load_rules",
    "standing",
]

_LATER = {
    "CodedCases": "coding",
    "CompiledRules": "compiled",
    "Explanation": "explaining",
    "code_table": "stored",
    "explain": "explaining",
    "load_rules": "stored",
    "encode": "coding",
    "from_arrow": "coding",
    "group_coded": "coding",
    "group_file": "files",
    "group_one": "single",
}


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    raise AttributeError(name)
