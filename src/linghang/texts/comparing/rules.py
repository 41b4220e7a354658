"""Lays two versions beside each other: articles are paired by their words, not their numbers.

An article put in moves the numbers of all that follow: these are told as 只改序号. Within a pair
the letters are compared; crumbs between two changes are joined, so that people can read it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from linghang.texts.structure.rules import Block, blocks

LEAST_ALIKE = 0.45
MOST_PAIRS = 2_500  # of one stretch; beyond them articles are paired by their numbers
MOST_LETTERS = 3_000  # of one article; longer ones are compared sentence by sentence
CRUMB = 2


class Change(StrEnum):
    """What became of an article."""

    SAME = "same"
    RENUMBERED = "renumbered"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


CHANGE_NAMES = {
    Change.SAME: "未改",
    Change.RENUMBERED: "只改序号",
    Change.CHANGED: "修改",
    Change.ADDED: "新增",
    Change.REMOVED: "删去",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of letters. mark: "" in both, "del" in the old only, "ins" in the new only."""

    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One article in both versions. pieces: both in one line of reading, old before new."""

    change: Change
    number: str
    pieces: tuple[Piece, ...]

    @property
    def old(self) -> tuple[Piece, ...]:
        """What the old version says."""
        return tuple(piece for piece in self.pieces if piece.mark != "ins")

    @property
    def new(self) -> tuple[Piece, ...]:
        """What the new version says."""
        return tuple(piece for piece in self.pieces if piece.mark != "del")


def compared(old: str, new: str) -> tuple[Row, ...]:
    """Every article of both texts once, in the order of the new one; nothing for two empty ones."""
    return tuple(_rows(blocks(old), blocks(new)))


def counts(rows: Sequence[Row]) -> dict[Change, int]:
    """How many articles were changed in which way."""
    return {change: sum(row.change is change for row in rows) for change in Change}


def _bare(block: Block) -> str:
    return block.text[len(block.number) :].strip(" \u3000\t")


def _rows(old: Sequence[Block], new: Sequence[Block]) -> Iterator[Row]:
    before, after = [_bare(one) for one in old], [_bare(one) for one in new]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for what, low, high, start, end in matcher.get_opcodes():
        if what == "equal":
            yield from (
                _kept(was, now) for was, now in zip(old[low:high], new[start:end], strict=True)
            )
        else:
            yield from _stretch(old[low:high], new[start:end])


def _kept(was: Block, now: Block) -> Row:
    if was.number == now.number:
        return Row(Change.SAME, now.number, (Piece(now.text),))
    rest = now.text[len(now.number) :]
    numbers = (Piece(was.number, "del"), Piece(now.number, "ins"))
    pieces = (*(one for one in numbers if one.text), Piece(rest))
    return Row(Change.RENUMBERED, now.number, pieces)


def _stretch(old: Sequence[Block], new: Sequence[Block]) -> Iterator[Row]:
    """A stretch in which no article stayed as it was."""
    partner = _partners(old, new)
    told = 0
    for place, now in enumerate(new):
        if place not in partner:
            yield Row(Change.ADDED, now.number, (Piece(now.text, "ins"),))
            continue
        while told < partner[place]:
            yield _gone(old[told])
            told += 1
        yield Row(Change.CHANGED, now.number, pieces(old[told].text, now.text))
        told += 1
    yield from map(_gone, old[told:])


def _gone(block: Block) -> Row:
    return Row(Change.REMOVED, block.number, (Piece(block.text, "del"),))


def _partners(old: Sequence[Block], new: Sequence[Block]) -> dict[int, int]:
    """Place in new → place in old, both rising: the pairs that are most alike in all."""
    likeness = _by_number if len(old) * len(new) > MOST_PAIRS else _alike
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    alike = [[likeness(one, other) for other in new] for one in old]
    for row in range(len(old) - 1, -1, -1):
        for place in range(len(new) - 1, -1, -1):
            score = alike[row][place]
            paired = score + best[row + 1][place + 1] if score >= LEAST_ALIKE else 0.0
            best[row][place] = max(best[row + 1][place], best[row][place + 1], paired)
    found: dict[int, int] = {}
    row = place = 0
    while row < len(old) and place < len(new):
        if best[row][place] == best[row + 1][place]:
            row += 1
        elif best[row][place] == best[row][place + 1]:
            place += 1
        else:
            found[place] = row
            row, place = row + 1, place + 1
    return found


def _by_number(one: Block, other: Block) -> float:
    return 1.0 if one.number and one.number == other.number else 0.0


def _alike(one: Block, other: Block) -> float:
    """0…1; a heading never pairs with an article."""
    if one.number[-1:] != other.number[-1:]:
        return 0.0
    before, after = _bare(one), _bare(other)
    bonus = 0.1 if one.number and one.number == other.number else 0.0
    matcher = SequenceMatcher(None, before[:400], after[:400], autojunk=False)
    if matcher.real_quick_ratio() + bonus < LEAST_ALIKE:
        return 0.0
    if matcher.quick_ratio() + bonus < LEAST_ALIKE:
        return 0.0
    return matcher.ratio() + bonus


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Two texts in one line of reading, letter by letter."""
    if max(len(old), len(new)) > MOST_LETTERS:
        return _merged(_differences(_sentences(old), _sentences(new)))
    return _merged(_differences(old, new))


def _sentences(text: str) -> list[str]:
    found, start = [], 0
    for place, letter in enumerate(text, start=1):
        if letter in "。；\n":
            found.append(text[start:place])
            start = place
    return [*found, text[start:]] if start < len(text) else found


def _differences(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, str]]:
    """(old, new) runs; the same text twice where nothing changed."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        ("".join(old[low:high]), "".join(new[start:end]))
        for _, low, high, start, end in matcher.get_opcodes()
    ]


def _merged(runs: list[tuple[str, str]]) -> tuple[Piece, ...]:
    joined: list[tuple[str, str]] = []
    for place, (was, now) in enumerate(runs):
        is_crumb = was == now and len(was) <= CRUMB and 0 < place < len(runs) - 1
        if joined and (is_crumb or (was != now and joined[-1][0] != joined[-1][1])):
            joined[-1] = (joined[-1][0] + was, joined[-1][1] + now)
        else:
            joined.append((was, now))
    pieces = []
    for was, now in joined:
        if was == now:
            pieces.append(Piece(was))
        else:
            pieces += [Piece(was, "del")] * bool(was) + [Piece(now, "ins")] * bool(now)
    return tuple(pieces)
