"""The reference pages on rules: parameters, the workday calendar, and kinds of notices."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from linghang.cli.tables import table
from linghang.foundation.parameters import catalog as parameters
from linghang.foundation.parameters.definitions import LOCK_NAMES, TAG_NAMES
from linghang.foundation.workdays import catalog as workdays
from linghang.notices import catalog as notices
from linghang.notices.definitions import CHANNEL_NAMES, SUPERIOR, NoticeKind
from linghang.org import posts

NO = "—"


def parameters_page() -> Iterator[str]:
    """Every parameter by area, with its value, lock and ground."""
    yield "随产品提供的值。本院现行的值以“规则参数”页面或 `linghang parameters list` 为准。\n"
    items = [loaded.item for loaded in parameters.catalog().items.values()]
    for area, group in groupby(items, key=lambda item: item.area):
        yield f"## {area}\n"
        yield from table(
            ("编码", "参数", "值", "含义", "本院改动", "性质", "生效", "依据"),
            (
                (
                    one.code,
                    one.name,
                    one.shown(one.typed),
                    one.meaning,
                    LOCK_NAMES[one.lock],
                    TAG_NAMES[one.tag],
                    one.active_from,
                    one.source,
                )
                for one in group
            ),
        )
        yield ""


def workdays_page() -> Iterator[str]:
    """Every year that comes with the product."""
    for loaded in workdays.catalog().items.values():
        year = loaded.item
        yield f"## {year.year}\n"
        yield f"{year.source}\n"
        yield from table(
            ("节日", "放假首日", "放假末日"),
            ((rest.name, rest.first, rest.last) for rest in year.rests),
        )
        yield f"\n调休上班：{'、'.join(map(str, year.works)) or '无'}\n"


def notices_page() -> Iterator[str]:
    """Every kind of notice: when, to whom, on which ways, and when it goes up."""
    yield from table(
        ("编码", "通知", "跟随的操作", "告诉谁", "外部渠道", "时段", "须确认", "上报", "依据"),
        (
            (
                kind.code,
                kind.name,
                kind.after or NO,
                "、".join(kind.to) or NO,
                "、".join(CHANNEL_NAMES[each] for each in kind.channels) or NO,
                _when(kind),
                "是" if kind.must_confirm else NO,
                _escalation(kind),
                kind.source,
            )
            for kind in (loaded.item for loaded in notices.catalog().items.values())
        ),
    )


def _when(kind: NoticeKind) -> str:
    if not kind.quiet:
        return "立即"
    return "每日汇总" if kind.digest else "避开免打扰时段"


def _escalation(kind: NoticeKind) -> str:
    if kind.escalate_after_workdays is None:
        return NO
    whom = "上级" if kind.escalate_to == SUPERIOR else posts.post(kind.escalate_to).name
    return f"{kind.escalate_after_workdays}个工作日后报{whom}"
