"""What a post is, and the closed vocabulary it is written in: trees, unit kinds, capabilities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pydantic import Field, ValidationInfo, field_validator

from linghang.foundation.catalog.definitions import Item


class Tree(StrEnum):
    """The dated trees. They never coincide and never stand in for one another."""

    ADMINISTRATION = "administration"
    PARTY = "party"
    UNION = "union"
    GRID = "grid"
    CAMPUS = "campus"


class Kind(StrEnum):
    """What a unit is."""

    HOSPITAL = "hospital"
    CAMPUS = "campus"
    DEPARTMENT = "department"
    WARD = "ward"
    MEDICAL_TEAM = "medical_team"
    OFFICE = "office"
    PARTY_COMMITTEE = "party_committee"
    DISCIPLINE_COMMITTEE = "discipline_committee"
    PARTY_GENERAL_BRANCH = "party_general_branch"
    PARTY_BRANCH = "party_branch"
    PARTY_GROUP = "party_group"
    UNION_COMMITTEE = "union_committee"
    UNION_BRANCH = "union_branch"
    UNION_GROUP = "union_group"
    GRID_LEVEL_ONE = "grid_level_one"
    GRID_LEVEL_TWO = "grid_level_two"
    GRID_LEVEL_THREE = "grid_level_three"
    GRID_LEVEL_FOUR = "grid_level_four"


class Reach(StrEnum):
    """How far a post's capabilities go: the unit and what lies below it, or the whole hospital."""

    SUBTREE = "subtree"
    HOSPITAL = "hospital"


class Capability(StrEnum):
    """What a post may do. A policy function asks for one of these, and for nothing else."""

    INDICATORS_READ = "indicators.read"
    INDICATORS_READ_ALL = "indicators.read_all"
    CASES_READ = "cases.read"
    CASES_IMPORT = "cases.import"
    CASES_SETTLE = "cases.settle"
    REPORTS_READ = "reports.read"
    REPORTS_BUILD = "reports.build"
    ORG_READ = "org.read"
    ORG_EDIT = "org.edit"
    ORG_APPOINT = "org.appoint"
    PERSONAL_UNMASK = "personal.unmask"
    ACCOUNTS_MANAGE = "accounts.manage"
    RIGHTS_REVIEW = "rights.review"
    PARAMETERS_READ = "parameters.read"
    PARAMETERS_DRAFT = "parameters.draft"
    PARAMETERS_APPROVE = "parameters.approve"
    NOTICES_LEDGER = "notices.ledger"
    NOTICES_SEND = "notices.send"
    EXPORTS_APPROVE = "exports.approve"
    MEETINGS_READ = "meetings.read"
    MEETINGS_RECORD = "meetings.record"
    POLICIES_MANAGE = "policies.manage"
    RELATIVES_READ = "relatives.read"
    DUES_COLLECT = "dues.collect"
    DUES_READ = "dues.read"
    DUES_OVERSEE = "dues.oversee"
    TRAIL_READ = "trail.read"
    TRAIL_EXPORT = "trail.export"
    SYSTEM_STATUS = "system.status"


@dataclass(frozen=True, slots=True, kw_only=True)
class KindFacts:
    """How a kind of unit behaves.

    own: how its holders say "ours" (本科室). parents: kinds it may stand under; None is a root.
    serves: trees whose posts may be held on it. on_campus: whether a placement may name a campus.
    """

    name: str
    own: str
    tree: Tree
    parents: tuple[Kind | None, ...]
    serves: tuple[Tree, ...]
    on_campus: bool = False


def _administrative(
    name: str,
    own: str,
    *parents: Kind | None,
    on_campus: bool = True,
    serves: tuple[Tree, ...] = (Tree.ADMINISTRATION,),
) -> KindFacts:
    return KindFacts(
        name=name,
        own=own,
        tree=Tree.ADMINISTRATION,
        parents=parents,
        serves=serves,
        on_campus=on_campus,
    )


def _within(tree: Tree, name: str, own: str, *parents: Kind | None) -> KindFacts:
    return KindFacts(name=name, own=own, tree=tree, parents=parents, serves=(tree,))


# Departments do not nest: a case belongs to one department, and its figures must add up.
# The Party's offices stand among the hospital's offices but do the Party's work.
KINDS: dict[Kind, KindFacts] = {
    Kind.HOSPITAL: _administrative("医院", "本院", None, on_campus=False),
    Kind.DEPARTMENT: _administrative("科室", "本科室", Kind.HOSPITAL),
    Kind.WARD: _administrative("病区", "本病区", Kind.DEPARTMENT),
    Kind.MEDICAL_TEAM: _administrative("医疗组", "本医疗组", Kind.DEPARTMENT),
    Kind.OFFICE: _administrative(
        "职能部门",
        "本部门",
        Kind.HOSPITAL,
        Kind.OFFICE,
        serves=(Tree.ADMINISTRATION, Tree.PARTY),
    ),
    Kind.PARTY_COMMITTEE: _within(Tree.PARTY, "党委", "本党委", None),
    Kind.DISCIPLINE_COMMITTEE: _within(Tree.PARTY, "纪委", "本纪委", None, Kind.PARTY_COMMITTEE),
    Kind.PARTY_GENERAL_BRANCH: _within(Tree.PARTY, "党总支", "本总支", Kind.PARTY_COMMITTEE),
    Kind.PARTY_BRANCH: _within(
        Tree.PARTY, "党支部", "本支部", Kind.PARTY_COMMITTEE, Kind.PARTY_GENERAL_BRANCH
    ),
    Kind.PARTY_GROUP: _within(Tree.PARTY, "党小组", "本小组", Kind.PARTY_BRANCH),
    Kind.UNION_COMMITTEE: _within(Tree.UNION, "工会委员会", "本工会", None),
    Kind.UNION_BRANCH: _within(Tree.UNION, "分工会", "本分工会", Kind.UNION_COMMITTEE),
    Kind.UNION_GROUP: _within(
        Tree.UNION, "工会小组", "本工会小组", Kind.UNION_COMMITTEE, Kind.UNION_BRANCH
    ),
    Kind.GRID_LEVEL_ONE: _within(Tree.GRID, "一级网格", "本网格", None),
    Kind.GRID_LEVEL_TWO: _within(Tree.GRID, "二级网格", "本网格", Kind.GRID_LEVEL_ONE),
    Kind.GRID_LEVEL_THREE: _within(Tree.GRID, "三级网格", "本网格", Kind.GRID_LEVEL_TWO),
    Kind.GRID_LEVEL_FOUR: _within(Tree.GRID, "四级网格", "本网格", Kind.GRID_LEVEL_THREE),
    Kind.CAMPUS: KindFacts(
        name="院区", own="本院区", tree=Tree.CAMPUS, parents=(None,), serves=(Tree.ADMINISTRATION,)
    ),
}
TREE_NAMES: dict[Tree, str] = {
    Tree.ADMINISTRATION: "行政",
    Tree.PARTY: "党组织",
    Tree.UNION: "工会",
    Tree.GRID: "清廉网格",
    Tree.CAMPUS: "院区",
}
CAPABILITY_NAMES: dict[Capability, str] = {
    Capability.INDICATORS_READ: "查看本单位指标",
    Capability.INDICATORS_READ_ALL: "查看全院指标",
    Capability.CASES_READ: "查看脱敏病例",
    Capability.CASES_IMPORT: "导入病案首页",
    Capability.CASES_SETTLE: "导入医保返回和权重、处理分组差异",
    Capability.REPORTS_READ: "查看报告",
    Capability.REPORTS_BUILD: "生成报告",
    Capability.ORG_READ: "查看组织机构",
    Capability.ORG_EDIT: "维护组织机构和人员",
    Capability.ORG_APPOINT: "任免岗位",
    Capability.PERSONAL_UNMASK: "查看完整个人信息",
    Capability.ACCOUNTS_MANAGE: "管理登录账号",
    Capability.RIGHTS_REVIEW: "查看权限总表",
    Capability.PARAMETERS_READ: "查看规则参数",
    Capability.PARAMETERS_DRAFT: "起草规则参数",
    Capability.PARAMETERS_APPROVE: "批准规则参数",
    Capability.NOTICES_LEDGER: "查看通知送达台账",
    Capability.NOTICES_SEND: "发通知",
    Capability.EXPORTS_APPROVE: "批准成批导出人员信息",
    Capability.MEETINGS_READ: "查看会议记录",
    Capability.MEETINGS_RECORD: "安排和记录会议",
    Capability.POLICIES_MANAGE: "维护制度库",
    Capability.RELATIVES_READ: "查看亲属和利益关系申报",
    Capability.DUES_COLLECT: "收缴党费",
    Capability.DUES_READ: "查看党费交纳情况",
    Capability.DUES_OVERSEE: "管理全院党费",
    Capability.TRAIL_READ: "查看留痕",
    Capability.TRAIL_EXPORT: "导出留痕",
    Capability.SYSTEM_STATUS: "查看系统运行状态",
}
PATIENT_DATA = "cases."


class Administrator(StrEnum):
    """The three who look after the platform, and must be three persons (GB/T 22239-2019)."""

    SYSTEM = "system"
    SECURITY = "security"
    AUDIT = "audit"


class SecondFactor(StrEnum):
    """Whether the post is only acted under after a second proof of identity."""

    REQUIRED = "required"
    OPTIONAL = "optional"


ADMINISTRATOR_NAMES: dict[Administrator, str] = {
    Administrator.SYSTEM: "系统管理员",
    Administrator.SECURITY: "安全管理员",
    Administrator.AUDIT: "审计管理员",
}
# What reads and changes nothing; an export is reading with a paper in the hand.
READING: frozenset[Capability] = frozenset(
    {
        Capability.INDICATORS_READ,
        Capability.INDICATORS_READ_ALL,
        Capability.REPORTS_READ,
        Capability.ORG_READ,
        Capability.PARAMETERS_READ,
        Capability.NOTICES_LEDGER,
        Capability.RIGHTS_REVIEW,
        Capability.TRAIL_READ,
        Capability.TRAIL_EXPORT,
        Capability.SYSTEM_STATUS,
    }
)
# The system administrator runs the platform, but neither reads content nor grants rights; the
# security administrator opens and locks logins and reviews rights, but neither grants them nor
# reads the trail; the audit administrator reads the trail, and changes nothing.
MAY_HOLD: dict[Administrator, frozenset[Capability]] = {
    Administrator.SYSTEM: frozenset(
        {
            Capability.NOTICES_LEDGER,
            Capability.ORG_READ,
            Capability.PARAMETERS_READ,
            Capability.SYSTEM_STATUS,
        }
    ),
    Administrator.SECURITY: frozenset(
        {
            Capability.ACCOUNTS_MANAGE,
            Capability.ORG_READ,
            Capability.PARAMETERS_DRAFT,
            Capability.PARAMETERS_READ,
            Capability.RIGHTS_REVIEW,
        }
    ),
    Administrator.AUDIT: READING,
}
# What only the post itself does: neither a deputy by delegation nor anybody else.
UNDELEGABLE: frozenset[Capability] = frozenset(
    {
        Capability.ACCOUNTS_MANAGE,
        Capability.EXPORTS_APPROVE,
        Capability.ORG_APPOINT,
        Capability.PARAMETERS_APPROVE,
        Capability.PERSONAL_UNMASK,
        Capability.RELATIVES_READ,
        Capability.RIGHTS_REVIEW,
        Capability.TRAIL_EXPORT,
    }
)
# With the offices' trees: whose units and posts a holder of org.edit or org.appoint looks after.
TENDS: dict[Tree, frozenset[Tree]] = {
    Tree.ADMINISTRATION: frozenset({Tree.ADMINISTRATION, Tree.CAMPUS}),
    Tree.PARTY: frozenset({Tree.PARTY, Tree.GRID}),
    Tree.UNION: frozenset({Tree.UNION}),
    Tree.GRID: frozenset({Tree.GRID}),
    Tree.CAMPUS: frozenset(),
}


class Post(Item):
    """One post of `posts.yaml`: where it can be held, how far it reaches, what it may do.

    administrator: which of the three it is, if any. second_factor: see SecondFactor.
    is_leader: a leader of the hospital, who can be put in charge of units (分管).
    is_single: held by one person at a time on a unit, so that it can't be two different people.
    rotates: a key post, whose holder changes after some years (rotation.*).
    """

    tree: Tree
    kinds: tuple[Kind, ...] = Field(min_length=1)
    reach: Reach
    administrator: Administrator | None = None
    second_factor: SecondFactor = SecondFactor.OPTIONAL
    is_leader: bool = False
    is_single: bool = False
    rotates: bool = False
    capabilities: tuple[Capability, ...] = Field(min_length=1)

    @field_validator("kinds")
    @classmethod
    def _kinds_serve_the_tree(cls, kinds: tuple[Kind, ...], info: ValidationInfo) -> object:
        tree: Tree | None = info.data.get("tree")
        if tree is None:
            return kinds
        strange = [kind.value for kind in kinds if tree not in KINDS[kind].serves]
        if strange:
            raise ValueError(f"{'、'.join(strange)} 上不设{TREE_NAMES[tree]}岗位")
        return kinds

    @field_validator("capabilities")
    @classmethod
    def _capabilities_suit_the_post(
        cls, capabilities: tuple[Capability, ...], info: ValidationInfo
    ) -> object:
        """Patients only by duty (个人信息保护法 §6, §28); the three administrators apart."""
        if len(set(capabilities)) < len(capabilities):
            raise ValueError("同一权限写了两次")
        for reason in _unsuitable(
            capabilities,
            tree=info.data.get("tree"),
            administrator=info.data.get("administrator"),
            second_factor=info.data.get("second_factor"),
        ):
            raise ValueError(reason)
        return capabilities

    def holds_on(self, kind: Kind) -> bool:
        """Whether the post can be held on a unit of this kind."""
        return kind in self.kinds


def _unsuitable(
    capabilities: tuple[Capability, ...],
    *,
    tree: Tree | None,
    administrator: Administrator | None,
    second_factor: SecondFactor | None,
) -> Iterator[str]:
    """Why such a post must not hold these; a field that is wrong itself comes as None."""
    patients = [each.value for each in capabilities if each.startswith(PATIENT_DATA)]
    if patients and tree not in (None, Tree.ADMINISTRATION, Tree.CAMPUS):
        yield f"{TREE_NAMES[tree]}岗位不得持有病例权限 {'、'.join(patients)}"
    if administrator is not None:
        strange = [each.value for each in capabilities if each not in MAY_HOLD[administrator]]
        if strange:
            name = ADMINISTRATOR_NAMES[administrator]
            yield f"{name}不得持有 {'、'.join(strange)}（三员分立）"
    needs = administrator is not None or Capability.PERSONAL_UNMASK in capabilities
    if needs and second_factor is SecondFactor.OPTIONAL:
        yield "这类岗位必须写 second_factor: required"
