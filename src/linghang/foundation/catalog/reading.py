"""Catalog files as canonical items: strict YAML in, one line of JSON for each item out.

Ours are the same at every start, and reading YAML is a quarter of a start. What was read is kept
beside them as Python keeps what it compiled, named by the hash of what it was read from: where the
folder cannot be written, or nothing may be kept, every process reads the YAML.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import yaml

from linghang.foundation.catalog import says
from linghang.foundation.errors import WrongCatalog

ABOUT = "about"
REPLACES = "replaces"


@dataclass(frozen=True, slots=True)
class Written:
    """An item as it stands in a file, before anybody asked whether it is right.

    number: its place in the file, from 1. code: "" without one. body: its canonical text (JSON,
    keys sorted), without what it replaces. based_on: the hash that it says it replaces, or "".
    """

    number: int
    code: str
    body: str
    based_on: str


def read(file: Path, *, shown: str) -> list[Written]:
    """The items of a file. Raises WrongCatalog, with the name shown, for what is no list of them"""
    return list(_read(file, file.read_bytes(), shown))


def read_ours(file: Path, *, shown: str) -> list[Written]:
    """The same for a file of the package, from what an earlier start kept if that is the same."""
    raw = file.read_bytes()
    kept = file.parent / "__pycache__" / f"{file.stem}.{_stamp(raw)}.json"
    try:
        return [Written(*each) for each in json.loads(kept.read_bytes())]
    except (OSError, ValueError, TypeError):
        found = list(_read(file, raw, shown))
    if not sys.dont_write_bytecode:
        with contextlib.suppress(OSError):
            _keep(kept, found)
    return found


def fault(file: str, number: int, code: object, field: str, words: str) -> NoReturn:
    """Raise WrongCatalog that names file, item and field."""
    raise WrongCatalog(
        file=file, item=f"第 {number} 项（{code or '无编码'}）", field=field, says=words
    )


def _keep(kept: Path, found: list[Written]) -> None:
    """Whole or not at all; what was kept of former contents goes."""
    kept.parent.mkdir(exist_ok=True)
    new = kept.with_suffix(f".{os.getpid()}")
    try:
        new.write_text(json.dumps([astuple(each) for each in found], ensure_ascii=False), "utf-8")
        new.replace(kept)
    finally:
        new.unlink(missing_ok=True)
    for former in kept.parent.glob(f"{kept.name.partition('.')[0]}.*.json"):
        if former != kept:
            former.unlink(missing_ok=True)


def _stamp(raw: bytes) -> str:
    return hashlib.sha256(_reader() + raw).hexdigest()[:16]


@cache
def _reader() -> bytes:
    """What else decides how a file is read: this module, and the parser."""
    return hashlib.sha256(Path(__file__).read_bytes() + yaml.__version__.encode()).digest()


class _StrictLoader(yaml.CSafeLoader):
    """YAML without silent surprises: a key that stands twice is a fault."""


def _mapping(loader: _StrictLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[str] = set()
    for key, _ in node.value:
        if key.value in seen:
            raise yaml.constructor.ConstructorError(
                None, None, f"字段 {key.value} 写了两次", key.start_mark
            )
        seen.add(key.value)
    return loader.construct_mapping(node, deep=True)


_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def _read(file: Path, raw: bytes, shown: str) -> Iterator[Written]:
    content = _content(raw, shown)
    if file.stem == ABOUT:
        content = [content]
    if not isinstance(content, list):
        raise WrongCatalog(file=shown, item="—", field="—", says="应当是以“- code:”开头的条目清单")
    for number, each in enumerate(content, start=1):
        yield _item(each, number, shown)


def _content(raw: bytes, shown: str) -> Any:
    try:
        return yaml.load(raw.decode("utf-8"), Loader=_StrictLoader)  # noqa: S506 - a SafeLoader
    except UnicodeDecodeError as wrong:
        raise WrongCatalog(
            file=shown, item="—", field="—", says=f"不是 UTF-8 文本（第 {wrong.start} 字节）"
        ) from wrong
    except yaml.MarkedYAMLError as wrong:
        raise WrongCatalog(file=shown, item="—", field="—", says=says.yaml_fault(wrong)) from wrong
    except yaml.YAMLError as wrong:
        raise WrongCatalog(
            file=shown, item="—", field="—", says=f"不是合法的 YAML：{wrong}"
        ) from wrong


def _item(raw: Any, number: int, shown: str) -> Written:
    if not isinstance(raw, dict):
        raise WrongCatalog(
            file=shown, item=f"第 {number} 项", field="—", says="应当由“字段: 值”组成"
        )
    for key in _not_text(raw):
        words = f"键“{key}”不是文字：on、off、yes、no 和数字作键要加引号"
        fault(shown, number, raw.get("code"), str(key), words)
    facts = dict(raw)
    based_on = str(facts.pop(REPLACES, ""))
    return Written(
        number=number,
        code=str(raw.get("code") or ""),
        body=json.dumps(facts, ensure_ascii=False, sort_keys=True, default=str),
        based_on=based_on,
    )


def _not_text(raw: Any) -> Iterator[object]:
    """Keys that YAML does not read as text, at any depth."""
    if isinstance(raw, dict):
        yield from (key for key in raw if not isinstance(key, str))
    for each in raw.values() if isinstance(raw, dict) else raw if isinstance(raw, list) else ():
        yield from _not_text(each)
