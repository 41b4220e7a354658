"""A procedure as a flow chart in SVG, in the colours of the page it stands on. Pure.

Every colour is `currentColor`, with a class for a style sheet: dark pages need nothing more.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from linghang.procedures.definitions import BY_NAMES, Interval, Procedure, Step
from linghang.procedures.drawing.layout.rules import GAP_Y, LEFT, LINE, PADDING, WIDTH, Box, Layout
from linghang.procedures.progress.rules import Status
from linghang.procedures.seats.rules import said
from linghang.procedures.terms.rules import origin
from linghang.procedures.wording.rules import Names, condition, short

TITLE_LENGTH, TEXT_LENGTH, BESIDE_LENGTH = 14, 15, 17
BESIDE = 250
NOT_FIRST = frozenset("、，。；：）”》〉")
BADGES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def chart(definition: Procedure, names: Names, statuses: dict[str, Status] | None = None) -> str:
    """The flow chart as one <svg> element, to be put into a page or a file.

    statuses: where each step of a running proceeding stands, as a class of its box.
    """
    texts = {step.key: _texts(definition, step, names) for step in definition.steps}
    lines = {key: len(title) + len(small) for key, (title, small) in texts.items()}
    layout = Layout(definition, lines)
    far = [one for one in definition.intervals if not _is_near(definition, one)]
    width = layout.right + (BESIDE if far else 40)
    legend = [line for one in _legend(definition) for line in _wrapped(one, (width - LEFT) // 13)]
    height = layout.bottom + 34 + len(legend) * LINE
    parts = [
        *_edges(definition, layout, names),
        *_returns(definition, layout),
        *_far(definition, far, layout, names),
        *(
            _box(definition, step, layout.boxes[step.key], texts[step.key], statuses or {})
            for step in definition.steps
        ),
        *(
            _text(LEFT, layout.bottom + 30 + number * LINE, says, "flow-small", anchor="start")
            for number, says in enumerate(legend)
        ),
    ]
    name = escape(f"{definition.name}流程图")
    return (
        f'<svg class="flow" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-label="{name}" fill="none" '
        f'stroke="currentColor" font-family="inherit"><title>{name}</title>'
        f"{_HEAD}{''.join(parts)}</svg>"
    )


_HEAD = (
    '<defs><marker id="flow-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" '
    'markerHeight="8" orient="auto-start-reverse"><path d="M0 0 8 4 0 8Z" fill="currentColor" '
    'stroke="none"/></marker></defs>'
)


def _wrapped(text: str, length: int) -> list[str]:
    """Lines of at most `length` characters; none begins with a mark that ends something."""
    lines = []
    while len(text) > length:
        end = length
        while end > 1 and text[end] in NOT_FIRST:
            end -= 1
        lines.append(text[:end])
        text = text[end:]
    return [*lines, text]


def _texts(definition: Procedure, step: Step, names: Names) -> tuple[list[str], list[str]]:
    """Lines of the title, and of what stands below it in small letters."""
    number = definition.steps.index(step) + 1
    badges = "".join(_badges(definition, step))
    title = _wrapped(f"{number}. {step.title}{badges}", TITLE_LENGTH)
    small = _wrapped(said(step.who, names.posts), TEXT_LENGTH)
    if step.when:
        small += _wrapped(f"条件：{condition(definition, step.when, names)}", TEXT_LENGTH)
    return title, small


def _badges(definition: Procedure, step: Step) -> Iterator[str]:
    for number, separation in enumerate(definition.different):
        if step.key in separation.all:
            yield BADGES[number % len(BADGES)]


def _legend(definition: Procedure) -> Iterator[str]:
    for number, separation in enumerate(definition.different):
        titles = _titles(definition, separation.steps)
        if separation.against:
            titles += f" —— {_titles(definition, separation.against)}"
        badge = BADGES[number % len(BADGES)]
        yield f"{badge} 必须由{BY_NAMES[separation.by]}办理：{titles}"


def _titles(definition: Procedure, keys: tuple[str, ...]) -> str:
    return "、".join(definition.by_key[key].title for key in keys)


def _box(
    definition: Procedure,
    step: Step,
    box: Box,
    texts: tuple[list[str], list[str]],
    statuses: dict[str, Status],
) -> str:
    """The frame (round where the procedure ends, dashed where it may be passed over) and texts."""
    status = statuses.get(step.key)
    classes = f"flow-box flow-{status.value}" if status else "flow-box"
    rounded = box.height // 2 if step.ends else 6
    dashed = ' stroke-dasharray="6 4"' if step.optional or step.when else ""
    heavy = ' stroke-width="2"' if step.ends else ""
    frame = (
        f'<rect class="{classes}" x="{box.x}" y="{box.y}" width="{WIDTH}" '
        f'height="{box.height}" rx="{min(rounded, 24)}"{dashed}{heavy}/>'
    )
    title, small = texts
    y = box.y + PADDING + LINE - 5
    rows = [
        _text(box.middle, y + number * LINE, says, "flow-title")
        for number, says in enumerate(title)
    ]
    y += len(title) * LINE
    rows += [
        _text(box.middle, y + number * LINE, says, "flow-small")
        for number, says in enumerate(small)
    ]
    return frame + "".join(rows)


def _text(x: int, y: int, says: str, classes: str, *, anchor: str = "middle") -> str:
    size = 14 if classes == "flow-title" else 12
    weight = ' font-weight="600"' if classes == "flow-title" else ""
    return (
        f'<text class="{classes}" x="{x}" y="{y}" text-anchor="{anchor}" font-size="{size}"'
        f'{weight} fill="currentColor" stroke="none">{escape(says)}</text>'
    )


def _line(corners: tuple[tuple[int, int], ...], *, dashed: bool = False) -> str:
    points = " ".join(f"{x},{y}" for x, y in corners)
    style = ' stroke-dasharray="4 4"' if dashed else ""
    kind = "flow-back" if dashed else "flow-edge"
    return f'<polyline class="{kind}" points="{points}"{style} marker-end="url(#flow-head)"/>'


def _is_near(definition: Procedure, interval: Interval) -> bool:
    """Whether it lies between a step and the one directly before it."""
    return interval.start in definition.by_key[interval.end].after


def _edges(definition: Procedure, layout: Layout, names: Names) -> Iterator[str]:
    for step in definition.steps:
        box = layout.boxes[step.key]
        for key in step.after:
            yield _line(layout.path(key, step.key), dashed=key in step.may_precede)
        near = [
            f"距{origin(definition, one)} {short(one, names)}"
            if one.from_field
            else short(one, names)
            for one in definition.intervals
            if one.end == step.key and _is_near(definition, one)
        ]
        if near:
            says = "；".join(near)
            yield _text(box.middle + 8, box.y - GAP_Y // 4, says, "flow-term", anchor="start")


def _returns(definition: Procedure, layout: Layout) -> Iterator[str]:
    """Dashed lines up the left side, each on a lane of its own; past boxes through the gaps."""
    lane = 0
    for step in definition.steps:
        for key in step.returns_to:
            one, other = layout.boxes[step.key], layout.boxes[key]
            x, lane = LEFT - 10 - 6 * (lane % 7), lane + 1
            corners = [*reversed(_to_the_left(one, x, 4)), *_to_the_left(other, x, 8)]
            yield _line(tuple(corners), dashed=True)


def _to_the_left(box: Box, x: int, off: int) -> list[tuple[int, int]]:
    """From the lane to the box: straight in the first column, else through the gap above."""
    y = box.y + box.height // 2 + off
    if box.column == 0:
        return [(x, y), (box.x, y)]
    gap = box.y - GAP_Y // 3
    return [(x, gap), (box.x - 14, gap), (box.x - 14, y), (box.x, y)]


def _far(definition: Procedure, far: list[Interval], layout: Layout, names: Names) -> Iterator[str]:
    """Terms from a step further up, written beside the step that they bind."""
    told: dict[str, int] = {}
    for one in far:
        box = layout.boxes[one.end]
        number = definition.steps.index(definition.by_key[one.start]) + 1
        start = origin(definition, one) if one.from_field else f"第{number}步"
        says = f"距{start} {short(one, names)}"
        for part in _wrapped(says, BESIDE_LENGTH):
            number = told.get(one.end, 0)
            told[one.end] = number + 1
            y = box.y + PADDING + number * LINE + 4
            yield _text(layout.right + 16, y, part, "flow-term", anchor="start")
        yield (
            f'<line class="flow-edge" x1="{box.right}" y1="{box.y + PADDING}" '
            f'x2="{layout.right + 12}" y2="{box.y + PADDING}" stroke-dasharray="2 3"/>'
        )
