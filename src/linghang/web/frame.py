"""The frame around a page: bar, menu, the posts of who is here, dialogs."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from linghang.web import drawn
from linghang.web.menu import Section
from linghang.web.templatetags.linghang import icon

ABOVE, BELOW = "web/parts/above.html", "web/parts/below.html"
CURRENT = SafeString(' aria-current="page"')


@dataclass(frozen=True, slots=True, kw_only=True)
class PostChoice:
    """One post of the person who is logged in."""

    appointment: int
    title: str
    unit: str
    is_acting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What the frame of a page tells.

    remark_url: where a remark about this page is written. acting: the post among posts under which
    the person acts. menu: HTML of the menu's lines.
    help_url: of this page. idle_seconds: until the session ends.
    """

    hospital: str
    demo_line: str
    menu: SafeString
    help_url: str
    notices_url: str
    remark_url: str
    unread: int
    person: str
    acting: PostChoice
    posts: Sequence[PostChoice]
    idle_seconds: int

    def above(self, token: str) -> SafeString:
        """All that stands above the page's own content. token: of its forms."""
        facts = (
            ("hospital", self.hospital),
            ("demo_line", self.demo_line),
            ("help_url", self.help_url),
            ("notices_url", self.notices_url),
            ("unread", self.unread),
        )
        return drawn.once(
            ABOVE,
            facts,
            csrf_token=token,
            acting=self._posts(token),
            menu=self.menu,
            remark_url=escape(self.remark_url),
        )

    def below(self) -> SafeString:
        """The dialogs below it."""
        facts = (("help_url", self.help_url), ("may_be_idle", self.idle_seconds > 0))
        return drawn.once(BELOW, facts, idle_seconds=str(self.idle_seconds))

    def _posts(self, token: str) -> str:
        """Who is here, under which post, and the way to the others."""
        person, title = escape(self.person), escape(self.acting.title)
        field = f'<input type="hidden" name="csrfmiddlewaretoken" value="{escape(token)}">'
        asks = "以哪个职务办理" if len(self.posts) > 1 else "当前职务"
        return (
            f'<details class="dropdown" data-dropdown><summary class="button" title="当前职务：'
            f'{title}">{icon("person")}<span class="wide">{person}</span> <strong>{title}</strong>'
            f'{icon("down")}</summary><div class="dropdown-panel"><h2>{person} · {asks}</h2>'
            f"{''.join(_choice(post, field) for post in self.posts)}"
            f'<div class="rule"></div><button class="narrow" type="button" data-theme-switch>'
            f"{icon('theme')}<span data-theme-words>深浅色</span></button>"
            f'<a class="way" href="{_place("mfa_index")}">{icon("lock")}登录安全</a>'
            f'<form method="post" action="{_place("logout")}">{field}'
            f"<button>{icon('logout')}退出登录</button></form></div></details>"
        )


def _choice(post: PostChoice, field: str) -> str:
    title, unit = escape(post.title), escape(post.unit)
    if post.is_acting:
        return (
            f'<div class="acting">{icon("done")}<span>{title}'
            f"<small>{unit} · 正以此职务办理</small></span></div>"
        )
    return (
        f'<form method="post" action="{escape(reverse("act", args=[post.appointment]))}">{field}'
        f"<button>{icon('switch')}<span>{title}"
        f"<small>{unit} · 切换后只见该职务范围内的内容，并留痕</small></span></button></form>"
    )


@functools.cache
def _place(name: str) -> str:
    return escape(reverse(name))


@functools.lru_cache(maxsize=2_000)
def menu_lines(menu: tuple[Section, ...]) -> SafeString:
    """The lines of the menu; the same for everybody who may open the same pages."""
    return format_html_join(
        "",
        "<section>{}<ul>{}</ul></section>",
        (
            (
                format_html("<h2>{}</h2>", section.title) if section.title else "",
                format_html_join(
                    "",
                    '<li><a href="{}"{}>{}{}</a></li>',
                    (
                        (
                            entry.url,
                            CURRENT if entry.is_current else "",
                            icon(entry.icon),
                            entry.title,
                        )
                        for entry in section.entries
                    ),
                ),
            )
            for section in menu
        ),
    )
