"""The part of the clerk's form about one agenda item: what, whom it is about, votes, opinions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from linghang.meetings import catalog
from linghang.meetings.bodies.queries import Member
from linghang.meetings.counting.rules import Votes
from linghang.meetings.definitions import ItemKind, MeetingKind, Mode
from linghang.meetings.elections.rules import Ballots
from linghang.meetings.matters import NOTHING, Matter
from linghang.meetings.recording.entries import Election, Line, Record
from linghang.meetings.recording.rules import GROUND_NAMES, Proposer
from linghang.web.forms import PersonField
from linghang.web.forms.selecting import Select
from linghang.web.meetings import opinion_fields
from linghang.web.meetings.forms import day_field
from linghang.web.meetings.named_lines import recusals, stances, tally

ALONE = "逐人表决、逐人讨论的议题写明是谁，一项一人。"
DEFERRED = "会议或主持人决定缓议的写明理由，不写表决和决议；议题留到下次会议。"
LONGEST = 120  # of a title
COUNTS = ("favour", "against", "abstained", "invalid")
WRITTEN = ("written_favour", "written_against")
COUNT_NAMES = {
    "favour": "赞成",
    "against": "反对",
    "abstained": "弃权",
    "invalid": "无效",
    "written_favour": "书面赞成",
    "written_against": "书面反对",
}
ELECTION_NAMES = {"seats": "应选人数", "issued": "发出选票", "collected": "收回选票"}
ALL, COUNTED = "all", "count"
VOTES = [("", "不表决"), (ALL, "全体赞成"), (COUNTED, "按票数")]
THERE = [("", "到会"), *((one.value, name) for one, name in GROUND_NAMES.items())]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the form is about. kinds: the forms of the meeting, the first names it.

    members: of all its forms, each once. last: the record as it was kept, or a first suggestion.
    waiting: what waits for it, or was put up at it before. branch: who speaks for the Party
    branch of a department, (code, name).
    """

    kinds: tuple[MeetingKind, ...]
    members: tuple[Member, ...]
    last: Record
    waiting: tuple[Matter, ...] = ()
    branch: tuple[tuple[str, str], ...] = ()
    is_new: bool = False
    day: date | None = None

    @property
    def put_up(self) -> tuple[ItemKind, ...]:
        """The kinds of items that any of the forms may decide, each once."""
        of = (catalog.put_up_at(each.code) for each in self.kinds)
        return tuple(dict.fromkeys(one for some in of for one in some))

    @property
    def without(self) -> frozenset[str]:
        """Fields of an item that this meeting has no use for: without votes, without elections."""
        put_up = self.put_up
        needed: dict[tuple[str, ...], bool] = {
            ("vote", *COUNTS): any(one.passes for one in self.kinds),
            ("deferred",): any(one.passes or one.mode is Mode.HEARD for one in self.kinds),
            WRITTEN: any(one.written for one in put_up) or self.hears_opinions,
            (*ELECTION_NAMES, "tally"): any(one.is_election for one in put_up),
            ("about",): bool(self.waiting),
            ("approval",): any(one.surplus for one in put_up),
            ("person",): any(one.one_by_one for one in put_up),
            ("announced",): not all(one.unannounced for one in put_up),
            ("leader",): any(one.asks_leader for one in self.kinds),
            opinion_fields.NAMES: any(one.branch_opinion for one in put_up),
        }
        names = [name for some, is_needed in needed.items() if not is_needed for name in some]
        return frozenset(names)

    @property
    def hears_opinions(self) -> bool:
        """Whether written opinions of the absent are kept, though they may not count (§2.4.4)."""
        return any(one.passes and one.records == "opinions" for one in self.kinds)

    @property
    def matters(self) -> dict[str, Matter]:
        """What waits, by how the form names it."""
        return {":".join(one.about): one for one in self.waiting}

    @property
    def people(self) -> list[tuple[str, str]]:
        return [("", "请选择"), *((one.person, one.name) for one in self.members)]


Fields = Iterator[tuple[str, forms.Field]]


def fields(asked: Asked, rows: int) -> Fields:
    """Every field of so many items, with what was kept."""
    kinds = [(one.code, one.name) for one in asked.put_up]
    usual = next((code for code, _ in kinds if code == "resolution"), kinds[0][0] if kinds else "")
    for number in range(1, rows + 1):
        line = _of(asked.last.lines, number)
        known = list(kinds)
        waiting = [(name, one.title) for name, one in asked.matters.items()]
        chosen = ":".join(line.about) if line and line.about != NOTHING else ""
        yield f"about{number}", choice("待议事项", [("", "不选，自拟议题"), *waiting], chosen)
        if line and line.kind not in dict(known):
            known.append((line.kind, catalog.items()[line.kind].name))
        yield f"kind{number}", choice("类别", known, line.kind if line else usual)
        yield f"title{number}", text("议题", LONGEST, line.title if line else "")
        yield (
            f"vote{number}",
            forms.ChoiceField(
                label="表决",
                choices=VOTES,
                required=False,
                initial=COUNTED if line and line.votes else "",
                widget=forms.RadioSelect,
            ),
        )
        stood = line.election if line else None
        papers = stood.ballots if stood else None
        for name in (*COUNTS, *WRITTEN):
            value = getattr(line.votes, name) if line and line.votes else None
            if papers and name == "invalid":
                value = papers.invalid
            yield f"{name}{number}", count(COUNT_NAMES[name], value)
        if len(asked.kinds) > 1:
            options = [(one.code, one.name) for one in asked.kinds]
            form = line.form if line and line.form else options[0][0]
            yield f"form{number}", choice("属于哪种形式", options, form)
        for name, label in (
            ("discussion", "讨论要点"),
            ("dissent", "不同意见"),
            ("resolution", "决议"),
        ):
            yield f"{name}{number}", long(label, getattr(line, name) if line else "")
        deferred = long("缓议理由", line.deferred if line else "")
        deferred.help_text = DEFERRED
        yield f"deferred{number}", deferred
        yield f"owner{number}", choice("责任人", asked.people, line.owner if line else "")
        yield (
            f"due{number}",
            day_field("完成时限", required=False, initial=line.due_date if line else None),
        )
        yield (
            f"stances{number}",
            stances(
                "发言和表态",
                asked.members,
                line.stances if line else (),
                dict(line.words) if line else {},
            ),
        )
        yield (
            f"person{number}",
            PersonField(
                label="所涉人员",
                required=False,
                initial=line.person if line else "",
                help_text=ALONE,
            ),
        )
        yield f"leader{number}", choice("分管领导", asked.people, line.leader if line else "")
        announced = day_field(
            "列入议程日期",
            required=False,
            initial=line.announced_on if line else None,
            help_text="会前已书面通知、没有在本平台公布议程的，写通知日期。",
        )
        yield f"announced{number}", announced
        yield f"approval{number}", text("等额选举的批准文号", 200, line.approval if line else "")
        for name, value in (
            ("seats", stood.seats if stood else None),
            ("issued", papers.issued if papers else None),
            ("collected", papers.collected if papers else None),
        ):
            yield f"{name}{number}", count(ELECTION_NAMES[name], value)
        yield f"tally{number}", tally("得票", asked.members, papers.votes if papers else {})
        yield f"out{number}", recusals("回避", asked.members, line)
        yield from opinion_fields.fields(number, line, list(asked.branch))


def first(number: int, asked: Asked) -> Iterator[str]:
    """The fields of an item that a clerk needs for nearly every one."""
    names = ("about", "kind", "title", "person", "vote", *opinion_fields.NAMES)
    return (f"{name}{number}" for name in names if name not in asked.without)


def more(number: int, asked: Asked) -> Iterator[str]:
    """The other fields of an item."""
    names = [*COUNTS, *WRITTEN, "discussion", "dissent", "resolution", "deferred"]
    names += [
        "owner",
        "due",
        "leader",
        "out",
        "stances",
        *ELECTION_NAMES,
        "tally",
        "approval",
        "announced",
    ]
    if len(asked.kinds) > 1:
        names.insert(0, "form")
    without = asked.without
    return (f"{name}{number}" for name in names if name not in without)


def lines(given: Mapping[str, Any], asked: Asked, rows: int) -> Iterator[Line]:
    """The items with a title.

    What waits for the meeting brings its title and its kind along.
    """
    for number in range(1, rows + 1):
        matter = asked.matters.get(given.get(f"about{number}", ""))
        title = given[f"title{number}"].strip() or (matter.title if matter else "")
        if not title:
            continue
        seats = given.get(f"seats{number}")
        how = given.get(f"vote{number}")
        out = given[f"out{number}"]
        said = given[f"stances{number}"]
        yield Line(
            kind=matter.item if matter else given[f"kind{number}"],
            title=title[:LONGEST],
            about=matter.about if matter else NOTHING,
            form=given.get(f"form{number}") or asked.kinds[0].code,
            unanimous=how == ALL,
            votes=_votes(given, number) if how == COUNTED and not seats else None,
            election=_election(given, number) if seats else None,
            discussion=given[f"discussion{number}"],
            dissent=given[f"dissent{number}"],
            resolution=given[f"resolution{number}"],
            owner=given[f"owner{number}"],
            due_date=given[f"due{number}"],
            recused=tuple((who, one.ground) for who, one in out),
            proposed=tuple(
                (who, one.proposed_by) for who, one in out if one.proposed_by is not Proposer.SELF
            ),
            out_between=tuple(
                (who, one.left_at, one.returned_at)
                for who, one in out
                if one.left_at or one.returned_at
            ),
            stances=tuple((who, opinion) for who, (opinion, _) in said),
            words=tuple((who, words) for who, (_, words) in said if words),
            person=given.get(f"person{number}") or (matter.person if matter else ""),
            leader=given.get(f"leader{number}", ""),
            announced_on=given.get(f"announced{number}"),
            approval=given.get(f"approval{number}", ""),
            deferred=given.get(f"deferred{number}", ""),
            matter=given.get(f"matter{number}", ""),
            opinion=opinion_fields.opined(given, number, given.get("day") or asked.day),
        )


def _votes(given: Mapping[str, Any], number: int) -> Votes:
    return Votes(**{name: given.get(f"{name}{number}") or 0 for name in (*COUNTS, *WRITTEN)})


def _election(given: Mapping[str, Any], number: int) -> Election:
    ballots = Ballots(
        issued=given[f"issued{number}"] or 0,
        collected=given[f"collected{number}"] or 0,
        invalid=given[f"invalid{number}"] or 0,
        votes=dict(given[f"tally{number}"]),
    )
    return Election(seats=given[f"seats{number}"], ballots=ballots)


def _of(lines: Sequence[Line], number: int) -> Line | None:
    return lines[number - 1] if number <= len(lines) else None


def text(label: str, longest: int, value: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=False, initial=value)


def long(label: str, value: str, rows: int = 2) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, max_length=20_000, required=False, initial=value, widget=widget
    )


def count(label: str, value: int | None) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric", "min": 0})
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=5_000, initial=value, widget=widget
    )


def choice(label: str, options: Sequence[tuple[str, str]], value: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=list(options), required=False, initial=value, widget=Select
    )
