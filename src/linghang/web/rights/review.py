"""权限总表: what every post may do and who holds it today; posts that conflict. For review only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from linghang.foundation.period import day_label
from linghang.org import deeds, matrix, policy, posts, queries
from linghang.org.conflicts import queries as conflicts
from linghang.org.conflicts.definitions import ANSWER_NAMES, Answer
from linghang.org.conflicts.queries import Standing
from linghang.org.definitions import KINDS, TREE_NAMES, Reach, SecondFactor, Tree
from linghang.org.matrix import Cell, Line
from linghang.org.posts_held.queries import Tenure
from linghang.org.posts_held.rules import BASIS_NAMES
from linghang.web import addresses, lists
from linghang.web.access import require
from linghang.web.lists import Column, Empty, Filter, Listing, Mark, Way, Words
from linghang.web.requests import Request
from linghang.web.rights import drawing
from linghang.web.rights.answers import COLUMNS, FILTERS

NO = "—"
MOST_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PostLine:
    """One post with its answers and who holds it today."""

    line: Line
    held: tuple[Tenure, ...]

    @property
    def code(self) -> str:
        return self.line.post.code

    @property
    def name(self) -> str:
        return self.line.post.name

    @property
    def holders(self) -> Words:
        """The first few by name, the number of all; nobody is told as nobody."""
        names = list(dict.fromkeys(one.person_name for one in self.held))
        more = f"等{len(names)}人" if len(names) > MOST_NAMED else ""
        return Words("、".join(names[:MOST_NAMED]) + more) if names else Words("", "无人任职")

    @property
    def holders_in_full(self) -> str:
        return "、".join(f"{one.person_name}（{one.title}）" for one in self.held)

    @property
    def allowed(self) -> int:
        return sum(map(bool, self.line.cells))

    @property
    def sensitive(self) -> tuple[str, ...]:
        """Names of the sensitive deeds that the post may do."""
        return tuple(cell.deed.name for cell in self.line.cells if cell and cell.deed.is_sensitive)


def _deed_column(number: int) -> Column:
    deed = deeds.all()[number]
    return Column(
        f"deed_{number}",
        deed.name,
        value=lambda row: row.line.cells[number].reach or NO,
        only="file",
    )


def _named(rows: Iterable[PostLine], text: str, _request: Request) -> list[PostLine]:
    return [
        row for row in rows if text in row.name or any(text in one.person_name for one in row.held)
    ]


def _of_tree(rows: Iterable[PostLine], tree: str, _request: Request) -> list[PostLine]:
    return [row for row in rows if row.line.post.tree == tree]


def _allowed(rows: Iterable[PostLine], code: str, _request: Request) -> list[PostLine]:
    return [
        row
        for row in rows
        if any(cell for cell in row.line.cells if cell and cell.deed.code == code)
    ]


def _held(rows: Iterable[PostLine], wanted: bool, _request: Request) -> list[PostLine]:
    return [row for row in rows if bool(row.held) == wanted]


POSTS = Listing(
    code="rights.posts",
    title="权限总表",
    counted="个岗位",
    note="每个岗位能办什么、管到哪里、今天由谁担任。权限写在岗位目录里，本页只供核查，不能修改。",
    columns=(
        Column("name", "岗位", value="name", sort="name"),
        Column("tree", "组织", value=lambda row: TREE_NAMES[row.line.post.tree], tone="nowrap"),
        Column("reach", "范围", value=lambda row: _reach(row), tone="nowrap"),
        Column("holders", "今天任职", value="holders"),
        Column("allowed", "可办事项", value="allowed", sort="allowed", tone="number"),
        Column(
            "sensitive",
            "其中涉敏感",
            value=lambda row: "、".join(row.sensitive),
            tone="long",
        ),
        Column(
            "second_factor",
            "再次验证身份",
            value=lambda row: (
                Mark("必须", "done")
                if row.line.post.second_factor is SecondFactor.REQUIRED
                else None
            ),
            tone="nowrap",
        ),
        Column("code", "编码", value="code", only="file"),
        Column("everybody", "任职人员", value="holders_in_full", only="file"),
        *(_deed_column(number) for number in range(len(deeds.all()))),
    ),
    filters=(
        Filter("q", "岗位或姓名", apply=_named),
        Filter(
            "tree",
            "组织",
            Way.CHOICE,
            options=tuple((tree.value, TREE_NAMES[tree]) for tree in Tree),
            apply=_of_tree,
        ),
        Filter(
            "deed",
            "可办",
            Way.CHOICE,
            options=tuple((deed.code, deed.name) for deed in deeds.all()),
            apply=_allowed,
        ),
        Filter("held", "有人任职", Way.YES_NO, apply=_held),
    ),
    link=lambda row: addresses.of("rights-post", row.code),
    per_page=100,
)
DEEDS = Listing(
    code="rights.post",
    title="可办的事项",
    counted="项",
    columns=COLUMNS,
    filters=FILTERS,
    headed=True,
)
HOLDERS = Listing(
    code="rights.holders",
    title="今天任职",
    counted="人",
    columns=(
        Column("person_name", "姓名"),
        Column("person", "工号", tone="nowrap"),
        Column("title", "职务"),
        Column("unit_name", "单位"),
        Column("basis", "方式", value=lambda one: BASIS_NAMES[one.basis], tone="nowrap"),
        Column("active_from", "自", tone="nowrap"),
    ),
    headed=True,
    empty=Empty("今天无人担任", "任免由人事科（行政岗位）或党委办公室（党组织岗位）办理。"),
)
CONFLICTS = Listing(
    code="rights.conflicts",
    title="兼任冲突",
    counted="项",
    note="同一人今天同时担任的、互不相容的岗位。任命、导入、合并人员时都会拒绝或要求写明理由；"
    "初次装入的、目录修改后才互不相容的，在此核查。",
    columns=(
        Column("person_name", "姓名", sort="person_name"),
        Column("person", "工号", tone="nowrap", sort="person"),
        Column("one", "一边", value="clash.one.title"),
        Column("other", "另一边", value="clash.other.title"),
        Column("since", "自", value="clash.days.start", tone="nowrap", sort="clash.days.start"),
        Column("answer", "处理", value=lambda row: _answer(row), tone="nowrap"),
        Column("reason", "兼任理由", tone="long"),
        Column("source", "依据", value="clash.conflict.source", tone="long"),
        Column("code", "编码", value="clash.conflict.code", only="file"),
    ),
    empty=Empty("今天没有兼任冲突", "任命、代理、授权代办时都会先核对互不相容的岗位。"),
)


@require_safe
def post_list(request: Request) -> HttpResponseBase:
    """Every post against every deed, who holds it today, and how many conflicts stand."""
    require(policy.may_review_rights(request.rights))
    held = _held_today(request)
    lines = matrix.matrix()
    rows = [PostLine(line=line, held=held[line.post.code]) for line in lines]
    standing = () if request.GET.get("format") else conflicts.standing(request.today)
    context = {
        "today": day_label(request.today),
        "conflicts": len(standing),
        "refused": sum(one.clash.conflict.answer is Answer.REFUSE for one in standing),
        "matrix": drawing.table(posts.catalog()),
    }
    return lists.page(request, POSTS, rows, template="web/rights/posts.html", context=context)


@require_safe
def post(request: Request, code: str) -> HttpResponseBase:
    """One post: every deed with its reason, and who holds it today."""
    require(policy.may_review_rights(request.rights))
    loaded = posts.catalog().items.get(code)
    if loaded is None:
        raise Http404
    item = loaded.item
    line = matrix.line_of(matrix.rights_on(item, item.kinds[0]))
    held = queries.tenures(request.today, held=[code])
    context = {
        "post": item,
        "tree": TREE_NAMES[item.tree],
        "kinds": "、".join(KINDS[kind].name for kind in item.kinds),
        "reach": "全院" if item.reach is Reach.HOSPITAL else "任职单位及下属",
        "second_factor": item.second_factor is SecondFactor.REQUIRED,
        "file": loaded.file,
        "hash": loaded.hash[:12],
        "held": held,
        "holders": lists.plain_table(HOLDERS, held),
        "holders_empty": HOLDERS.empty,
    }
    cells: list[Cell] = list(line.cells)
    return lists.page(request, DEEDS, cells, template="web/rights/post.html", context=context)


@require_safe
def conflict_list(request: Request) -> HttpResponseBase:
    """Who holds posts today that one person must not hold together, or only for a reason."""
    require(policy.may_review_rights(request.rights))
    rows = list(conflicts.standing(request.today))
    return lists.page(request, CONFLICTS, rows, template="web/rights/conflicts.html")


def _held_today(request: Request) -> defaultdict[str, tuple[Tenure, ...]]:
    """Tenures in force today by code of the post."""
    held: defaultdict[str, tuple[Tenure, ...]] = defaultdict(tuple)
    for tenure in queries.tenures(request.today):
        held[tenure.post.code] += (tenure,)
    return held


def _reach(row: PostLine) -> str:
    return "全院" if row.line.post.reach is Reach.HOSPITAL else "任职单位及下属"


def _answer(row: Standing) -> Mark:
    answer = row.clash.conflict.answer
    if answer is Answer.REFUSE:
        return Mark(ANSWER_NAMES[answer], "failed")
    return Mark("已写明理由", "done") if row.reason else Mark("没有理由", "warning")
