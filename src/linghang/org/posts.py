"""The posts that the catalogs declare; read once, when the application starts."""

from __future__ import annotations

import functools

from linghang.foundation.catalog import registry
from linghang.foundation.catalog.registry import Catalog
from linghang.foundation.errors import WrongCatalog
from linghang.org.definitions import Post

KIND = "posts"


def catalog() -> Catalog[Post]:
    """All posts by code, in file order. Raises WrongCatalog."""
    return registry.load(KIND, Post)


def post(code: str) -> Post:
    """The post that an appointment names.

    Raises WrongCatalog when no file declares it any more: a code is never removed or renamed.
    """
    posts = catalog()
    if code not in posts:
        raise WrongCatalog(
            file=f"{KIND}.yaml", item=code, field="code", says="有任职使用这个岗位，目录里却没有"
        )
    return posts[code]


def holders(capability: str) -> tuple[str, ...]:
    """Names of the posts that hold the capability, in file order."""
    return _holders(catalog(), capability)


@functools.lru_cache(maxsize=500)
def _holders(posts: Catalog[Post], capability: str) -> tuple[str, ...]:
    return tuple(
        loaded.item.name
        for loaded in posts.items.values()
        if capability in loaded.item.capabilities
    )
