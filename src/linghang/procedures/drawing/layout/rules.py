"""Boxes on a grid and the lines between them, in bands side by side like columns of a page. Pure.

Rows follow how far a station is from the start. A long procedure is cut into bands, so that it
fits a screen and a sheet of paper; what leads from band to band runs in the gutters between them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from linghang.procedures.alternatives.rules import Station

Corners = tuple[tuple[int, int], ...]

WIDTH, GAP_X, GAP_Y = 208, 44, 46
LINE, PADDING = 18, 12
LEFT, TOP = 56, 36
OVER, BACK_OVER = 8, 20
LANE, LANES = 6, 7
WIDEST, HIGH_ENOUGH = 1040, 960
ROUND = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A station's place. row, column, band: from 0. x, y: its upper left corner, in pixels.

    floor: y below the whole row.
    """

    key: str
    row: int
    column: int
    band: int
    x: int
    y: int
    height: int
    floor: int

    @property
    def middle(self) -> int:
        """x of its middle."""
        return self.x + WIDTH // 2

    @property
    def centre(self) -> int:
        """y of its middle."""
        return self.y + self.height // 2

    @property
    def bottom(self) -> int:
        """y of its lower edge."""
        return self.y + self.height

    @property
    def right(self) -> int:
        """x of its right edge."""
        return self.x + WIDTH


@dataclass(frozen=True)
class Layout:
    """The places of all stations. lines: how many lines of text stand in each box."""

    stations: Sequence[Station]
    lines: Mapping[str, int]

    @cached_property
    def rows(self) -> dict[str, int]:
        """Station → how many at most lie before it, one after another."""
        found: dict[str, int] = {}
        for _ in self.stations:  # at most so many rounds until nothing moves
            for one in self.stations:
                above = [found.get(key, 0) for key in one.after]
                found[one.key] = max(above) + 1 if above else 0
        return found

    @cached_property
    def columns(self) -> dict[str, int]:
        """Station → its column: below the one that it follows where that is free."""
        taken: set[tuple[int, int]] = set()
        found: dict[str, int] = {}
        for one in sorted(self.stations, key=lambda each: self.rows[each.key]):
            row = self.rows[one.key]
            column = min((found.get(key, 0) for key in one.after), default=0)
            while (row, column) in taken:
                column += 1
            taken.add((row, column))
            found[one.key] = column
        return found

    @cached_property
    def heights(self) -> list[int]:
        """The height of each row, with the gap below it."""
        found: dict[int, int] = {}
        for key, row in self.rows.items():
            height = self.lines[key] * LINE + 2 * PADDING + GAP_Y
            found[row] = max(found.get(row, 0), height)
        return [found[row] for row in sorted(found)]

    @cached_property
    def bands(self) -> list[range]:
        """The rows of each band: one while that is short enough, else what the width takes."""
        found = _cut(self.heights, 1)
        for number in range(2, len(self.heights) + 1):
            if max(sum(self.heights[row] for row in rows) for rows in found) <= HIGH_ENOUGH:
                break
            more = _cut(self.heights, number)
            if self._lefts(more)[-1] > WIDEST:
                break
            found = more
        return found

    def _lefts(self, bands: list[range]) -> list[int]:
        """x where each band begins, and where the last one ends."""
        found = [0]
        for rows in bands:
            columns = 1 + max(
                column for key, column in self.columns.items() if self.rows[key] in rows
            )
            found.append(found[-1] + LEFT + columns * (WIDTH + GAP_X))
        return found

    @cached_property
    def lefts(self) -> list[int]:
        """x where each band begins, and where the last one ends."""
        return self._lefts(self.bands)

    @cached_property
    def boxes(self) -> dict[str, Box]:
        """Station → its box."""
        tops, band_of = {}, {}
        for band, rows in enumerate(self.bands):
            y = TOP
            for row in rows:
                tops[row], band_of[row] = y, band
                y += self.heights[row]
        return {
            key: Box(
                key=key,
                row=row,
                column=self.columns[key],
                band=band_of[row],
                x=self.lefts[band_of[row]] + LEFT + self.columns[key] * (WIDTH + GAP_X),
                y=tops[row],
                height=self.lines[key] * LINE + 2 * PADDING,
                floor=tops[row] + self.heights[row] - GAP_Y,
            )
            for key, row in self.rows.items()
        }

    @property
    def right(self) -> int:
        """x behind the last column."""
        return max(box.right for box in self.boxes.values())

    @property
    def bottom(self) -> int:
        """y below the last row."""
        return max(box.bottom for box in self.boxes.values())

    @property
    def cuts(self) -> tuple[int, ...]:
        """y between two rows, where a chart of one band may be cut to stand on several leaves."""
        if len(self.bands) > 1:
            return ()
        tops = sorted({box.y for box in self.boxes.values()})
        return tuple(y - GAP_Y + 8 for y in tops[1:])

    def path(self, start: str, end: str) -> Corners:
        """The corners of the line from one box on to another, past the boxes between."""
        one, other = self.boxes[start], self.boxes[end]
        above = other.y - GAP_Y // 2
        under = one.floor + GAP_Y // 3
        corners = [(one.middle, one.bottom)]
        if one.band != other.band:
            gutters = [self.lefts[band] - GAP_X // 2 for band in (one.band + 1, other.band)]
            corners += [(one.middle, under), (gutters[0], under)]
            if gutters[0] != gutters[1]:
                corners += [(gutters[0], OVER), (gutters[1], OVER)]
            corners.append((gutters[1], above))
        elif self._is_something_between(one, other):
            beside = one.right + GAP_X // 2
            corners += [(one.middle, under), (beside, under), (beside, above)]
        else:
            corners.append((one.middle, above))
        corners += [(other.middle, above), (other.middle, other.y)]
        return tuple(dict.fromkeys(corners))

    def _is_something_between(self, one: Box, other: Box) -> bool:
        rows = range(one.row + 1, other.row)
        return any(box.column == one.column and box.row in rows for box in self.boxes.values())

    def returning(self, sources: Sequence[str], target: str, lane: int) -> tuple[Corners, ...]:
        """The lines by which steps go back to one: an arrow into it, and stubs that join its lane.

        They run up the left of their band, and over the top into the band of the target.
        """
        goal = self.boxes[target]
        x = self._lane(goal.band, lane)
        arrow = _to_the_left(goal, x, goal.centre - 8)
        entry = arrow[0][1]
        stubs: list[Corners] = []
        lowest: dict[int, int] = {}
        for key in sources:
            box = self.boxes[key]
            stub = _to_the_left(box, self._lane(box.band, lane), box.centre + 4)
            stubs.append(stub[::-1])
            lowest[box.band] = max(lowest.get(box.band, 0), stub[0][1])
        over = BACK_OVER - 2 * (lane % 4)
        trunks: list[Corners] = []
        foreign = sorted(band for band in lowest if band != goal.band)
        for band in foreign:
            at = self._lane(band, lane)
            trunks.append(((at, lowest[band]), (at, over)))
        if foreign:
            trunks.append(((self._lane(foreign[-1], lane), over), (x, over), (x, entry)))
        if goal.band in lowest:
            trunks.append(((x, lowest[goal.band]), (x, entry)))
        return (arrow, *trunks, *stubs)

    def _lane(self, band: int, lane: int) -> int:
        return self.lefts[band] + LEFT - 10 - LANE * (lane % LANES)


def _to_the_left(box: Box, x: int, y: int) -> Corners:
    """From the lane to the box: straight in the first column, else through the gap above."""
    if box.column == 0:
        return (x, y), (box.x, y)
    gap = box.y - GAP_Y // 3
    return (x, gap), (box.x - 14, gap), (box.x - 14, y), (box.x, y)


def _cut(heights: Sequence[int], number: int) -> list[range]:
    """The rows in at most so many bands, in order, the highest as low as it can be."""
    limit = max(sum(heights) // number, max(heights))
    while len(found := _filled(heights, limit)) > number:
        limit += ROUND
    return found


def _filled(heights: Sequence[int], limit: int) -> list[range]:
    found, start, height = [], 0, 0
    for row, each in enumerate(heights):
        if height and height + each > limit:
            found.append(range(start, row))
            start, height = row, 0
        height += each
    return [*found, range(start, len(heights))]
