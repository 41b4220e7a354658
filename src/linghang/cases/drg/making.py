"""Makes a rule set from its folder: read, checked, compiled."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from linghang.cases.drg import checking, compiling, sources
from linghang.cases.drg.codes import CodeTable, TooManyCodes
from linghang.cases.drg.compiled import CompiledRules
from linghang.foundation.errors import Refused

SHOWN = 20


def make(
    folder: Path, codes: CodeTable, mdc_names: Mapping[str, str], digest: str
) -> CompiledRules:
    """Compile a folder's tables. Raises Refused, with the first of its faults."""
    tables, complaints = sources.read(folder)
    complaints = checking.complaints(tables, codes, complaints)
    if fatal := [one for one in complaints if one.fatal]:
        shown = "\n".join(f"  {one}" for one in fatal[:SHOWN])
        raise Refused(f"规则集 {folder} 不能用，有{len(fatal)}处错误：\n{shown}")
    try:
        return compiling.compile_rules(tables, codes, mdc_names, digest)
    except (compiling.TooMuch, TooManyCodes) as fault:
        raise Refused(f"规则集 {folder} 不能用：{fault}。") from fault
