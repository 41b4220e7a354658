"""What a commitment said, version by version, in the words of its form: what changed, when, by
whom and why; which version was approved, and on which it was closed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from typing import Any

from django.utils.safestring import SafeString

from linghang.commitments.deeds import WHAT_NAMES, What
from linghang.commitments.definitions import RHYTHM_NAMES, Rhythm, Role
from linghang.commitments.due import rules as due
from linghang.commitments.models import Step, Version
from linghang.commitments.progress.rules import KIND_NAMES, Kind
from linghang.commitments.targets import rules as targets
from linghang.commitments.versions import queries, rules
from linghang.commitments.versions.queries import Former
from linghang.commitments.versions.rules import FACTS, Difference
from linghang.foundation.access import SYSTEM
from linghang.foundation.period import day_label
from linghang.ledgers import directory
from linghang.texts.comparing import rules as comparing
from linghang.web.commitments import bases
from linghang.web.commitments.bases import Told
from linghang.web.commitments.lines import rule_says, told_facts, weight_says
from linghang.web.commitments.reached import Plan
from linghang.web.commitments.seen import Seen
from linghang.web.lists import Mark, cells

LABELS = {
    "level": "层级",
    "number": "序号",
    "under": "上级",
    "text": "内容",
    "standard": "完成标准",
    "type": "类型",
    "unit": "责任部门",
    "owner": "责任人",
    "leader": "责任领导",
    "helps": "配合部门",
    "first_due": "完成时限",
    "due_rule": "时限规则",
    "rhythm": "反馈周期",
    "target": "目标值",
    "answers": "对应的问题",
    "measures": "整改措施",
    "weight": "权重",
}
PEOPLE = ("unit", "owner", "leader")
LONG = 8  # letters from which the letters that changed are marked, not the whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One thing that two versions say differently, each with what the other has not marked."""

    name: str
    before: SafeString
    after: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A version. says: when, by whom, why; taken: what was decided on it; whole: all it says.
    lacks: it said something else before, which is not kept."""

    title: str
    says: str
    marks: Sequence[SafeString]
    taken: Sequence[Told]
    differences: Sequence[Changed]
    whole: Sequence[tuple[str, str]]
    hash: str
    lacks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Puts what versions keep into words, as far as the post sees what they name.

    names: of people and units, by code. within: numbers of commitments that it sees, None for all.
    """

    plan: Plan
    names: Mapping[str, str]
    within: Collection[str] | None

    def label(self, level: str, name: str, fact: str = "") -> str:
        """What the form calls it."""
        declared = self.plan.kind.by_level[level]
        if name == FACTS:
            return declared.by_code[fact].name if fact in declared.by_code else fact
        if name == "title":
            return declared.name
        if name == "text" and declared.role is Role.FINDING:
            return "问题表述"
        return LABELS.get(name, name)

    def text(self, level: str, name: str, fact: str, value: Any) -> str:
        """The value in words; "" for nothing."""
        if value in (None, "", [], {}):
            return ""
        if name == FACTS:
            declared = self.plan.kind.by_level[level].by_code.get(fact)
            shown = told_facts([declared], {fact: value}) if declared else []
            return cells.text(shown[0][1]) if shown else str(value)
        if name in PEOPLE:
            return self.names.get(value, value)
        if name == "helps":
            return "、".join(self.names.get(one, one) for one in value)
        if name in ("answers", "measures", "under"):
            return self._numbers([value] if name == "under" else value)
        return self._plain(name, value)

    def _numbers(self, numbers: Sequence[str]) -> str:
        shown, hidden = rules.seen(numbers, self.within)
        more = [f"不在查看范围的{hidden}项"] if hidden else []
        return "、".join([*shown, *more])

    def _plain(self, name: str, value: Any) -> str:
        if name == "level":
            return self.plan.kind.by_level[value].name
        if name == "type":
            return KIND_NAMES[Kind(value)]
        if name == "first_due":
            return day_label(date.fromisoformat(value))
        if name == "due_rule":
            rule = due.rule(value)
            return rule_says(self.plan.kind, rule) if rule else ""
        if name == "rhythm":
            return RHYTHM_NAMES[Rhythm(value)]
        if name == "target":
            return _target(value)
        return weight_says(Decimal(value)) if name == "weight" else str(value)

    def whole(self, version: Version) -> list[tuple[str, str]]:
        """Everything that it says, in the order of the form."""
        level = version.says["level"]
        return [
            (self.label(level, name, fact), self.text(level, name, fact, value))
            for (name, fact), value in rules.told(version.says).items()
            if name != "level"
        ]

    def changes(self, version: Version, differences: Iterable[Difference]) -> list[Changed]:
        """What it says otherwise than another one."""
        level = version.says["level"]
        return [
            _changed(
                self.label(level, one.name, one.fact),
                self.text(level, one.name, one.fact, one.old),
                self.text(level, one.name, one.fact, one.new),
            )
            for one in differences
        ]


def reader(plan: Plan, versions: Collection[Version]) -> Reader:
    """A reader of these versions; four queries."""
    codes = {str(one.says.get(name) or "") for one in versions for name in PEOPLE}
    codes |= {code for one in versions for code in one.says.get("helps", ())}
    within = None if plan.sees_all else queries.numbers(versions, plan.rows())
    return Reader(plan=plan, names=directory.names(codes), within=within)


def _target(told: Mapping[str, Any]) -> str:
    """Every part of it, so that whoever compares sees each."""
    aim = targets.target(told)
    if aim is None:
        return ""
    parts = {
        aim.says: True,
        f"基数{aim.base}{aim.unit}": aim.base is not None,
        f"基数为{aim.base_year}年": aim.base_year is not None,
        f"等次由低到高：{'、'.join(aim.grades)}": aim.grades,
        f"取自{aim.source}": aim.source,
        "自开始累计": aim.over is targets.Over.SINCE,
        "按责任部门的数": aim.of is targets.Of.DEPARTMENT,
    }
    return "；".join(part for part, is_told in parts.items() if is_told)


def _changed(name: str, before: str, after: str) -> Changed:
    """Long texts are marked letter by letter, short ones whole."""
    if min(len(before), len(after)) >= LONG:
        pieces = comparing.pieces(before, after)
        old = "".join(_marked(one.text, one.mark) for one in pieces if one.mark != "ins")
        new = "".join(_marked(one.text, one.mark) for one in pieces if one.mark != "del")
        return Changed(name=name, before=SafeString(old), after=SafeString(new))
    old, new = _marked(before, "del"), _marked(after, "ins")
    return Changed(name=name, before=SafeString(old), after=SafeString(new))


def _marked(text: str, mark: str) -> str:
    return f"<{mark}>{escape(text)}</{mark}>" if mark and text else escape(text)


def shown(seen: Seen) -> list[Shown]:
    """Every version of the commitment, the last one first; ten queries."""
    formers = queries.history(seen.row)
    steps = [step for one in formers for step in (*one.approved, *one.closed)]
    known = bases.told(seen.plan.request, steps)
    people = directory.names(
        {
            *(one.version.step.person for one in formers if one.version.step),
            *(one.person for one in steps),
        }
    )
    words = reader(seen.plan, [one.version for one in formers])
    return [_shown(seen, one, words, people, known) for one in reversed(formers)]


def _shown(
    seen: Seen, one: Former, words: Reader, people: Mapping[str, str], known: Mapping[str, Told]
) -> Shown:
    taken = [_taken(step, "审定", people, known) for step in one.approved]
    taken += [_taken(step, "销号", people, known) for step in one.closed]
    return Shown(
        title=f"第{one.version.number}版",
        says=_came(seen, one.version, people),
        marks=[SafeString(cells.html(mark)) for mark in _marks(seen, one)],
        taken=taken,
        differences=words.changes(one.version, one.differences),
        whole=words.whole(one.version),
        hash=one.version.hash,
        lacks=_lacks(one.version),
    )


def _marks(seen: Seen, one: Former) -> list[Mark]:
    found = [Mark("现行", "going")] if one.is_last else []
    if one.is_approved:
        found.append(Mark("审定的内容", "done"))
    elif one.is_last and seen.row.approved_hash:
        found.append(Mark("待重新审定", "warning"))
    if one.is_closed:
        found.append(Mark("销号的内容", "done"))
    return found


def _came(seen: Seen, version: Version, people: Mapping[str, str]) -> str:
    """When, by which deed and by whom it came to say so, and why."""
    step = version.step
    if step is None:
        return "开始保存历次内容时的内容，此前的没有保存"
    deed = WHAT_NAMES[What(step.what)]
    if step.commitment_id is None:
        deed = "随方案审定"
    elif step.commitment_id != seen.row.pk:
        deed = f"随有关事项{deed}"
    why = f"：{step.text}" if step.text and step.commitment_id == seen.row.pk else ""
    found = "；此前的内容没有保存" if _lacks(version) else ""
    return f"{day_label(step.day)}{_person(step, people)}{deed}{why}{found}"


def _lacks(version: Version) -> bool:
    is_first = version.step is not None and version.step.what == What.ADDED.value
    return version.is_found and not is_first


def _taken(step: Step, deed: str, people: Mapping[str, str], known: Mapping[str, Told]) -> Told:
    rests_on = bases.of_step(step, known)
    says = f"{day_label(step.day)}{_person(step, people)}{deed}"
    if rests_on is None:
        return Told(says)
    return Told(f"{says}，依据{rests_on.text}", rests_on.url)


def _person(step: Step, people: Mapping[str, str]) -> str:
    return "系统" if step.person == SYSTEM else people.get(step.person, step.person)
