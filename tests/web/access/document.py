"""The permission table as a reference page: `linghang docs --also tests.web.access.document`.

What the page says is what test_table.py has asked of every address; it is written from the rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from linghang.cli.tables import table
from linghang.foundation.catalog import registry
from linghang.org import posts
from linghang.org.rules import title
from tests.small_hospital import POSTS as HELD
from tests.small_hospital import UNITS
from tests.web.access.areas import areas, rows
from tests.web.access.base import NOBODY, POSTS, Row

HEAD = "<!-- 由 linghang docs --also tests.web.access.document 生成，请勿手改 -->\n"
ALLOWED = "✓"
INTRODUCTION = """\
每个地址、导出、文件和接口，逐行写明十二个岗位和未登录时各得到什么。由测试逐格实际请求核对，不是手写。

- ✓ 可以；**403** 说明原因和谁可以办；**404** 当作不存在，别人的东西不透露有没有；
  **302** 未登录转到登录页，已登录转到别处；**401** 接口没有有效令牌；
  **422** 说明哪里不对，没有办理。
- “对象”和“条件”里的名字是测试医院里的东西：CARD 心血管内科，ORTH 骨科，
  CARD-A 心血管内科甲组，PB1 内科第一党支部。
"""


def pages() -> dict[str, str]:
    """File name → Markdown."""
    return {"permissions.md": f"{HEAD}# 访问权限表\n\n" + "\n".join(_lines()) + "\n"}


def _lines() -> Iterator[str]:
    routes, titles = dict(_routes()), _titles()
    names = [_title(post) for post in POSTS]
    yield INTRODUCTION
    for area in areas():
        yield f"## {getattr(areas()[area], 'TITLE', area)}\n"
        yield from table(
            ("页面", "地址", "方法", "对象", "条件", "未登录", *names),
            (
                (
                    titles.get(row.name, ""),
                    f"`/{routes[row.name]}`",
                    row.method.upper(),
                    "、".join(row.args),
                    f"`{row.query}`" if row.query else "",
                    *(_answer(row, post) for post in (NOBODY, *POSTS)),
                )
                for row in rows(area)
            ),
        )
        yield ""


def _answer(row: Row, post: str) -> str:
    expected = row.expected(post)
    allowed = expected == 200 or (post in row.ok and expected == row.status)
    return ALLOWED if allowed else str(expected)


def _title(post: str) -> str:
    _, unit, code = HELD[post]
    return title(posts.post(code), UNITS[unit][0])


def _titles() -> dict[str, str]:
    """What the menu calls a page, by the name of its address."""
    return {
        page.page: page.title
        for loaded in registry.systems().items.values()
        for page in loaded.item.pages
    }


def _routes(
    resolver: URLResolver | None = None, space: str = "", before: str = ""
) -> Iterator[tuple[str, str]]:
    """Name and pattern of every address."""
    for one in (resolver or get_resolver()).url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield f"{space}{one.name}", route
        else:
            yield from _routes(one, f"{space}{one.namespace}:" if one.namespace else space, route)
