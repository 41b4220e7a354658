"""Reads catalog files: ours from the package, the hospital's own over them, item by item."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Generic, TypeVar

import yaml
from django.conf import settings
from pydantic import ValidationError

from linghang.foundation.catalog import says
from linghang.foundation.catalog.definitions import About, Item
from linghang.foundation.errors import WrongCatalog

OURS = Path(__file__).resolve().parent.parent.parent / "catalogs"
ABOUT = "about"
REPLACES = "replaces"

_Shape = TypeVar("_Shape", bound=Item)
_kinds: dict[str, type[Item]] = {ABOUT: About}


@dataclass(frozen=True, slots=True)
class Loaded(Generic[_Shape]):
    """One item with what identifies it.

    hash: SHA-256 (hex) of the item's canonical text. body: that text. file: where it stands.
    replaced: hash of our item under a hospital's override, "" otherwise.
    based_on: the hash of ours that the override says it was written against, "" if it is silent.
    """

    item: _Shape
    hash: str
    body: str
    file: str
    system: str
    replaced: str = ""
    based_on: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Catalog(Generic[_Shape]):
    """All items of one kind by code, in file order. As read once: equal only to itself, so that
    what is worked out of it can be kept."""

    kind: str
    items: Mapping[str, Loaded[_Shape]]

    def __getitem__(self, code: str) -> _Shape:
        return self.items[code].item

    def __contains__(self, code: str) -> bool:
        return code in self.items


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


def load(kind: str, shape: type[_Shape]) -> Catalog[_Shape]:
    """All items of `<system>/<kind>.yaml`, ours and the hospital's.

    Raises WrongCatalog for the first fault; it names file, item and field.
    """
    _kinds[kind] = shape
    return _load(kind, shape, settings.CATALOG_OVERRIDES)


def forget() -> None:
    """Read the hospital's files again at the next load (tests, and after one was written)."""
    _load.cache_clear()


def kinds() -> frozenset[str]:
    """The file names that some engine reads."""
    return frozenset(_kinds)


def loaded() -> list[Catalog[Item]]:
    """Every kind's catalog, by the name of the kind."""
    return [load(kind, shape) for kind, shape in sorted(_kinds.items())]


def systems() -> Catalog[About]:
    """The heads (`about.yaml`) of all system folders."""
    return load(ABOUT, About)


def refuse_unknown_files() -> None:
    """Raise WrongCatalog for a file in a catalog folder that no engine reads."""
    for root in _roots(settings.CATALOG_OVERRIDES):
        for file in sorted(root.glob("*/*")):
            if file.suffix in {".yaml", ".yml"} and not _is_known(file):
                raise WrongCatalog(
                    file=_shown(root, file),
                    item="—",
                    field="—",
                    says=f"没有引擎读取这个文件；可用的文件名：{'、'.join(sorted(_kinds))}（.yaml）",
                )


def _is_known(file: Path) -> bool:
    return file.suffix == ".yaml" and file.stem in _kinds


def _roots(overrides: str) -> list[Path]:
    """Our folder, then the hospital's; a named folder that is absent is a fault."""
    if not overrides:
        return [OURS]
    folder = Path(overrides)
    if not folder.is_dir():
        raise WrongCatalog(
            file=overrides, item="—", field="LINGHANG_CATALOGS", says="这个目录不存在或读不到"
        )
    return [OURS, folder]


def _shown(root: Path, file: Path) -> str:
    prefix = "catalogs" if root == OURS else str(root)
    return f"{prefix}/{file.relative_to(root)}"


@functools.cache
def _load(kind: str, shape: type[_Shape], overrides: str) -> Catalog[_Shape]:
    items = {loaded.item.code: loaded for loaded in _ours(kind, shape)}
    for root in _roots(overrides)[1:]:
        for loaded in _all_of(root, kind, shape):
            items[loaded.item.code] = _over(items.get(loaded.item.code), loaded)
    return Catalog(kind, MappingProxyType(items))


@functools.cache
def _ours(kind: str, shape: type[_Shape]) -> tuple[Loaded[_Shape], ...]:
    """Those of the package, which no hospital writes: read once, whatever lies over them."""
    return tuple(_all_of(OURS, kind, shape))


def _all_of(root: Path, kind: str, shape: type[_Shape]) -> Iterator[Loaded[_Shape]]:
    own: set[str] = set()
    for file in sorted(root.glob(f"*/{kind}.yaml")):
        for number, raw in enumerate(_entries(root, file, kind), start=1):
            loaded = _item(raw, number, shape, shown=_shown(root, file), system=file.parent.name)
            code = loaded.item.code
            if code in own:
                _fault(_shown(root, file), number, code, "code", "这个编码已经用过")
            own.add(code)
            yield loaded


def _over(ours: Loaded[_Shape] | None, loaded: Loaded[_Shape]) -> Loaded[_Shape]:
    if ours is None:
        return loaded
    return Loaded(
        item=loaded.item,
        hash=loaded.hash,
        body=loaded.body,
        file=loaded.file,
        system=loaded.system,
        replaced=ours.hash,
        based_on=loaded.based_on,
    )


def _entries(root: Path, file: Path, kind: str) -> list[Any]:
    shown = _shown(root, file)
    try:
        content = yaml.load(file.read_text("utf-8"), Loader=_StrictLoader)  # noqa: S506 - a SafeLoader
    except UnicodeDecodeError as fault:
        raise WrongCatalog(
            file=shown, item="—", field="—", says=f"不是 UTF-8 文本（第 {fault.start} 字节）"
        ) from fault
    except yaml.MarkedYAMLError as fault:
        raise WrongCatalog(file=shown, item="—", field="—", says=says.yaml_fault(fault)) from fault
    except yaml.YAMLError as fault:
        raise WrongCatalog(
            file=shown, item="—", field="—", says=f"不是合法的 YAML：{fault}"
        ) from fault
    if kind == ABOUT:
        return [content]
    if not isinstance(content, list):
        raise WrongCatalog(file=shown, item="—", field="—", says="应当是以“- code:”开头的条目清单")
    return content


def _item(raw: Any, number: int, shape: type[_Shape], *, shown: str, system: str) -> Loaded[_Shape]:
    if not isinstance(raw, dict):
        raise WrongCatalog(
            file=shown, item=f"第 {number} 项", field="—", says="应当由“字段: 值”组成"
        )
    for key in _not_text(raw):
        words = f"键“{key}”不是文字：on、off、yes、no 和数字作键要加引号"
        _fault(shown, number, raw.get("code"), str(key), words)
    facts = dict(raw)
    based_on = str(facts.pop(REPLACES, ""))
    body = json.dumps(facts, ensure_ascii=False, sort_keys=True, default=str)
    try:
        item = shape.model_validate_json(body, strict=True)
    except ValidationError as fault:
        first = says.most_telling(fault.errors())
        field = ".".join(str(part) for part in first["loc"]) or "—"
        words = says.field_fault(first, known=list(shape.model_fields))
        _fault(shown, number, raw.get("code"), field, words)
    return Loaded(
        item=item,
        hash=hashlib.sha256(body.encode()).hexdigest(),
        body=body,
        file=shown,
        system=system,
        based_on=based_on,
    )


def _not_text(raw: Any) -> Iterator[object]:
    """Keys that YAML does not read as text, at any depth."""
    if isinstance(raw, dict):
        yield from (key for key in raw if not isinstance(key, str))
    for each in raw.values() if isinstance(raw, dict) else raw if isinstance(raw, list) else ():
        yield from _not_text(each)


def _fault(file: str, number: int, code: object, field: str, words: str) -> None:
    raise WrongCatalog(
        file=file, item=f"第 {number} 项（{code or '无编码'}）", field=field, says=words
    )
