"""What can be found here: the sections of the user guides."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from linghang.foundation.search import providers
from linghang.foundation.search.providers import Found
from linghang.web.help import guides

HELP = "help"
EVERYBODY = frozenset({"help"})


def documents(keys: Collection[str] | None) -> Iterator[Found]:
    """Every heading of every guide with what stands below it."""
    for name in guides.names():
        guide = guides.guide(name)
        for section in guide.sections if guide else ():
            key = f"{name}#{section.anchor}"
            if guide and (keys is None or key in keys):
                above = "" if section.level == 1 else f"{guide.title}：\n"
                yield Found(key, section.title, f"{above}{section.text}", EVERYBODY)


providers.register(HELP, "帮助", documents)
