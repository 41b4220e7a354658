"""Every question of the policy by a code, so that menus, pages and the matrix can ask it.

Where a question needs a unit, it is asked about the unit on which the post is held.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from linghang.foundation.access import Decision
from linghang.org import policy
from linghang.org.definitions import TENDS, Capability, Tree
from linghang.org.party import policy as party_policy
from linghang.org.rules import Rights

Ask = Callable[[Rights], Decision]
FIGURES, CASES, REPORTS = "指标", "病例", "报告"
ORGANISATION, MEETINGS, POLICIES = "组织与人员", "会议", "制度"
RULES, OVERSIGHT = "规则与通知", "监督与运行"


class Range(Enum):
    """Over what a deed goes when it is allowed."""

    UNIT = auto()  # the own unit and what lies below, or the hospital, as the post reaches
    TREE = auto()  # the trees that the post looks after
    HOSPITAL = auto()  # there is no smaller one


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something that a post may or may not do.

    name: the deed as a verb phrase. policy: the policy function that decides. ask: the same as a
    question about one's own unit; the answer says how far it reaches. is_sensitive: it touches
    patients, personal numbers, other people's rights, or the trail.
    """

    code: str
    name: str
    section: str
    policy: Callable[..., Decision]
    ask: Ask
    is_sensitive: bool = False
    range: Range = Range.UNIT


def _plain(
    code: str,
    name: str,
    section: str,
    ask: Ask,
    *,
    sensitive: bool = False,
    range: Range = Range.HOSPITAL,
) -> Deed:
    return Deed(
        code=code,
        name=name,
        section=section,
        policy=ask,
        ask=ask,
        is_sensitive=sensitive,
        range=range,
    )


def _at_own_unit(
    code: str,
    name: str,
    section: str,
    of_unit: Callable[[Rights, str], Decision],
    *,
    sensitive: bool = False,
) -> Deed:
    return Deed(
        code=code,
        name=name,
        section=section,
        policy=of_unit,
        ask=lambda rights: of_unit(rights, rights.unit.code),
        is_sensitive=sensitive,
    )


def _own_tree(rights: Rights) -> Decision:
    """Whether they look after the tree that their post belongs to."""
    tended = TENDS[rights.post.tree]
    tree = rights.post.tree if rights.post.tree in tended else Tree.ADMINISTRATION
    return policy.may_edit_tree(rights, tree)


def _own_cases(rights: Rights) -> Decision:
    """Whether they may see the cases of their own department or team."""
    wanted = Capability.CASES_READ
    if rights.everywhere(wanted) or not rights.has(wanted):
        return policy.may_read_cases(rights, None)
    above = rights.structure.department(rights.unit.code)
    return policy.may_read_cases(rights, above, rights.unit.code)


_DEEDS = (
    _at_own_unit("indicators.read", "查看指标", FIGURES, policy.may_read_indicators),
    _plain(
        "cases.open",
        "打开病例查询",
        CASES,
        policy.may_open_cases,
        sensitive=True,
        range=Range.UNIT,
    ),
    Deed(
        code="cases.read",
        name="查看脱敏病例",
        section=CASES,
        policy=policy.may_read_cases,
        ask=_own_cases,
        is_sensitive=True,
    ),
    _plain("cases.import", "导入病案首页", CASES, policy.may_import_cases, sensitive=True),
    _plain(
        "cases.settle",
        "导入医保返回和权重、处理分组差异",
        CASES,
        policy.may_settle_cases,
        sensitive=True,
    ),
    _plain("reports.read", "查看报告", REPORTS, policy.may_read_reports),
    _plain("reports.build", "生成报告", REPORTS, policy.may_build_reports),
    _at_own_unit("org.read", "查看组织情况", ORGANISATION, policy.may_read_unit),
    _plain(
        "relatives.read",
        "查看亲属和利益关系申报",
        ORGANISATION,
        policy.may_read_relatives,
        sensitive=True,
    ),
    Deed(
        code="relatives.declare",
        name="登记他人的亲属和利益关系申报",
        section=ORGANISATION,
        policy=policy.may_declare_relatives,
        ask=lambda rights: policy.may_declare_relatives(rights, ""),
        is_sensitive=True,
        range=Range.HOSPITAL,
    ),
    Deed(
        code="org.edit_tree",
        name="设立、更名、调整、撤销单位",
        section=ORGANISATION,
        policy=policy.may_edit_tree,
        ask=_own_tree,
        range=Range.TREE,
    ),
    Deed(
        code="org.edit_unit",
        name="维护本单位",
        section=ORGANISATION,
        policy=policy.may_edit_unit,
        ask=lambda rights: policy.may_edit_unit(rights, rights.unit.code, rights.unit.kind),
    ),
    _plain(
        "org.edit_people", "登记、更正人员", ORGANISATION, policy.may_edit_people, sensitive=True
    ),
    Deed(
        code="org.appoint",
        name="任免岗位",
        section=ORGANISATION,
        policy=policy.may_appoint,
        ask=lambda rights: policy.may_appoint(rights, rights.unit.code, None, rights.unit.kind),
        is_sensitive=True,
        range=Range.TREE,
    ),
    Deed(
        code="personal.unmask",
        name="查看完整证件号和手机号",
        section=ORGANISATION,
        policy=policy.may_unmask,
        ask=lambda rights: policy.may_unmask(rights, (rights.unit.code,)),
        is_sensitive=True,
    ),
    _plain(
        "exports.approve",
        "批准成批导出人员信息",
        ORGANISATION,
        policy.may_approve_exports,
        sensitive=True,
    ),
    Deed(
        code="meetings.read",
        name="查看会议记录",
        section=MEETINGS,
        policy=policy.may_read_meetings,
        ask=lambda rights: policy.may_read_meetings(rights, None),
    ),
    Deed(
        code="meetings.record",
        name="安排和记录会议",
        section=MEETINGS,
        policy=policy.may_record_meetings,
        ask=lambda rights: policy.may_record_meetings(rights, None),
    ),
    _plain(
        "meetings.own",
        "查看本支部、本小组应开的会议",
        MEETINGS,
        policy.may_see_own_meetings,
        range=Range.UNIT,
    ),
    _plain(
        "meetings.oversee",
        "查看所辖支部的组织生活",
        MEETINGS,
        policy.may_oversee_meetings,
        range=Range.UNIT,
    ),
    _plain("meetings.study", "查看党委理论学习的全年情况", MEETINGS, policy.may_read_study),
    _plain("meetings.decided", "查看班子议事和督办情况", MEETINGS, policy.may_read_decided),
    Deed(
        code="meetings.grades",
        name="查看民主评议党员的等次",
        section=MEETINGS,
        policy=party_policy.may_read_appraisals,
        ask=lambda rights: party_policy.may_read_appraisals(rights, None),
        is_sensitive=True,
    ),
    Deed(
        code="meetings.talks",
        name="查看本支部谈心谈话的内容",
        section=MEETINGS,
        policy=party_policy.may_read_talks,
        ask=lambda rights: party_policy.may_read_talks(rights, None),
        is_sensitive=True,
    ),
    _plain("meetings.books", "检查支部记录本", MEETINGS, party_policy.may_check_books),
    _plain(
        "branches.read",
        "查看换届、流动党员和发展党员情况",
        MEETINGS,
        party_policy.may_read_branches,
        range=Range.UNIT,
    ),
    _at_own_unit(
        "dues.collect", "收缴本支部党费", MEETINGS, party_policy.may_collect_dues, sensitive=True
    ),
    _at_own_unit("dues.read", "查看本支部党费交纳情况", MEETINGS, party_policy.may_read_dues),
    _plain("dues.own", "查看本人党费", MEETINGS, party_policy.may_see_own_dues, range=Range.UNIT),
    _plain("dues.oversee", "查看全院党费、登记使用、公示", MEETINGS, party_policy.may_oversee_dues),
    _plain("policies.read", "查阅制度", POLICIES, policy.may_read_policies),
    _plain("policies.manage", "维护制度库", POLICIES, policy.may_manage_policies),
    _plain("parameters.read", "查看规则参数", RULES, policy.may_read_parameters),
    _plain("parameters.draft", "起草规则参数", RULES, policy.may_draft_parameters),
    _plain("parameters.approve", "批准规则参数", RULES, policy.may_approve_parameters),
    _plain("notices.ledger", "查看通知送达台账", RULES, policy.may_read_deliveries),
    _plain("notices.send", "发通知", RULES, policy.may_announce, range=Range.UNIT),
    _plain(
        "accounts.manage",
        "开通、锁定登录账号",
        OVERSIGHT,
        policy.may_manage_accounts,
        sensitive=True,
    ),
    _plain("rights.review", "查看权限总表", OVERSIGHT, policy.may_review_rights, sensitive=True),
    _plain("trail.read", "查看留痕", OVERSIGHT, policy.may_read_trail, sensitive=True),
    _plain("trail.export", "导出留痕", OVERSIGHT, policy.may_export_trail, sensitive=True),
    _plain("system.status", "查看系统运行状态", OVERSIGHT, policy.may_see_system),
)
_BY_CODE = {deed.code: deed for deed in _DEEDS}


def all() -> tuple[Deed, ...]:
    """Every deed, section by section."""
    return _DEEDS


def deed(code: str) -> Deed:
    """The deed of that code. Raises KeyError for one that there is not."""
    return _BY_CODE[code]


def ask(code: str, rights: Rights) -> Decision:
    """May they do it? Raises KeyError for a code that there is not."""
    return _BY_CODE[code].ask(rights)
