"""A record as plain JSON, and what changed from one version to the next, in Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from typing import Any

from linghang.meetings.matters import NOTHING
from linghang.meetings.recording.entries import Line, Missed, Record
from linghang.meetings.recording.rules import GROUND_NAMES, OPINION_NAMES

Plain = dict[str, Any]
HEAD = {
    "starts_at": "开始时间",
    "ends_at": "结束时间",
    "place": "地点",
    "theme": "主题",
    "text": "会议记录",
}
LINE = {
    "kind": "类别",
    "form": "形式",
    "discussion": "讨论要点",
    "dissent": "不同意见",
    "resolution": "决议",
    "deferred": "缓议理由",
    "due_date": "完成时限",
    "votes": "票数",
    "election": "选举",
    "approval": "上级批准",
    "announced_on": "列入议程日期",
}
PEOPLE = {"chair": "主持人", "recorder": "记录人"}
LINE_PEOPLE = {"owner": "责任人", "person": "所涉人员", "leader": "分管领导"}
EMPTY: tuple[object, ...] = (None, "", [], {})


def plain(record: Record) -> Plain:
    """The record as JSON; what is empty is left out, so that a version of 30 takes about 1 kB."""
    head = {name: _word(getattr(record, name)) for name in (*HEAD, *PEOPLE)}
    head["missed"] = [_missed(one) for one in record.missed]
    head["observers"] = list(record.observers)
    head["lines"] = [_line(one) for one in record.lines]
    return {name: value for name, value in head.items() if value not in EMPTY}


def changes(
    before: Mapping[str, Any], after: Mapping[str, Any], names: Mapping[str, str]
) -> list[str]:
    """What changed, a sentence each; both as plain() gives them. names: person code → name."""
    return [
        *_texts(before, after, HEAD, "", {}),
        *_texts(before, after, PEOPLE, "", names),
        *_of_missed(before.get("missed", []), after.get("missed", []), names),
        *_of_lines(before.get("lines", []), after.get("lines", []), names),
    ]


def people(content: Mapping[str, Any]) -> set[str]:
    """Codes of everybody whom a version names, so that pages can write names."""
    found = {content.get(name, "") for name in PEOPLE} | set(content.get("observers", []))
    found |= {one["person"] for one in content.get("missed", [])}
    for line in content.get("lines", []):
        found |= {line.get(name, "") for name in LINE_PEOPLE}
        found |= {row[0] for field in ("recused", "stances") for row in line.get(field, [])}
    return {str(one) for one in found if one}


def kinds(content: Mapping[str, Any]) -> set[str]:
    """Kinds of the items of a version: who may not know of one is not shown the version."""
    return {line["kind"] for line in content.get("lines", [])}


def _word(value: object) -> object:
    if isinstance(value, date | time):
        return value.isoformat()
    return value


def _missed(one: Missed) -> Plain:
    found: Plain = {"person": one.person, "ground": one.ground.value}
    if one.first != 1 or one.last is not None:
        found["items"] = [one.first, one.last]
    return found


def _line(one: Line) -> Plain:
    votes = one.votes
    ballots = one.election.ballots if one.election else None
    names = ("kind", "title", "form", "discussion", "dissent", "resolution", "deferred")
    found: Plain = {name: getattr(one, name) for name in (*names, "approval", *LINE_PEOPLE)}
    found["due_date"], found["announced_on"] = _word(one.due_date), _word(one.announced_on)
    if votes:
        found["votes"] = [getattr(votes, name) for name in type(votes).__dataclass_fields__]
    if one.election and ballots:
        found["election"] = [one.election.seats, ballots.issued, ballots.collected, ballots.invalid]
        found["tally"] = dict(ballots.votes)
    found["recused"] = [list(each) for each in one.recused]
    found["about"] = list(one.about) if one.about != NOTHING else []
    found["stances"] = [[person, opinion.value] for person, opinion in one.stances]
    found["words"] = [list(each) for each in one.words]
    found["matter"] = one.matter
    if one.opinion is not None:
        said = one.opinion
        found["opinion"] = [said.author, said.day.isoformat(), said.text, said.conduct]
    return {name: value for name, value in found.items() if value not in EMPTY}


def _texts(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    fields: Mapping[str, str],
    where: str,
    names: Mapping[str, str],
) -> Iterator[str]:
    for field, name in fields.items():
        was, now = before.get(field, ""), after.get(field, "")
        if was != now:
            shown = [
                str(names.get(one, one) if isinstance(one, str) else one) for one in (was, now)
            ]
            yield f"{where}{name}：{shown[0] or '（空）'} → {shown[1] or '（空）'}"


def _of_missed(
    before: Sequence[Plain], after: Sequence[Plain], names: Mapping[str, str]
) -> Iterator[str]:
    was, now = _absent(before), _absent(after)
    for person in dict.fromkeys((*was, *now)):
        told, name = (was.get(person, "到会"), now.get(person, "到会")), names.get(person, person)
        if told[0] != told[1]:
            yield f"{name}：{told[0]} → {told[1]}"


def _absent(rows: Sequence[Plain]) -> dict[str, str]:
    known = {one.value: name for one, name in GROUND_NAMES.items()}
    return {
        one["person"]: known.get(one["ground"], "缺席") + ("（中途离会）" if "items" in one else "")
        for one in rows
    }


def _of_lines(
    before: Sequence[Plain], after: Sequence[Plain], names: Mapping[str, str]
) -> Iterator[str]:
    was = {one["title"]: one for one in before}
    now = {one["title"]: one for one in after}
    for title in was.keys() - now.keys():
        yield f"删去议题“{title}”"
    for title in now.keys() - was.keys():
        yield f"增加议题“{title}”"
    for title in (one for one in was if one in now):
        where = f"“{title}”"
        yield from _texts(was[title], now[title], LINE, where, {})
        yield from _texts(was[title], now[title], LINE_PEOPLE, where, names)
        for field, name in (
            ("recused", "回避"),
            ("tally", "得票"),
            ("words", "发言要点"),
            ("opinion", "党支部意见"),
        ):
            if was[title].get(field) != now[title].get(field):
                yield f"{where}{name}有改动"
        yield from _of_stances(where, was[title], now[title], names)


def _of_stances(where: str, was: Plain, now: Plain, names: Mapping[str, str]) -> Iterator[str]:
    known = {one.value: name for one, name in OPINION_NAMES.items()}
    told = [
        "、".join(
            f"{names.get(person, person)}{known.get(opinion, opinion)}"
            for person, opinion in one.get("stances", [])
        )
        for one in (was, now)
    ]
    if told[0] != told[1]:
        yield f"{where}表态：{told[0] or '（空）'} → {told[1] or '（空）'}"
