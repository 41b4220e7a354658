"""A procedure as a flow chart in SVG, in the colours of the page it stands on. Pure.

Every colour is `currentColor`, with a class for a style sheet: dark pages need nothing more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from linghang.procedures.alternatives.rules import Station, numbers, stations, titles
from linghang.procedures.definitions import BY_NAMES, Interval, Procedure
from linghang.procedures.drawing.layout.rules import (
    GAP_Y,
    LEFT,
    LINE,
    PADDING,
    WIDTH,
    Box,
    Corners,
    Layout,
)
from linghang.procedures.progress.rules import Status
from linghang.procedures.seats.rules import said
from linghang.procedures.terms.rules import origin
from linghang.procedures.wording.rules import Names, answers, condition, short

TITLE_LENGTH, TEXT_LENGTH = 14, 16
HEADING, NOTE = 44, 13
# An upright A4 leaf between its margins, below a heading, in pixels; what is still read on it.
LEAF_WIDTH, LEAF_HEIGHT, LEGIBLE = 680, 816, 0.6
NOT_FIRST = frozenset("、，。；：）”》〉")
NOT_LAST = frozenset("（“《〈")
BADGES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
FONT = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei',SimHei,sans-serif"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around a chart that hangs alone. heading: above it. notes: lines below it."""

    heading: str
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Texts:
    title: list[str]
    small: list[str]

    @property
    def lines(self) -> int:
        return len(self.title) + len(self.small)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A drawn chart. svg: one element for a page or a file. cuts: y where paper may part it."""

    svg: str
    width: int
    height: int
    cuts: tuple[int, ...]

    @property
    def leaves(self) -> tuple[str, ...]:
        """The viewBox of each leaf of paper; none when all of it can be read on one.

        They show what the chart drew, which they find by the name of its group.
        """
        high = round(max(self.width, LEAF_WIDTH) * LEAF_HEIGHT / LEAF_WIDTH)
        scale = min(1.0, LEAF_WIDTH / self.width, LEAF_HEIGHT / self.height)
        if scale >= LEGIBLE or _is_broad(self.width, self.height):
            return ()
        found, start = [], 0
        for cut, following in pairwise((*self.cuts, self.height)):
            if following - start > high:
                found.append(f"0 {start} {self.width} {cut - start}")
                start = cut
        return (*found, f"0 {start} {self.width} {self.height - start}") if found else ()


def chart(
    definition: Procedure,
    names: Names,
    statuses: Mapping[str, Status] | None = None,
    *,
    frame: Frame | None = None,
) -> Drawing:
    """The flow chart.

    statuses: where each step of a running proceeding stands, as a class of its box.
    frame: for a file of its own; on a page heading and notes stand on the page.
    """
    drawn = tuple(_standing(one, statuses or {}) for one in stations(definition))
    texts = {one.key: _texts(definition, one, names) for one in drawn}
    layout = Layout(drawn, {key: each.lines for key, each in texts.items()})
    width = layout.right + 40
    says = [*_legend(definition), *(frame.notes if frame else ())]
    below = [line for one in says for line in _wrapped(one, (width - LEFT) // NOTE)]
    height = layout.bottom + 34 + len(below) * LINE
    parts = [
        *_edges(definition, layout, names),
        *_returns(layout),
        *(_box(one, layout.boxes[one.key], texts[one.key], statuses or {}) for one in drawn),
        *(
            _text(LEFT, layout.bottom + 30 + number * LINE, line, "flow-small", anchor="start")
            for number, line in enumerate(below)
        ),
    ]
    if frame:
        parts.append(_text(width // 2, -10, frame.heading, "flow-heading"))
    top = -HEADING if frame else 0
    svg = _whole("".join(parts), f"{definition.name}流程图", (top, width, height - top), frame)
    return Drawing(svg=svg, width=width, height=height, cuts=layout.cuts)


def _whole(parts: str, name: str, size: tuple[int, int, int], frame: Frame | None) -> str:
    top, width, height = size
    broad = " flow-broad" if _is_broad(width, height) else ""
    return (
        f'<svg class="flow{broad}" xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="0 {top} {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="{escape(name)}" fill="none" stroke="currentColor" '
        f'font-family="{FONT if frame else "inherit"}"><title>{escape(name)}</title>'
        f'{_HEAD}<g id="flow-whole">{parts}</g></svg>'
    )


def _is_broad(width: int, height: int) -> bool:
    """Whether it is read better on a leaf that lies across."""
    return width * 4 > height * 5


_HEAD = (
    '<defs><marker id="flow-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" '
    'markerHeight="8" orient="auto-start-reverse"><path d="M0 0 8 4 0 8Z" fill="currentColor" '
    'stroke="none"/></marker></defs>'
)


def _standing(one: Station, statuses: Mapping[str, Status]) -> Station:
    """The station as a proceeding knows it: once an answer has picked, only what it picked."""
    if len(one.steps) == 1 or not statuses:
        return one
    left = [step for step in one.steps if statuses.get(step.key) is not Status.SKIPPED]
    return one.only(left[0]) if len(left) == 1 else one


def _wrapped(text: str, length: int) -> list[str]:
    """Lines of at most `length` characters; none begins with a mark that ends something, nor
    ends with one that begins something."""
    lines = []
    while len(text) > length:
        end = length
        while end > 1 and (text[end] in NOT_FIRST or text[end - 1] in NOT_LAST):
            end -= 1
        lines.append(text[:end])
        text = text[end:]
    return [*lines, text]


def _texts(definition: Procedure, one: Station, names: Names) -> _Texts:
    """Lines of the title, and of what stands below it in small letters."""
    first = one.steps[0]
    small = list(_actors(definition, one, names))
    if first.when and not one.by:
        small.append(f"条件：{condition(definition, first.when, names)}")
    small += _far(definition, one, names)
    badges = "".join(_badges(definition, one))
    if badges:
        small.append(f"不相容 {badges}")
    return _Texts(
        title=_wrapped(one.headed, TITLE_LENGTH),
        small=[line for says in small for line in _wrapped(says, TEXT_LENGTH)],
    )


def _actors(definition: Procedure, one: Station, names: Names) -> Iterator[str]:
    """Who acts; at a station of several steps who acts on which answer."""
    if not one.by:
        yield said(one.steps[0].who, names.posts)
        return
    yield f"按“{definition.fields[one.by[0].field].name}”："
    for step, by in zip(one.steps, one.by, strict=True):
        own = tuple(seat for seat in step.who if seat not in one.shared)
        yield (
            f"{answers(definition, by)}：{said(own, names.posts)}"
            if own
            else answers(definition, by)
        )
    if one.shared:
        yield f"各类均有：{said(one.shared, names.posts)}"


def _badges(definition: Procedure, one: Station) -> Iterator[str]:
    for number, separation in enumerate(definition.different):
        if one.steps[0].key in separation.all:
            yield BADGES[number % len(BADGES)]


def _legend(definition: Procedure) -> Iterator[str]:
    for number, separation in enumerate(definition.different):
        told = "、".join(titles(definition, separation.steps))
        if separation.against:
            told += f" —— {'、'.join(titles(definition, separation.against))}"
        badge = BADGES[number % len(BADGES)]
        yield f"{badge} 必须由{BY_NAMES[separation.by]}办理：{told}"


def _box(one: Station, box: Box, texts: _Texts, statuses: Mapping[str, Status]) -> str:
    """The frame (round where the procedure ends, dashed where it may be passed over) and texts."""
    first = one.steps[0]
    status = statuses.get(first.key) if len(one.steps) == 1 else None
    classes = f"flow-box flow-{status.value}" if status else "flow-box"
    rounded = box.height // 2 if first.ends else 6
    dashed = ' stroke-dasharray="6 4"' if _may_be_passed_over(one) else ""
    heavy = ' stroke-width="2"' if first.ends else ""
    frame = (
        f'<rect class="{classes}" x="{box.x}" y="{box.y}" width="{WIDTH}" '
        f'height="{box.height}" rx="{min(rounded, 24)}"{dashed}{heavy}/>'
    )
    y = box.y + PADDING + LINE - 5
    rows = [
        _text(box.middle, y + number * LINE, says, "flow-title" if is_title else "flow-small")
        for number, (says, is_title) in enumerate(
            [*((says, True) for says in texts.title), *((says, False) for says in texts.small)]
        )
    ]
    return frame + "".join(rows)


def _may_be_passed_over(one: Station) -> bool:
    first = one.steps[0]
    return first.optional or (first.when is not None and not one.by)


def _text(x: int, y: int, says: str, classes: str, *, anchor: str = "middle") -> str:
    size = {"flow-heading": 22, "flow-title": 14}.get(classes, 12)
    weight = ' font-weight="600"' if size > 12 else ""
    return (
        f'<text class="{classes}" x="{x}" y="{y}" text-anchor="{anchor}" font-size="{size}"'
        f'{weight} fill="currentColor" stroke="none">{escape(says)}</text>'
    )


def _line(corners: Corners, *, dashed: bool = False, headed: bool = True) -> str:
    points = " ".join(f"{x},{y}" for x, y in corners)
    style = ' stroke-dasharray="4 4"' if dashed else ""
    head = ' marker-end="url(#flow-head)"' if headed else ""
    kind = "flow-back" if dashed else "flow-edge"
    return f'<polyline class="{kind}" points="{points}"{style}{head}/>'


def _edges(definition: Procedure, layout: Layout, names: Names) -> Iterator[str]:
    for one in layout.stations:
        box = layout.boxes[one.key]
        late = {
            other.key
            for other in layout.stations
            for step in other.steps
            if step.key in one.steps[0].may_precede
        }
        for key in one.after:
            yield _line(layout.path(key, one.key), dashed=key in late)
        near = [
            f"距{origin(definition, each)} {short(each, names)}"
            if each.from_field
            else short(each, names)
            for each in _terms(definition, one)
            if _is_near(one, each)
        ]
        if near:
            says = "；".join(dict.fromkeys(near))
            yield _text(box.middle + 8, box.y - GAP_Y // 4, says, "flow-term", anchor="start")


def _terms(definition: Procedure, one: Station) -> list[Interval]:
    return [each for each in definition.intervals if each.end == one.steps[0].key]


def _is_near(one: Station, interval: Interval) -> bool:
    """Whether it lies between a step and the one directly before it."""
    return interval.start in one.steps[0].after


def _far(definition: Procedure, one: Station, names: Names) -> Iterator[str]:
    """Terms from a step further up, in the box of the step that they bind."""
    number = numbers(definition)
    for each in _terms(definition, one):
        if not _is_near(one, each):
            counted = "" if each.from_field else number[each.start]
            since = f"第{counted}步" if counted else origin(definition, each)
            yield f"距{since} {short(each, names)}"


def _returns(layout: Layout) -> Iterator[str]:
    """Dashed lines to each step that others may send back to, on a lane of its own."""
    at = {step.key: one.key for one in layout.stations for step in one.steps}
    sources: dict[str, list[str]] = {}
    for one in layout.stations:
        for key in one.steps[0].returns_to:
            sources.setdefault(at[key], []).append(one.key)
    for lane, (target, keys) in enumerate(sources.items()):
        arrow, *others = layout.returning(keys, target, lane)
        yield _line(arrow, dashed=True)
        yield from (_line(each, dashed=True, headed=False) for each in others)
