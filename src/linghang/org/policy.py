"""May they? One function for each question; every face asks here and nowhere else.

Each answer carries its ground in Chinese; a refusal also says who could allow it.
"""

from __future__ import annotations

from linghang.foundation.access import Decision, allow, deny
from linghang.org import posts
from linghang.org.definitions import CAPABILITY_NAMES, KINDS, Capability, Tree
from linghang.org.rules import Rights

PERSONNEL = "党委办公室或人事科"
CASES = "医务部或院长"
FIGURES = "质控科或院长"
UNATTRIBUTED = "病案科（补全科室或病区对应后，病例即归到科室）"
CASE_BY_CASE = "本人切换到科室任职；确需查阅的，由医务部按个案审批"


def may_read_indicators(rights: Rights, unit_code: str | None) -> Decision:
    """May they see the figures of a unit? None asks for the figures of the whole hospital."""
    whole, own = Capability.INDICATORS_READ_ALL, Capability.INDICATORS_READ
    if rights.everywhere(whole) or rights.everywhere(own):
        return allow(f"{rights.title}可以查看全院指标")
    if not rights.has(own):
        return _without(rights, own)
    if unit_code in rights.units(own):
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


def may_read_reports(rights: Rights) -> Decision:
    """May they open reports that were built?"""
    return _plain(rights, Capability.REPORTS_READ)


def may_build_reports(rights: Rights) -> Decision:
    """May they have a report built?"""
    return _plain(rights, Capability.REPORTS_BUILD)


def may_read_trail(rights: Rights) -> Decision:
    """May they read who did what?"""
    return _plain(rights, Capability.TRAIL_READ)


def may_read_unit(rights: Rights, unit_code: str) -> Decision:
    """May they read about a unit: its place, its people, their posts?"""
    wanted = Capability.ORG_READ
    if not rights.has(wanted):
        return _without(rights, wanted)
    if rights.everywhere(wanted):
        return allow(f"{rights.title}可以查看全院组织机构")
    if unit_code in rights.units(wanted):
        return allow(f"{rights.title}可以查看{_own(rights)}的组织情况")
    return deny(f"{rights.title}只能查看{_own(rights)}的组织情况", who_can=PERSONNEL)


def _plain(rights: Rights, wanted: Capability) -> Decision:
    """The answer for a capability that does not ask on which unit."""
    if rights.has(wanted):
        return allow(f"{rights.title}可以{CAPABILITY_NAMES[wanted]}")
    return _without(rights, wanted)


def _without(rights: Rights, wanted: Capability, *, who_can: str = "") -> Decision:
    """The refusal for lack of the capability; by default names the posts that hold it."""
    if not rights.in_force:
        return deny(f"{rights.title}的任职不在有效期内，不再有任何权限", who_can=PERSONNEL)
    holders = "、".join(posts.holders(wanted))
    return deny(
        f"{rights.title}没有{CAPABILITY_NAMES[wanted]}的权限",
        who_can=who_can or holders or PERSONNEL,
    )


def _own(rights: Rights) -> str:
    return KINDS[rights.unit.kind].own
