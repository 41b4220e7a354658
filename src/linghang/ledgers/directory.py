"""Who and what a word in an entry means: people, units, posts by code or a name that is unique."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from linghang.foundation.fields.definitions import Kind
from linghang.ledgers.facts.rules import Named
from linghang.org import posts
from linghang.org.models import Person, Unit

# By what one is told from others of its name, what it is, and how such are counted.
SAYS = {
    Kind.PERSON: ("工号", "人员", "人"),
    Kind.UNIT: ("编码", "单位", "个单位"),
    Kind.POST: ("岗位编码", "岗位", "个岗位"),
}


@dataclass(frozen=True)
class Directory:
    """People, units and posts of the hospital, read when they are first asked for, once for all."""

    _found: dict[tuple[Kind, str], Named | str] = field(default_factory=dict)

    @cached_property
    def _people(self) -> Mapping[str, list[str]]:
        return _by_word(Person.objects.order_by().values_list("code", "name"))

    @cached_property
    def _units(self) -> Mapping[str, list[str]]:
        return _by_word(Unit.objects.order_by().values_list("code", "name"))

    def find(self, kind: Kind, word: str) -> Named | str:
        """Whom the word means; a text says why it means nobody, or that several are meant."""
        known = self._found.get((kind, word))
        if known is None:
            known = self._found[kind, word] = self._look(kind, word)
        return known

    @cached_property
    def _posts(self) -> Mapping[str, list[str]]:
        return _by_word((code, one.item.name) for code, one in posts.catalog().items.items())

    def _known(self, kind: Kind) -> Mapping[str, list[str]]:
        if kind is Kind.POST:
            return self._posts
        return self._people if kind is Kind.PERSON else self._units

    def _look(self, kind: Kind, word: str) -> Named | str:
        codes = self._known(kind).get(word, [])
        if word in codes:
            return Named(word)
        if len(codes) == 1:
            return Named(codes[0])
        by, of, counted = SAYS[kind]
        if codes:
            return f"有{len(codes)}{counted}叫“{word}”，请改填{by}"
        return f"没有找到{of}“{word}”，请填{by}或全名"


def _by_word(rows: Iterable[tuple[str, str]]) -> Mapping[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for code, name in rows:
        found[code].append(code)
        if name != code:
            found[name].append(code)
    return found


def names(codes: Iterable[str]) -> dict[str, str]:
    """Code → name of people, units and posts, in two queries."""
    wanted = set(codes) - {""}
    if not wanted:
        return {}
    known = {code: one.item.name for code, one in posts.catalog().items.items() if code in wanted}
    people = dict(Person.objects.filter(code__in=wanted).values_list("code", "name"))
    return {
        **known,
        **dict(Unit.objects.filter(code__in=wanted).values_list("code", "name")),
        **people,
    }
