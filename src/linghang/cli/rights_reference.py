"""The reference pages on rights: posts, posts × deeds, and posts that conflict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from linghang.cli.tables import table
from linghang.org import deeds, matrix, posts
from linghang.org.conflicts import catalog as conflicts
from linghang.org.conflicts.definitions import ANSWER_NAMES, WHERE_NAMES, Side
from linghang.org.deeds import Deed
from linghang.org.definitions import (
    ADMINISTRATOR_NAMES,
    CAPABILITY_NAMES,
    KINDS,
    MAY_HOLD,
    READING,
    TREE_NAMES,
    UNDELEGABLE,
    Capability,
    Post,
    Reach,
    SecondFactor,
)

NO = "—"


def posts_page() -> Iterator[str]:
    """Every post with its capabilities and ground, and what capabilities there are."""
    yield from table(
        ("编码", "岗位", "组织", "任职单位类别", "权限", "范围", "再次验证身份", "依据"),
        (
            (
                post.code,
                post.name,
                TREE_NAMES[post.tree],
                "、".join(KINDS[kind].name for kind in post.kinds),
                "、".join(post.capabilities),
                "全院" if post.reach is Reach.HOSPITAL else "任职单位及下属",
                "必须" if post.second_factor is SecondFactor.REQUIRED else "",
                post.source,
            )
            for post in _posts()
        ),
    )
    yield "\n## 权限\n"
    yield from table(
        ("编码", "权限", "只读", "不得授权他人代办"),
        (
            (
                each.value,
                CAPABILITY_NAMES[each],
                "是" if each in READING else "",
                "是" if each in UNDELEGABLE else "",
            )
            for each in Capability
        ),
    )
    yield "\n## 三员各自最多能持有的权限\n"
    yield from table(
        ("岗位", "权限"),
        (
            (name, "、".join(each.value for each in Capability if each in MAY_HOLD[administrator]))
            for administrator, name in ADMINISTRATOR_NAMES.items()
        ),
    )


def matrix_page() -> Iterator[str]:
    """Posts × deeds as the policy answers, section by section; then who may, deed by deed."""
    lines = matrix.matrix()
    yield "格子里写的是范围，“—”是不可以。带 * 的涉及患者、个人信息、他人权限或留痕。\n"
    for section, of_section in groupby(deeds.all(), key=lambda deed: deed.section):
        shown = {deed.code: deed for deed in of_section}
        yield f"## {section}\n"
        yield from table(
            ("岗位", *(_name(deed) for deed in shown.values())),
            (
                (
                    line.post.name,
                    *(cell.reach or NO for cell in line.cells if cell.deed.code in shown),
                )
                for line in lines
            ),
        )
        yield ""
    yield "## 谁可以办\n"
    yield from table(
        ("编码", "事项", "可以办的岗位"),
        (
            (
                deed.code,
                deed.name,
                "、".join(line.post.name for line in lines if line.cells[number]),
            )
            for number, deed in enumerate(deeds.all())
        ),
    )
    yield "\n## 互不相容的岗位\n"
    yield from _conflicts()


def _conflicts() -> Iterable[str]:
    return table(
        ("编码", "名称", "一边", "另一边", "范围", "处理", "依据"),
        (
            (
                each.code,
                each.name,
                _side(each.one),
                _side(each.other),
                WHERE_NAMES[each.where],
                ANSWER_NAMES[each.answer],
                each.source,
            )
            for each in conflicts.every()
        ),
    )


def _name(deed: Deed) -> str:
    return f"{deed.name}{' *' if deed.is_sensitive else ''}"


def _side(side: Side) -> str:
    named = [posts.post(code).name for code in side.posts]
    held = [f"持有“{CAPABILITY_NAMES[each]}”的岗位" for each in side.capabilities]
    return "、".join(named + held)


def _posts() -> list[Post]:
    return [loaded.item for loaded in posts.catalog().items.values()]
