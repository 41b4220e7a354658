"""May they? One function for each question; every face asks here and nowhere else.

Each answer carries its ground in Chinese; a refusal also says who could allow it. Every function
here stands in deeds.py, where a page or a menu finds it by its code.
"""

from __future__ import annotations

from collections.abc import Collection

from linghang.foundation.access import Decision, allow, deny
from linghang.org import posts
from linghang.org.definitions import (
    CAPABILITY_NAMES,
    KINDS,
    TENDS,
    TREE_NAMES,
    Capability,
    Kind,
    Post,
    Tree,
)
from linghang.org.posts_held.rules import Basis
from linghang.org.rules import Rights

PERSONNEL = "党委办公室或人事科"
CASES = "医务部或院长"
FIGURES = "质控科或院长"
UNATTRIBUTED = "病案科（补全科室或病区对应后，病例即归到科室）"
CASE_BY_CASE = "本人切换到科室任职；确需查阅的，由医务部按个案审批"
MOST_NAMED = 5
# Whose meetings nobody records from above.
_OWN_RECORDS = (Kind.PARTY_GENERAL_BRANCH, Kind.PARTY_BRANCH, Kind.PARTY_GROUP)
TENDED_BY = {
    Tree.ADMINISTRATION: "人事科",
    Tree.CAMPUS: "人事科",
    Tree.PARTY: "党委办公室",
    Tree.GRID: "党委办公室",
    Tree.UNION: "工会主席",
}


def may_read_indicators(rights: Rights, unit_code: str | None) -> Decision:
    """May they see the figures of a unit? None asks for the figures of the whole hospital."""
    whole, own = Capability.INDICATORS_READ_ALL, Capability.INDICATORS_READ
    if rights.everywhere(whole) or rights.everywhere(own):
        return allow(f"{rights.title}可以查看全院指标")
    if not rights.has(own):
        return _without(rights, own, who_can=FIGURES)
    if rights.covers(own, unit_code):
        return allow(f"{rights.title}可以查看{_own(rights)}的指标")
    return deny(f"{rights.title}只能查看{_own(rights)}的指标", who_can=FIGURES)


def may_read_cases(
    rights: Rights, department_code: str | None, team_code: str | None = None
) -> Decision:
    """May they see the masked cases of a department, or of one team in it?

    For a single case give both codes of the case. No department means 未归属: only for those
    whose post reaches the whole hospital. Party and discipline posts never.
    """
    wanted = Capability.CASES_READ
    if rights.in_force and rights.post.tree is Tree.PARTY:
        return deny(f"{rights.title}属党组织岗位，不因职务查看患者病例", who_can=CASE_BY_CASE)
    if not rights.has(wanted):
        return _without(rights, wanted, who_can=CASES)
    if rights.everywhere(wanted):
        return allow(f"{rights.title}可以查看全院脱敏病例")
    if rights.extent(wanted).holds(department_code, team_code):
        return allow(f"{rights.title}可以查看{_own(rights)}的脱敏病例")
    if department_code is None:
        return deny("未归属科室的病例只对管全院病例的岗位开放", who_can=UNATTRIBUTED)
    return deny(f"{rights.title}只能查看{_own(rights)}病例", who_can=CASES)


def may_open_cases(rights: Rights) -> Decision:
    """May they see any case at all? Which ones, says `rights.extent("cases.read")`."""
    if rights.has(Capability.CASES_READ):
        return allow(f"{rights.title}可以查看脱敏病例")
    return may_read_cases(rights, None)


def may_import_cases(rights: Rights) -> Decision:
    """May they bring in, commit, discard and undo front sheets?"""
    return _plain(rights, Capability.CASES_IMPORT)


def may_settle_cases(rights: Rights) -> Decision:
    """May they bring in the insurer's returns and weights, and deal with differences?"""
    return _plain(rights, Capability.CASES_SETTLE)


def may_read_reports(rights: Rights) -> Decision:
    """May they open reports that were built?"""
    return _plain(rights, Capability.REPORTS_READ)


def may_build_reports(rights: Rights) -> Decision:
    """May they have a report built?"""
    return _plain(rights, Capability.REPORTS_BUILD)


def may_read_trail(rights: Rights) -> Decision:
    """May they read who did what?"""
    return _plain(rights, Capability.TRAIL_READ)


def may_export_trail(rights: Rights) -> Decision:
    """May they take the trail out as a file?"""
    return _plain(rights, Capability.TRAIL_EXPORT)


def may_read_unit(rights: Rights, unit_code: str) -> Decision:
    """May they read about a unit: its place, its people, their posts?"""
    wanted = Capability.ORG_READ
    if not rights.has(wanted):
        return _without(rights, wanted)
    if rights.everywhere(wanted):
        return allow(f"{rights.title}可以查看全院组织机构")
    if rights.covers(wanted, unit_code):
        return allow(f"{rights.title}可以查看{_own(rights)}的组织情况")
    return deny(f"{rights.title}只能查看{_own(rights)}的组织情况", who_can=PERSONNEL)


def may_edit_tree(rights: Rights, tree: Tree) -> Decision:
    """May they set up, rename, move and close units of this tree anywhere in the hospital?"""
    return _tended(rights, Capability.ORG_EDIT, tree, None)


def may_edit_unit(rights: Rights, unit_code: str, kind: Kind | None = None) -> Decision:
    """May they rename, move or close this unit?

    kind: of the unit; needed only for one that does not stand on the day, e.g. a closed one.
    """
    known = kind or _kind(rights, unit_code)
    if known is None:
        return _absent(rights, Capability.ORG_EDIT)
    return _tended(rights, Capability.ORG_EDIT, KINDS[known].tree, unit_code)


def may_edit_people(rights: Rights) -> Decision:
    """May they register people, correct what is written about them, and release them?"""
    return _tended(rights, Capability.ORG_EDIT, Tree.ADMINISTRATION, None)


def may_appoint(
    rights: Rights, unit_code: str | None, post: Post | None = None, kind: Kind | None = None
) -> Decision:
    """May they give and end posts on this unit? Without a post: any post; without a unit: any.

    A post is given by who looks after its tree: the Party office gives Party posts even on an
    office of the administration. kind: see may_edit_unit().
    """
    wanted = Capability.ORG_APPOINT
    if unit_code is None:
        trees = sorted(TENDS[rights.post.tree])
    elif known := kind or _kind(rights, unit_code):
        trees = sorted(KINDS[known].serves)
    else:
        return _absent(rights, wanted)
    if post:
        trees = [post.tree]
    answers = [_tended(rights, wanted, tree, unit_code) for tree in trees]
    return next((answer for answer in answers if answer), answers[0])


def may_unmask(rights: Rights, units: Collection[str]) -> Decision:
    """May they see a number in full of somebody who belongs to these units?

    units: codes of the units to which the person belongs on the day. Every look needs a reason
    and leaves a trail: unmasking.unmask().
    """
    wanted = Capability.PERSONAL_UNMASK
    if not rights.has(wanted):
        return _without(rights, wanted)
    if rights.everywhere(wanted):
        return allow(f"{rights.title}写明理由后可以查看完整个人信息")
    if not rights.units(wanted).isdisjoint(units):
        return allow(f"{rights.title}写明理由后可以查看{_own(rights)}人员的完整个人信息")
    return deny(f"{rights.title}只能查看{_own(rights)}人员的完整个人信息", who_can=PERSONNEL)


def may_manage_accounts(rights: Rights) -> Decision:
    """May they open, lock and unlock logins, and end sessions?"""
    return _plain(rights, Capability.ACCOUNTS_MANAGE)


def may_review_rights(rights: Rights) -> Decision:
    """May they see every post's rights, who holds it, and which posts conflict?"""
    return _plain(rights, Capability.RIGHTS_REVIEW)


def may_read_parameters(rights: Rights) -> Decision:
    """May they see the rule parameters, their sources and their history?"""
    return _plain(rights, Capability.PARAMETERS_READ)


def may_draft_parameters(rights: Rights) -> Decision:
    """May they propose another value of a rule parameter?"""
    return _plain(rights, Capability.PARAMETERS_DRAFT)


def may_approve_parameters(rights: Rights) -> Decision:
    """May they put a proposed value in force? Never their own proposal: the deed sees to that."""
    return _plain(rights, Capability.PARAMETERS_APPROVE)


def may_read_deliveries(rights: Rights) -> Decision:
    """May they see which notice reached whom, by which way, and which did not?"""
    return _plain(rights, Capability.NOTICES_LEDGER)


def may_read_meetings(rights: Rights, unit_code: str | None, kind: Kind | None = None) -> Decision:
    """May they read the records of this unit's meetings, and what it still owes?

    Without a unit: of any at all. kind: of the unit; needed only for one that does not stand on
    the day.
    """
    return _of_meetings(rights, Capability.MEETINGS_READ, unit_code, kind)


def may_record_meetings(
    rights: Rights, unit_code: str | None, kind: Kind | None = None
) -> Decision:
    """May they call meetings of this unit, record them, and issue their minutes?

    Without a unit: of any at all. Who reaches the whole hospital looks on at Party
    branches and groups, and records nothing for them: a branch writes down what it did.
    """
    wanted = Capability.MEETINGS_RECORD
    known = _kind(rights, unit_code) if unit_code and not kind else kind
    if rights.has(wanted) and known in _OWN_RECORDS and rights.everywhere(wanted):
        return deny(f"{rights.title}只看不改支部的会议记录", who_can="支部书记")
    return _of_meetings(rights, wanted, unit_code, kind)


def may_oversee_meetings(rights: Rights) -> Decision:
    """May they see side by side what the Party's branches below them owe and held?"""
    wanted = Capability.MEETINGS_READ
    if not rights.has(wanted):
        return _without(rights, wanted)
    above = rights.everywhere(wanted) or rights.unit.kind is Kind.PARTY_GENERAL_BRANCH
    if above and Tree.PARTY in TENDS[rights.post.tree]:
        return allow(f"{rights.title}可以查看所辖支部的组织生活")
    return deny(f"{rights.title}只能查看{_own(rights)}的会议", who_can="党委办公室")


def may_read_study(rights: Rights) -> Decision:
    """May they see the year of the Party committee's study? A general branch's secretary not."""
    if rights.has(Capability.MEETINGS_READ) and not rights.everywhere(Capability.MEETINGS_READ):
        return deny(f"{rights.title}不查看党委的学习", who_can="党委办公室")
    return may_oversee_meetings(rights)


def may_read_decided(rights: Rights) -> Decision:
    """May they see how often the leading bodies met and what they decided, in numbers?"""
    wanted = Capability.MEETINGS_READ
    if not rights.has(wanted):
        return _without(rights, wanted)
    leading = {Tree.PARTY, Tree.ADMINISTRATION}.intersection(TENDS[rights.post.tree])
    if rights.everywhere(wanted) and leading:
        return allow(f"{rights.title}可以查看班子议事和督办情况")
    return deny(f"{rights.title}只能查看{_own(rights)}的会议", who_can="党委办公室")


def may_see_own_meetings(rights: Rights) -> Decision:
    """Is their own unit a branch or group with its own desk, and may they read about it?"""
    own = (Kind.PARTY_BRANCH, Kind.PARTY_GROUP)
    if rights.has(Capability.MEETINGS_READ) and rights.unit.kind not in own:
        return deny(f"{_own(rights)}不是党支部、党小组", who_can="党委办公室")
    return may_read_meetings(rights, rights.unit.code, rights.unit.kind)


def may_read_policies(rights: Rights) -> Decision:
    """May they read the texts (制度) that are in force, and those that were?

    Everybody who works here: a rule binds only whom it reaches.
    """
    if not rights.in_force:
        return _without(rights, Capability.POLICIES_MANAGE)
    return allow("现行制度全院职工都可以查阅")


def may_manage_policies(rights: Rights) -> Decision:
    """May they keep the library of texts: import it, file texts rightly, see every draft?"""
    return _plain(rights, Capability.POLICIES_MANAGE)


def may_read_relatives(rights: Rights) -> Decision:
    """May they read what others declared about relatives and interests? Their own, everybody."""
    return _plain(rights, Capability.RELATIVES_READ)


def may_declare_relatives(rights: Rights, person: str) -> Decision:
    """May they enter what this person (code) declares? Everybody their own."""
    if not rights.in_force:
        return _without(rights, Capability.RELATIVES_READ)
    if person and person == rights.person:
        return allow("申报本人的亲属和利益关系")
    if rights.has(Capability.RELATIVES_READ) and rights.has(Capability.ORG_EDIT):
        return allow(f"{rights.title}可以登记他人的申报")
    return deny(f"{rights.title}只能申报本人的情况", who_can="人事科科长")


def may_approve_exports(rights: Rights) -> Decision:
    """May they approve that many people's data leave as a file? Never their own request."""
    return _plain(rights, Capability.EXPORTS_APPROVE)


def may_announce(rights: Rights) -> Decision:
    """May they send a free notice? To which units, says `rights.units("notices.send")`."""
    return _plain(rights, Capability.NOTICES_SEND)


def may_see_system(rights: Rights) -> Decision:
    """May they see how the platform runs: jobs, disks, backups, versions?"""
    return _plain(rights, Capability.SYSTEM_STATUS)


def _plain(rights: Rights, wanted: Capability) -> Decision:
    """The answer for a capability that does not ask on which unit."""
    if rights.has(wanted):
        return allow(f"{rights.title}可以{CAPABILITY_NAMES[wanted]}")
    return _without(rights, wanted)


def _tended(rights: Rights, wanted: Capability, tree: Tree, unit_code: str | None) -> Decision:
    """The answer for a unit of a tree; without a unit, for the whole tree."""
    if not rights.has(wanted):
        return _without(rights, wanted, who_can=TENDED_BY[tree])
    name = CAPABILITY_NAMES[wanted]
    if tree not in TENDS[rights.post.tree]:
        return deny(f"{rights.title}{name}不及于{TREE_NAMES[tree]}一线", who_can=TENDED_BY[tree])
    if rights.everywhere(wanted):
        return allow(f"{rights.title}可以{name}（{TREE_NAMES[tree]}）")
    if rights.covers(wanted, unit_code):
        return allow(f"{rights.title}可以{name}（{_own(rights)}）")
    return deny(f"{rights.title}{name}只限{_own(rights)}", who_can=TENDED_BY[tree])


def _of_meetings(
    rights: Rights, wanted: Capability, unit_code: str | None, kind: Kind | None
) -> Decision:
    """The answer about meetings: a post reads and records along the trees that it looks after."""
    if not rights.has(wanted):
        return _without(rights, wanted)
    if unit_code is None:
        return _plain(rights, wanted)
    known = kind or _kind(rights, unit_code)
    if known is None:
        return _absent(rights, wanted)
    tree, name = KINDS[known].tree, CAPABILITY_NAMES[wanted]
    if tree not in TENDS[rights.post.tree]:
        return deny(f"{rights.title}{name}不及于{TREE_NAMES[tree]}一线", who_can=TENDED_BY[tree])
    if rights.everywhere(wanted):
        return allow(f"{rights.title}可以{name}（{TREE_NAMES[tree]}）")
    if rights.covers(wanted, unit_code):
        return allow(f"{rights.title}可以{name}（{_own(rights)}）")
    return deny(f"{rights.title}{name}只限{_own(rights)}", who_can=TENDED_BY[tree])


def _absent(rights: Rights, wanted: Capability) -> Decision:
    """The refusal about a unit that does not stand on the day."""
    if not rights.has(wanted):
        return _without(rights, wanted, who_can=PERSONNEL)
    return deny("这个单位今天不在组织机构中", who_can=PERSONNEL)


def _kind(rights: Rights, unit_code: str) -> Kind | None:
    place = rights.structure.units.get(unit_code)
    return place.kind if place else None


def _without(rights: Rights, wanted: Capability, *, who_can: str = "") -> Decision:
    """The refusal for lack of the capability; by default names the posts that hold it."""
    if not rights.in_force:
        return deny(f"{rights.title}的任职不在有效期内，不再有任何权限", who_can=PERSONNEL)
    name = CAPABILITY_NAMES[wanted]
    if rights.basis is Basis.DELEGATED and wanted in rights.post.capabilities:
        return deny(f"{rights.title}的授权不包括{name}", who_can=f"{rights.post.name}本人")
    return deny(f"{rights.title}没有{name}的权限", who_can=who_can or _holders(wanted))


def _holders(wanted: Capability) -> str:
    """The posts that hold the capability, the first of them by name."""
    names = posts.holders(wanted)
    told = "、".join(names[:MOST_NAMED])
    return (f"{told}等{len(names)}个岗位" if len(names) > MOST_NAMED else told) or PERSONNEL


def _own(rights: Rights) -> str:
    return KINDS[rights.unit.kind].own
