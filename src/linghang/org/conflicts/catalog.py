"""The conflicts that the catalogs declare; read once, when the application starts."""

from __future__ import annotations

from linghang.foundation.catalog import registry
from linghang.foundation.catalog.registry import Catalog
from linghang.foundation.errors import WrongCatalog
from linghang.org import posts
from linghang.org.conflicts import rules
from linghang.org.conflicts.definitions import Conflict

KIND = "conflicts"


def catalog() -> Catalog[Conflict]:
    """All conflicts by code, in file order. Raises WrongCatalog."""
    return registry.load(KIND, Conflict)


def every() -> tuple[Conflict, ...]:
    """The conflicts themselves, in file order."""
    return tuple(loaded.item for loaded in catalog().items.values())


def check() -> None:
    """Raise WrongCatalog for a conflict that names no post, or a post that conflicts in itself."""
    known = posts.catalog()
    for loaded in catalog().items.values():
        for field in ("one", "other"):
            strange = [code for code in getattr(loaded.item, field).posts if code not in known]
            if strange:
                raise WrongCatalog(
                    file=loaded.file,
                    item=loaded.item.code,
                    field=f"{field}.posts",
                    says=f"岗位目录里没有 {'、'.join(strange)}",
                )
    for code, post in known.items.items():
        for conflict in rules.within_one_post(code, frozenset(post.item.capabilities), every()):
            raise WrongCatalog(
                file=post.file,
                item=code,
                field="capabilities",
                says=f"一个岗位不得兼有互不相容的权限（{conflict.name}）",
            )
