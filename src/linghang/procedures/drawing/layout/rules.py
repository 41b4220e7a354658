"""Boxes on a grid and the lines between them: rows by how far a step is from the start. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from linghang.procedures.definitions import Procedure

WIDTH, GAP_X, GAP_Y = 208, 44, 46
LINE, PADDING = 18, 12
LEFT, TOP = 56, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A step's place. row, column: from 0. x, y: its upper left corner. All in pixels."""

    key: str
    row: int
    column: int
    x: int
    y: int
    height: int

    @property
    def middle(self) -> int:
        """x of its middle."""
        return self.x + WIDTH // 2

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
    """The places of all steps. lines: how many lines of text stand in each box."""

    definition: Procedure
    lines: Mapping[str, int]

    @cached_property
    def rows(self) -> dict[str, int]:
        """Step → how many steps at most lie before it, one after another."""
        found: dict[str, int] = {}
        steps = list(self.definition.steps)
        for _ in steps:  # at most so many rounds until nothing moves
            for step in steps:
                above = [found.get(key, 0) for key in step.after]
                found[step.key] = max(above) + 1 if above else 0
        return found

    @cached_property
    def columns(self) -> dict[str, int]:
        """Step → its column: below the one that it follows where that is free."""
        taken: set[tuple[int, int]] = set()
        found: dict[str, int] = {}
        for step in sorted(self.definition.steps, key=lambda one: self.rows[one.key]):
            row = self.rows[step.key]
            column = min((found.get(key, 0) for key in step.after), default=0)
            while (row, column) in taken:
                column += 1
            taken.add((row, column))
            found[step.key] = column
        return found

    @cached_property
    def boxes(self) -> dict[str, Box]:
        """Step → its box."""
        heights: dict[int, int] = {}
        for key, row in self.rows.items():
            height = self.lines[key] * LINE + 2 * PADDING
            heights[row] = max(heights.get(row, 0), height)
        tops, y = {}, TOP
        for row in sorted(heights):
            tops[row] = y
            y += heights[row] + GAP_Y
        return {
            key: Box(
                key=key,
                row=row,
                column=self.columns[key],
                x=LEFT + self.columns[key] * (WIDTH + GAP_X),
                y=tops[row],
                height=self.lines[key] * LINE + 2 * PADDING,
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

    def path(self, start: str, end: str) -> tuple[tuple[int, int], ...]:
        """The corners of the line from one box down to another, past the boxes between."""
        one, other = self.boxes[start], self.boxes[end]
        above = other.y - GAP_Y // 2
        if other.row == one.row + 1 or not self._is_something_between(one, other):
            corners = [(one.middle, one.bottom), (one.middle, above)]
        else:
            beside = one.right + GAP_X // 2
            under = one.bottom + GAP_Y // 3
            corners = [(one.middle, one.bottom), (one.middle, under), (beside, under)]
            corners.append((beside, above))
        corners += [(other.middle, above), (other.middle, other.y)]
        return tuple(dict.fromkeys(corners))

    def _is_something_between(self, one: Box, other: Box) -> bool:
        rows = range(one.row + 1, other.row)
        return any(box.column == one.column and box.row in rows for box in self.boxes.values())
