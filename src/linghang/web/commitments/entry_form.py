"""The form of a commitment, made of what its level declares, and what was typed in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from linghang.commitments.definitions import RHYTHM_NAMES, Level, Rhythm, Role
from linghang.commitments.due.rules import DueRule
from linghang.commitments.models import Commitment
from linghang.commitments.progress.rules import KIND_NAMES
from linghang.commitments.targets.rules import OP_NAMES, Op
from linghang.commitments.writing.rules import Wanted, typed
from linghang.foundation.fields import rules as fields
from linghang.foundation.fields.definitions import Field as Declared
from linghang.foundation.fields.definitions import Kind as FieldKind
from linghang.ledgers import directory
from linghang.ledgers.facts import rules as facts
from linghang.procedures.definitions import UNIT_NAMES, Unit
from linghang.web.commitments.reached import Plan
from linghang.web.forms import DeclaredField, Group, PersonField, UnitField
from linghang.web.forms.choosers import WITH_CODE, written
from linghang.web.meetings.forms import day_field
from linghang.web.procedures.people import around

FACT = "f_"
AS_DECLARED = "as_declared"


class RawField(DeclaredField):
    """A declared field: what was typed, judged by the rules of the engine."""

    def clean(self, value: Any) -> Any:
        """As it was typed."""
        return value


def form_of(plan: Plan, level: Level, row: Commitment | None = None) -> type[forms.Form]:
    """The form of a level. row: the one that is changed."""
    made: dict[str, Any] = {
        "title": forms.CharField(
            label=level.name,
            max_length=300,
            widget=forms.TextInput({"autofocus": True, "autocomplete": "off"}),
        ),
        "number": forms.CharField(
            label="序号", max_length=40, required=False, help_text="不填的按位置自动编号。"
        ),
        "text": forms.CharField(
            label="问题表述" if level.role is Role.FINDING else "内容",
            required=False,
            max_length=10_000,
            widget=forms.Textarea({"rows": 3}),
        ),
    }
    if level.role is Role.TASK:
        made |= _of_task(plan, level)
    if level.role is not Role.HEADING:
        made |= _who(level)
    if level.role is Role.TASK or level.role is Role.GOAL:
        made |= _due(plan)
        made |= _target()
    made["weight"] = forms.DecimalField(
        label="权重（%）",
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(100),
        decimal_places=2,
        help_text="在同级中的占比；不分权重的不填。",
    )
    made |= {f"{FACT}{one.code}": _declared(one) for one in level.fields}
    if row is not None and row.begun_on is not None:
        made["reason"] = forms.CharField(
            label="修改理由",
            max_length=500,
            widget=forms.Textarea({"rows": 2}),
            help_text="已经下达的，修改后需重新审定；时限只能通过延期改变。",
        )
    return type("CommitmentForm", (forms.Form,), made)


def _declared(one: Declared) -> forms.Field:
    if one.kind is FieldKind.UNIT:
        return UnitField(label=one.name, required=one.required, help_text=one.help)
    return RawField(one)


def _of_task(plan: Plan, level: Level) -> dict[str, Any]:
    made: dict[str, Any] = {
        "standard": forms.CharField(
            label="完成标准",
            required=False,
            max_length=5_000,
            widget=forms.Textarea({"rows": 2}),
            help_text="做到什么程度、凭什么算办成；验收时对照。",
        )
    }
    if level.types:
        made["type"] = forms.ChoiceField(
            label="类型",
            choices=[(one.value, KIND_NAMES[one]) for one in level.types],
            widget=forms.RadioSelect({"data-inline": "1"}),
        )
    if plan.kind.finds:
        problems = plan.rows().filter(role=Role.FINDING.value).exclude(standing="voided")
        named = problems.order_by("path").values_list("pk", "number", "title")
        made["answers"] = forms.MultipleChoiceField(
            label="同时对应的问题",
            required=False,
            choices=[(str(pk), f"{number} {title}"[:60]) for pk, number, title in named],
            widget=forms.CheckboxSelectMultiple,
        )
    rhythms = [(one.value, name) for one, name in RHYTHM_NAMES.items()]
    usual = RHYTHM_NAMES[plan.kind.rhythm]
    made["rhythm"] = forms.ChoiceField(
        label="反馈周期",
        required=False,
        choices=[(AS_DECLARED, f"按类别（{usual}）"), *rhythms],
        initial=AS_DECLARED,
    )
    return made


def _who(level: Level) -> dict[str, Any]:
    is_task = level.role is Role.TASK
    return {
        "unit": UnitField(label="责任部门", required=is_task),
        "owner": PersonField(label="责任人", required=False, among=around),
        "leader": PersonField(label="责任领导", required=False, among=around),
        "helps": forms.CharField(
            label="配合部门",
            required=False,
            max_length=1000,
            help_text="几个部门用顿号隔开。",
        ),
    }


def _due(plan: Plan) -> dict[str, Any]:
    names = {"began": "方案开始", "feedback": "反馈"}
    names |= {one.code: one.name for one in plan.kind.days}
    return {
        "due": day_field("完成时限", required=False),
        "after": forms.ChoiceField(
            label="或者：自哪一天起",
            required=False,
            choices=[("", "—"), *names.items()],
            help_text="时限随某个日期确定的（如开业后三年内），日期登记后自动得出。",
        ),
        "n": forms.IntegerField(label="多久", required=False, min_value=1, max_value=1000),
        "n_unit": forms.ChoiceField(
            label="单位",
            required=False,
            choices=[(one.value, name) for one, name in UNIT_NAMES.items() if _counts(one)],
        ),
    }


def _counts(unit: Unit) -> bool:
    """Units without a calendar of workdays."""
    return unit in (Unit.DAYS, Unit.MONTHS, Unit.YEARS)


def _target() -> dict[str, Any]:
    return {
        "op": forms.ChoiceField(
            label="目标值",
            required=False,
            choices=[("", "没有目标值"), *((one.value, name) for one, name in OP_NAMES.items())],
        ),
        "value": forms.DecimalField(label="数值", required=False),
        "value2": forms.DecimalField(label="上限（在范围内）", required=False),
        "target_unit": forms.CharField(label="计量单位", required=False, max_length=20),
        "source": forms.CharField(
            label="取自指标或台账统计",
            required=False,
            max_length=80,
            help_text="填编码后数字由系统算出，不再手工填。",
        ),
    }


GROUPS = (
    Group("", ("title", "number", "text", "standard", "type")),
    Group("责任分工", ("unit", "owner", "leader", "helps")),
    Group("什么时候", ("due", "rhythm")),
    Group("时限随某个日期确定", ("after", "n", "n_unit"), look="fold"),
    Group("目标值", ("op", "value", "value2", "target_unit", "source"), look="fold"),
    Group("其他", ("answers", "weight"), look="fold"),
)


def groups(level: Level, *, reason: bool = False) -> Sequence[Group]:
    """The form's groups; what the level declares stands before the folded ones."""
    told = Group("", tuple(f"{FACT}{one.code}" for one in level.fields))
    found = [*GROUPS[:1], *([told] if level.fields else []), *GROUPS[1:]]
    return [*found, Group("为什么改", ("reason",))] if reason else found


def wanted(
    level: Level, given: Mapping[str, Any], *, parent: int | None, row: Commitment | None = None
) -> Wanted:
    """What was typed, as the service takes it. row: the one that is changed."""
    rhythm = given.get("rhythm", "")
    rule = None
    if given.get("after") and given.get("n"):
        unit = Unit(given.get("n_unit") or Unit.DAYS.value)
        rule = DueRule(anchor=given["after"], n=given["n"], unit=unit)
    return Wanted(
        level=level.code,
        title=given["title"],
        parent=parent,
        number=given.get("number", ""),
        text=given.get("text", ""),
        type=given.get("type", ""),
        unit=given.get("unit", ""),
        owner=given.get("owner", ""),
        leader=given.get("leader", ""),
        due=given.get("due"),
        due_rule=rule,
        standard=given.get("standard", ""),
        weight=given.get("weight"),
        rhythm=None if rhythm == AS_DECLARED else Rhythm(rhythm) if level_reports(level) else None,
        target=_aim(given, row),
        fields={one.code: given.get(f"{FACT}{one.code}") for one in level.fields},
        helps=tuple(_code(word) for word in facts.words_of(given.get("helps", ""))),
        answers=tuple(int(pk) for pk in given.get("answers", ())),
        source=(row.source_type, row.source_id) if row else ("", ""),
    )


def level_reports(level: Level) -> bool:
    """Whether somebody reports on commitments of the level."""
    return level.role is Role.TASK


def _code(word: str) -> str:
    found = WITH_CODE.match(word)
    return found["code"] if found else word


def _aim(given: Mapping[str, Any], row: Commitment | None) -> dict[str, Any]:
    """The target as it is kept; what the form does not ask for stays."""
    if not given.get("op"):
        return {}
    kept = dict(row.target) if row and row.target.get("op") == given["op"] else {}
    told = {"value": given.get("value"), "value2": given.get("value2")}
    numbers = {name: str(value) for name, value in told.items() if value is not None}
    texts = {"unit": given.get("target_unit", ""), "source": given.get("source", "")}
    kept = {name: value for name, value in kept.items() if name not in {*told, *texts}}
    return {
        **kept,
        "op": Op(given["op"]).value,
        **numbers,
        **{name: text for name, text in texts.items() if text},
    }


def initial(row: Commitment) -> dict[str, Any]:
    """A commitment as its form shows it."""
    helps = [one.unit_id for one in row.helps.all()]
    names = directory.names(helps)
    rule = row.rule()
    above = row.parent_id
    answers = [str(pk) for pk in row.answers.values_list("problem", flat=True) if pk != above]
    return {
        "title": row.title,
        "number": row.number,
        "text": row.text,
        "standard": row.standard,
        "type": row.type,
        "unit": row.unit_id or "",
        "owner": row.owner,
        "leader": row.leader,
        "helps": "、".join(written(names.get(code, code), code) for code in helps),
        "due": None if rule else row.first_due,
        "after": rule.anchor if rule else "",
        "n": rule.n if rule else None,
        "n_unit": rule.unit.value if rule else "",
        "rhythm": row.rhythm,
        "weight": row.weight,
        "answers": answers,
        "op": row.target.get("op", ""),
        "value": row.target.get("value"),
        "value2": row.target.get("value2"),
        "target_unit": row.target.get("unit", ""),
        "source": row.target.get("source", ""),
        **facts_as_typed(row.declared.fields, row.facts),
    }


def facts_as_typed(declared: Sequence[Declared], kept: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as a form shows them: amounts and shares as they were typed, all else as it is kept."""
    return {
        f"{FACT}{one.code}": fields.show(one, typed(one, kept[one.code]))
        if one.kind in (FieldKind.MONEY, FieldKind.SHARE)
        else kept[one.code]
        for one in declared
        if kept.get(one.code) is not None
    }
