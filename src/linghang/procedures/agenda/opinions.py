"""Asks whether the department dealt with a proceeding, with its branch's opinion (§2.9.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from linghang.foundation.period import day_label
from linghang.meetings import catalog
from linghang.meetings.models import BranchOpinion
from linghang.meetings.recording.rules import State
from linghang.procedures.agenda.providers import THING
from linghang.procedures.requirements import Asked
from linghang.procedures.rules import Met

PROVIDER = "meetings.branch_opinion"
WHO = "科室负责人（科务会记录）和党支部书记、委员"


def opinion(asked: Asked) -> Met:
    """Whether a closed record of the department's meeting holds the branch's opinion on it.

    params: matter, a code of department_matters.yaml. What comes without it is returned.
    """
    wanted = asked.params.get("matter", "")
    rows = BranchOpinion.objects.filter(
        matter=wanted,
        item__about_type=THING,
        item__about_id=str(asked.proceeding),
        item__form__meeting__unit__code=asked.unit,
        item__form__meeting__state=State.CLOSED.value,
        item__form__meeting__day__lte=asked.on,
    )
    last = (
        rows.select_related("item__form__meeting", "author")
        .order_by("item__form__meeting__day", "pk")
        .last()
    )
    if last is None:
        says = f"没有科室研究“{_name(wanted)}”的封存记录和党支部意见，应当退回科室"
        return Met(is_met=False, says=says, who_can=WHO)
    meeting = last.item.form.meeting
    says = f"{day_label(last.day)}党支部提出意见（{last.author.name}）"
    about = ("meetings.meeting", str(meeting.pk))
    return Met(is_met=True, says=says, who_can=WHO, about=about)


def wrong(params: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the params of a requirement, asked at start-up."""
    if set(params) != {"matter"}:
        yield "党支部意见要写 matter（科室重大事项），且只写这一项"
    elif params["matter"] not in catalog.department_matters():
        yield f"没有科室重大事项 {params['matter']}"


def _name(code: str) -> str:
    found = catalog.department_matters().items.get(code)
    return found.item.name if found else code
