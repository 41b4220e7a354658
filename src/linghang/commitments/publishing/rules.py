"""The text of a public notice on a rectification (§3.3.5): facts first, nothing kept back. Pure.

Source: 巡视巡察整改公开通报的通行体例：组织整改落实情况、反馈问题整改进展、下一步、联系方式。
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from linghang.commitments.progress.rules import State, Tally, Words
from linghang.foundation.period import day_label

NOT_FILLED = "（待填写）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A measure of a problem, as it stood. due: None for one that goes on."""

    title: str
    state: State
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem as it stood. withheld: why it is not published, "" for one that is; outcome: the
    words that were approved for it, "" for none."""

    number: str
    text: str
    state: State
    withheld: str = ""
    outcome: str = ""
    measures: Sequence[Measure] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the notice is made of. yields: (name, number with its unit), counts alone; contacts:
    (name, text), "" for what nobody filled in; group: how many lead the rectification."""

    title: str
    on: date
    words: Words
    by_problem: Tally
    by_measure: Tally
    feedback_on: date | None = None
    approved_on: date | None = None
    group: int = 0
    yields: Sequence[tuple[str, str]] = ()
    problems: Sequence[Problem] = ()
    contacts: Sequence[tuple[str, str]] = ()
    changed: int = 0
    is_changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The notice: chapters of (heading, paragraphs). lacks: what stands against publishing it."""

    title: str
    chapters: tuple[tuple[str, tuple[str, ...]], ...]
    lacks: tuple[str, ...] = field(default=())


def notice(told: Told) -> Notice:
    """Three chapters and where to answer; what is kept back is counted and not told."""
    return Notice(
        title=f"关于{told.title}情况的通报",
        chapters=(
            ("组织整改落实情况", tuple(_organised(told))),
            ("反馈问题整改进展", tuple(_progress(told))),
            ("下一步工作", tuple(_next(told))),
            ("联系方式", tuple(f"{name}：{text or NOT_FILLED}。" for name, text in told.contacts)),
        ),
        lacks=tuple(_lacks(told)),
    )


def digest(notice: Notice) -> str:
    """SHA-256 of its words: the title, then each heading with its paragraphs; not what it lacks."""
    told = [notice.title, [[heading, list(texts)] for heading, texts in notice.chapters]]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def _published(told: Told) -> list[Problem]:
    return [one for one in told.problems if not one.withheld]


def _organised(told: Told) -> list[str]:
    first = f"{day_label(told.feedback_on)}收到反馈意见后，" if told.feedback_on else ""
    first += f"成立整改工作领导小组（{told.group}人），" if told.group else ""
    first += "制定整改方案" + (f"，{day_label(told.approved_on)}审定" if told.approved_on else "")
    found = [
        f"{first}。",
        f"截至{day_label(told.on)}，{told.by_problem.says(told.words)}。"
        f"{told.by_measure.says(told.words)}。",
    ]
    if came := [f"{name}{number}" for name, number in told.yields]:
        found.append(f"整改以来，{'，'.join(came)}。")
    return found


def _progress(told: Told) -> list[str]:
    shown = _published(told)
    found = []
    if kept := len(told.problems) - len(shown):
        found.append(f"以下公开{len(shown)}个问题的整改进展，另有{kept}个按规定不予公开。")
    for number, one in enumerate(shown, 1):
        found.append(f"{number}.反馈问题：{one.text.rstrip('。')}。")
        found.append(f"整改状态：{told.words.states[one.state]}。")
        found.append(f"整改情况：{_outcome(one, told.words).rstrip('。')}。")
    return found


def _outcome(one: Problem, words: Words) -> str:
    """What was approved to be told; else its measures, each with how it stands."""
    if one.outcome:
        return one.outcome
    told = "；".join(f"{m.title.rstrip('。')}（{words.states[m.state]}）" for m in one.measures)
    return f"制定措施{len(one.measures)}项：{told}"


def _next(told: Told) -> list[str]:
    open_ones = [m for p in _published(told) for m in p.measures if m.state is State.OPEN]
    days = [m.due for m in open_ones if m.due is not None]
    found = []
    if count := told.by_measure.open:
        until = f"，最迟{day_label(max(days))}完成" if days else ""
        found.append(f"对{told.words.states[State.OPEN]}的{count}项措施，按时限逐项推进{until}。")
    if count := told.by_measure.stage_done:
        found.append(
            f"对{told.words.states[State.STAGE_DONE]}的{count}项措施，长期坚持、定期复查。"
        )
    found.append("对已销号的措施开展回头看，出现反弹的重新办理。")
    return found


def _lacks(told: Told) -> list[str]:
    found = [f"没有填写{name}" for name, text in told.contacts if not text]
    if told.changed:
        found.append(f"有{told.changed}项内容修改后还没有重新审定")
    elif told.is_changed:
        found.append("整改方案审定后有增减或改动，还没有重新审定")
    if told.approved_on is None:
        found.append("整改方案还没有审定")
    return found
