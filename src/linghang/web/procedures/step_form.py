"""The form of a step: what it asks for now, and what it asks for only on a condition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms

from linghang.foundation.fields.definitions import Kind
from linghang.procedures.definitions import Mode, Step
from linghang.procedures.needs import rules as needs
from linghang.procedures.needs.definitions import FormField, Unmet, When
from linghang.procedures.progress.conditions.rules import holds
from linghang.procedures.reading import Reading
from linghang.procedures.wording.rules import Names, condition
from linghang.web.forms import DeclaredField, PersonField
from linghang.web.parameters.changes import EvidenceField
from linghang.web.procedures.people import around

SECRET = "不得上传涉密文件。"


def step_form(reading: Reading, declared: Step, names: Names) -> type[forms.Form]:
    """Declared fields, a file for each paper, an explanation, and how many acts were seen.

    What can be told not to apply is left out; what depends on the form itself says when.
    """
    asking = _Asking(reading, declared, names)
    made: dict[str, Any] = dict(asking.fields())
    made.update(asking.papers())
    if declared.backdated:
        made["day"] = forms.DateField(
            label="办理日期",
            widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            help_text=f"实际办理的日期，最多补录{declared.backdated}日前的。",
        )
    made["opinion"] = forms.CharField(
        label="意见", required=False, max_length=1000, widget=forms.Textarea({"rows": 3})
    )
    if any(one.if_unmet is Unmet.EXPLAIN for one in declared.needs.requirements):
        made["explanation"] = forms.CharField(
            label="说明",
            required=False,
            max_length=1000,
            widget=forms.Textarea({"rows": 3}),
            help_text=f"{asking.prompts()}有提示的，写明理由后才能办理；说明留痕并告知监管人。",
        )
    made["seen"] = forms.IntegerField(widget=forms.HiddenInput)
    return type("StepForm", (forms.Form,), made)


def entry_form(reading: Reading, declared: Step, names: Names) -> type[forms.Form]:
    """The form of one entry: its fields and papers, and the day.

    Who or what was named at an earlier step is chosen, not typed again.
    """
    asking = _Asking(reading, declared.entry, names)
    made: dict[str, Any] = dict(asking.fields())
    named = needs.nameable(reading.definition, declared, reading.state)
    if declared.entries and named is not None:
        field = made[declared.entries.key]
        choices = [(one, one) for one in named]
        made[declared.entries.key] = forms.ChoiceField(label=field.label, choices=choices)
    made.update(asking.papers())
    if declared.backdated:
        made["day"] = forms.DateField(
            label="日期",
            widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            help_text=f"实际发生的日期，最多补录{declared.backdated}日前的。",
        )
    made["seen"] = forms.IntegerField(widget=forms.HiddenInput)
    return type("EntryForm", (forms.Form,), made)


class _Asking:
    """One step of one proceeding, before anything is filled in."""

    def __init__(self, reading: Reading, declared: Step, names: Names) -> None:
        self.reading, self.declared, self.names = reading, declared, names
        self.told = needs.known(reading.definition, declared, reading.state, None)

    def applies(self, when: When | None) -> bool | None:
        """None while it depends on what is filled in."""
        return (
            True
            if when is None
            else holds(when, self.told, self.reading.day.values(self.reading.on))
        )

    def only(self, when: When | None) -> str:
        said = condition(self.reading.definition, when, self.names)
        return f"只在{said}时填写。" if self.applies(when) is None else ""

    def fields(self) -> Iterator[tuple[str, forms.Field]]:
        for one in self.declared.needs.fields:
            if self.applies(one.when) is not False:
                yield one.code, self._field(one)

    def _field(self, one: FormField) -> forms.Field:
        is_sure = bool(self.applies(one.when))
        if one.kind is Kind.PERSON:
            return PersonField(
                label=one.name,
                required=one.required and is_sure,
                among=around,
                help_text=self.only(one.when) + one.help,
            )
        changed = {"required": one.required and is_sure, "help": self.only(one.when) + one.help}
        return DeclaredField(one.model_copy(update=changed))

    def papers(self) -> Iterator[tuple[str, EvidenceField]]:
        for paper in self.declared.needs.documents:
            applies = self.applies(paper.when)
            if applies is False:
                continue
            for number in range(max(paper.least, 1)):
                which = f"（第{number + 1}份）" if paper.least > 1 else ""
                yield (
                    f"paper_{paper.kind}_{number}",
                    EvidenceField(
                        label=f"{paper.name}{which}",
                        # Where several speak, one of them brings it; the deed itself looks.
                        required=bool(applies)
                        and self.declared.mode is Mode.ONE
                        and number < paper.least,
                        error_messages={"required": f"请上传{paper.name}。"},
                        help_text=self.only(paper.when).replace("填写", "提供") + SECRET,
                    ),
                )

    def prompts(self) -> str:
        """What will ask for an explanation, as far as it can be told now."""
        facts = self.reading.facts([self.declared])
        found = needs.of_requirements(self.declared, self.told, facts)
        return "".join(f"{one.says}。" for one in found if one.code == needs.EXPLAIN)
