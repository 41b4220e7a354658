"""Reads catalog files: ours from the package, the hospital's own over them, item by item."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Generic, TypeVar

from django.conf import settings
from pydantic import ValidationError

from linghang.foundation.catalog import says
from linghang.foundation.catalog.definitions import About, Item
from linghang.foundation.catalog.reading import ABOUT, Written, fault, read, read_ours
from linghang.foundation.errors import WrongCatalog

OURS = Path(__file__).resolve().parent.parent.parent / "catalogs"

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
        shown = _shown(root, file)
        for written in read_ours(file, shown=shown) if root == OURS else read(file, shown=shown):
            loaded = _item(written, shape, shown=shown, system=file.parent.name)
            code = loaded.item.code
            if code in own:
                fault(shown, written.number, code, "code", "这个编码已经用过")
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


def _item(written: Written, shape: type[_Shape], *, shown: str, system: str) -> Loaded[_Shape]:
    try:
        item = shape.model_validate_json(written.body, strict=True)
    except ValidationError as wrong:
        first = says.most_telling(wrong.errors())
        field = ".".join(str(part) for part in first["loc"]) or "—"
        words = says.field_fault(first, known=list(shape.model_fields))
        fault(shown, written.number, written.code, field, words)
    return Loaded(
        item=item,
        hash=hashlib.sha256(written.body.encode()).hexdigest(),
        body=written.body,
        file=shown,
        system=system,
        based_on=written.based_on,
    )
