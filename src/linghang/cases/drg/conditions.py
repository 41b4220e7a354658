"""The vocabulary of conditions: read once, and turned into alternatives of plain literals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

CODE_WORDS = ("pdx", "anydx", "odx", "pproc", "anyproc")
FIELDS = ("sex", "age", "days", "weight", "los")
SIGNS = ("=", "<", "<=", ">", ">=")
MOST_CHARACTERS = 2_000
MOST_DEPTH = 40
MOST_ALTERNATIVES = 64

_TOKEN = re.compile(
    r"\s*(?:"
    r"(?P<list>(?:pdx|anydx|odx|pproc|anyproc)\(\s*\w+\s*\))"
    r"|(?P<inline>(?:pdx|anydx|odx|pproc|anyproc)\{[^{}]*\})"
    r"|(?P<compare>(?:sex|age|days|weight|los)\s*(?:<=|>=|=|<|>)\s*-?\d{1,9})"
    r"|(?P<word>(?:mcc|cc|true|false)(?!\w))"
    r"|(?P<sign>[&|!()])"
    r")"
)


class WrongCondition(ValueError):  # noqa: N818
    """A condition can't be read; the message says in Chinese what and where."""


@dataclass(frozen=True, slots=True)
class InList:
    """A test of codes: `word` is one of CODE_WORDS; a list's name, or the codes themselves."""

    word: str
    name: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Compare:
    """A test of a number, such as days<=28; a number that is missing passes no test."""

    field: str
    sign: str
    value: int


@dataclass(frozen=True, slots=True)
class Severity:
    """Whether a complication of this level, `mcc` or `cc`, counts."""

    level: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A test and the answer that is wanted from it."""

    test: InList | Compare | Severity
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class _All:
    parts: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _Any:
    parts: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _Not:
    part: _Node


_Node = Literal | _All | _Any | _Not
_TRUE, _FALSE = _All(()), _Any(())
Conjunction = tuple[Literal, ...]


def alternatives(condition: str) -> tuple[Conjunction, ...]:
    """The condition as alternatives, in writing order; each holds when all of its literals do.

    `true` gives one alternative without literals, `false` none. Raises WrongCondition.
    """
    if len(condition) > MOST_CHARACTERS:
        raise WrongCondition(f"条件过长（超过{MOST_CHARACTERS}个字符）")
    tokens = list(_tokens(condition))
    if not tokens:
        raise WrongCondition("条件为空")
    node = _Reader(tokens).whole()
    kept: dict[Conjunction, None] = {}
    for one in _spread(node, wanted=True):
        literals = tuple(dict.fromkeys(one))
        if not any(Literal(each.test, not each.wanted) in literals for each in literals):
            kept[literals] = None
    return tuple(kept)


def _tokens(condition: str) -> Iterator[tuple[str, str]]:
    place = 0
    while rest := condition[place:].strip():
        match = _TOKEN.match(condition, place)
        if match is None:
            raise WrongCondition(
                f"看不懂“{rest[:20]}”（第{condition.index(rest, place) + 1}个字符起）"
            )
        yield str(match.lastgroup), match.group(str(match.lastgroup))
        place = match.end()


class _Reader:
    """Recursive descent: `|` of `&` of `!`; parentheses."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens, self.place, self.depth = tokens, 0, 0

    def whole(self) -> _Node:
        node = self._either()
        if self.place < len(self.tokens):
            raise WrongCondition(f"多出“{self.tokens[self.place][1]}”")
        return node

    def _takes(self, sign: str) -> bool:
        if self.place < len(self.tokens) and self.tokens[self.place] == ("sign", sign):
            self.place += 1
            return True
        return False

    def _either(self) -> _Node:
        parts = [self._both()]
        while self._takes("|"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else _Any(tuple(parts))

    def _both(self) -> _Node:
        parts = [self._single()]
        while self._takes("&"):
            parts.append(self._single())
        return parts[0] if len(parts) == 1 else _All(tuple(parts))

    def _single(self) -> _Node:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise WrongCondition(f"括号或否定超过{MOST_DEPTH}层")
        node = self._inner()
        self.depth -= 1
        return node

    def _inner(self) -> _Node:
        if self._takes("!"):
            return _Not(self._single())
        if self._takes("("):
            node = self._either()
            if not self._takes(")"):
                raise WrongCondition("括号没有配对")
            return node
        if self.place == len(self.tokens) or self.tokens[self.place][0] == "sign":
            raise WrongCondition("缺少条件")
        kind, text = self.tokens[self.place]
        self.place += 1
        return _leaf(kind, text)


def _leaf(kind: str, text: str) -> _Node:
    if kind == "list":
        word, _, name = text[:-1].partition("(")
        return Literal(InList(word, name.strip()))
    if kind == "inline":
        word, _, codes = text[:-1].partition("{")
        return Literal(InList(word, "", tuple(code.strip() for code in codes.split("|"))))
    if kind == "compare":
        match = re.fullmatch(r"(\w+?)\s*([<>=]+)\s*(-?\d+)", text)
        assert match is not None
        return Literal(Compare(match[1], match[2], int(match[3])))
    if text in {"true", "false"}:
        return _TRUE if text == "true" else _FALSE
    return Literal(Severity(text))


def _spread(node: _Node, *, wanted: bool) -> list[Conjunction]:
    """Alternatives of a node, or of its contrary."""
    if isinstance(node, Literal):
        return [(Literal(node.test, node.wanted == wanted),)]
    if isinstance(node, _Not):
        return _spread(node.part, wanted=not wanted)
    parts = [_spread(part, wanted=wanted) for part in node.parts]
    if isinstance(node, _Any) == wanted:
        spread = [one for part in parts for one in part]
    else:
        size = 1
        for part in parts:
            size *= len(part)
        if size > MOST_ALTERNATIVES:
            raise WrongCondition(f"条件过于复杂（展开后超过{MOST_ALTERNATIVES}种情形）")
        spread = [tuple(each for one in chosen for each in one) for chosen in product(*parts)]
    if len(spread) > MOST_ALTERNATIVES:
        raise WrongCondition(f"条件过于复杂（展开后超过{MOST_ALTERNATIVES}种情形）")
    return spread
