"""The clerk's form: everybody is there; who is away is chosen, items are voted with one tap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from linghang.meetings import catalog
from linghang.meetings.bodies.queries import Member
from linghang.meetings.counting.rules import Votes
from linghang.meetings.definitions import ItemKind, MeetingKind
from linghang.meetings.elections.rules import Ballots
from linghang.meetings.matters import NOTHING, Matter
from linghang.meetings.recording.entries import Election, Line, Missed, Record
from linghang.meetings.recording.rules import GROUND_NAMES, Ground
from linghang.web.forms import Group, PersonField
from linghang.web.forms.selecting import Select
from linghang.web.meetings.forms import day_field, time_field
from linghang.web.meetings.named_lines import stances, tally

ITEMS = 5
LEFT = 2  # lines for people who were there for a part only
OBSERVERS = 2
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
RECORD = "record"
ELECTION_NAMES = {"seats": "应选人数", "issued": "发出选票", "collected": "收回选票"}
ALL, COUNTED = "all", "count"
VOTES = [("", "不表决"), (ALL, "全体赞成"), (COUNTED, "按票数")]
THERE = [("", "到会"), *((one.value, name) for one, name in GROUND_NAMES.items())]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the form is about. kinds: the forms of the meeting, the first names it.

    members: of all its forms, each once. last: the record as it was kept, or a first suggestion.
    waiting: what waits for it, or was put up at it before.
    """

    kinds: tuple[MeetingKind, ...]
    members: tuple[Member, ...]
    last: Record
    waiting: tuple[Matter, ...] = ()
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
        names: list[str] = []
        if not any(one.passes for one in self.kinds):
            names += ["vote", *COUNTS]
        if not any(one.written for one in self.put_up):
            names += WRITTEN
        if not any(one.is_election for one in self.put_up):
            names += [*ELECTION_NAMES, "tally"]
        if not self.waiting:
            names.append("about")
        return frozenset(names)

    @property
    def matters(self) -> dict[str, Matter]:
        """What waits, by how the form names it."""
        return {":".join(one.about): one for one in self.waiting}

    @property
    def people(self) -> list[tuple[str, str]]:
        return [("", "请选择"), *((one.person, one.name) for one in self.members)]


class RecordForm(forms.Form):
    """Head, who is away, items, and the raw text."""

    def __init__(self, *args: Any, asked: Asked, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        if asked.is_new:
            self.fields["day"] = day_field("日期", initial=asked.day)
        without = asked.without
        for name, field in (*_head(asked), *_away(asked), *_items(asked), *_rest(asked)):
            if name.rstrip("0123456789") not in without:
                self.fields[name] = field

    def clean(self) -> dict[str, Any]:
        """The record that was written down stands beside the bare values."""
        given = super().clean() or {}
        return given if self.errors else {**given, RECORD: self.record()}

    def record(self) -> Record:
        """What was written down, with what the form does not ask for as it was kept before."""
        given, last = self.cleaned_data, self.asked.last
        return Record(
            starts_at=given["starts_at"],
            ends_at=given["ends_at"],
            place=given["place"],
            theme=given["theme"],
            chair=given["chair"],
            recorder=given["recorder"],
            missed=tuple(_missed(self.asked, given)),
            observers=tuple(
                dict.fromkeys(
                    given[f"observer{n}"] for n in range(1, OBSERVERS + 1) if given[f"observer{n}"]
                )
            ),
            lines=tuple(_lines(given, last.lines, self.asked)),
            text=given["text"],
        )


def groups(asked: Asked) -> list[Group]:
    """Who is away first, then items, then the head, which is mostly filled in already."""
    away = tuple(f"away-{one.person}" for one in asked.members)
    first = tuple(_first(1, asked))
    left = tuple(f"left-{name}{n}" for n in range(1, LEFT + 1) for name in ("who", "from", "to"))
    shown = [
        Group("谁没有到会", away, f"共{len(away)}人，默认到会；没到的选原因。", "rows"),
        Group("第1项议题", first),
        Group("第1项的票数、意见、决议", tuple(_more(1, asked)), look="fold"),
    ]
    for number in range(2, ITEMS + 1):
        names = (*_first(number, asked), *_more(number, asked))
        shown.append(Group(f"第{number}项议题", names, look="fold"))
    head = ("day", "starts_at", "ends_at", "place", "theme", "chair", "recorder")
    more = tuple(f"observer{n}" for n in range(1, OBSERVERS + 1))
    return [
        *shown,
        Group("时间、地点、主持人", head),
        Group("中途离会、列席", (*left, *more), look="fold"),
        Group("会议记录全文", ("text",), look="fold"),
    ]


_Fields = Iterator[tuple[str, forms.Field]]


def _head(asked: Asked) -> _Fields:
    last = asked.last
    yield "starts_at", time_field("开始时间", initial=last.starts_at)
    yield "ends_at", time_field("结束时间", initial=last.ends_at)
    yield "place", _text("地点", 80, last.place)
    yield "theme", _text("主题", 120, last.theme)
    for name, label, code in (
        ("chair", "主持人", last.chair),
        ("recorder", "记录人", last.recorder),
    ):
        yield name, _choice(label, asked.people, code)


def _away(asked: Asked) -> _Fields:
    whole = {one.person: one.ground.value for one in asked.last.missed if one.away.is_absence}
    for one in asked.members:
        label = f"{one.name}（{one.no_vote}）" if one.no_vote else one.name
        yield f"away-{one.person}", _choice(label, THERE, whole.get(one.person, ""))
    parts = [one for one in asked.last.missed if not one.away.is_absence]
    for n in range(1, LEFT + 1):
        part = parts[n - 1] if n <= len(parts) else None
        yield f"left-who{n}", _choice("谁", asked.people, part.person if part else "")
        yield f"left-from{n}", _count("自第几项离会", part.first if part else None)
        yield f"left-to{n}", _count("至第几项（没有回来的不填）", part.last if part else None)


def _items(asked: Asked) -> _Fields:
    kinds = [(one.code, one.name) for one in asked.put_up]
    usual = next((code for code, _ in kinds if code == "resolution"), kinds[0][0] if kinds else "")
    for number in range(1, ITEMS + 1):
        line = _of(asked.last.lines, number)
        known = list(kinds)
        waiting = [(name, one.title) for name, one in asked.matters.items()]
        chosen = ":".join(line.about) if line and line.about != NOTHING else ""
        yield f"about{number}", _choice("待议事项", [("", "不选，自拟议题"), *waiting], chosen)
        if line and line.kind not in dict(known):
            known.append((line.kind, catalog.items()[line.kind].name))
        yield f"kind{number}", _choice("类别", known, line.kind if line else usual)
        yield f"title{number}", _text("议题", LONGEST, line.title if line else "")
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
            yield f"{name}{number}", _count(COUNT_NAMES[name], value)
        if len(asked.kinds) > 1:
            options = [(one.code, one.name) for one in asked.kinds]
            form = line.form if line and line.form else options[0][0]
            yield f"form{number}", _choice("属于哪种形式", options, form)
        for name, label in (
            ("discussion", "讨论要点"),
            ("dissent", "不同意见"),
            ("resolution", "决议"),
        ):
            yield f"{name}{number}", _long(label, getattr(line, name) if line else "")
        yield f"owner{number}", _choice("责任人", asked.people, line.owner if line else "")
        yield (
            f"due{number}",
            day_field("完成时限", required=False, initial=line.due_date if line else None),
        )
        yield f"stances{number}", stances("发言和表态", asked.members, line.stances if line else ())
        for name, value in (
            ("seats", stood.seats if stood else None),
            ("issued", papers.issued if papers else None),
            ("collected", papers.collected if papers else None),
        ):
            yield f"{name}{number}", _count(ELECTION_NAMES[name], value)
        yield f"tally{number}", tally("得票", asked.members, papers.votes if papers else {})
        out = line.recused[0] if line and line.recused else ("", "")
        yield f"out{number}", _choice("回避人", asked.people, out[0])
        yield f"why{number}", _text("回避事由", 120, out[1])


def _rest(asked: Asked) -> _Fields:
    for n in range(1, OBSERVERS + 1):
        seen = asked.last.observers
        code = seen[n - 1] if n <= len(seen) else ""
        yield f"observer{n}", PersonField(label="列席人员", required=False, initial=code)
    yield "text", _long("会议记录", asked.last.text, rows=8)


def _first(number: int, asked: Asked) -> Iterator[str]:
    names = ("about", "kind", "title", "vote")
    return (f"{name}{number}" for name in names if name not in asked.without)


def _more(number: int, asked: Asked) -> Iterator[str]:
    names = [*COUNTS, *WRITTEN, "discussion", "dissent", "resolution", "owner", "due", "out", "why"]
    names += ["stances", *ELECTION_NAMES, "tally"]
    if len(asked.kinds) > 1:
        names.insert(0, "form")
    without = asked.without
    return (f"{name}{number}" for name in names if name not in without)


def _missed(asked: Asked, given: Mapping[str, Any]) -> Iterator[Missed]:
    """Absences; a lesson made up for stays with the absence that it belongs to."""
    before = {one.person: one for one in asked.last.missed}
    for one in asked.members:
        if ground := given[f"away-{one.person}"]:
            was = before.get(one.person)
            yield Missed(
                person=one.person,
                ground=Ground(ground),
                made_up_on=was.made_up_on if was else None,
            )
    for n in range(1, LEFT + 1):
        if person := given[f"left-who{n}"]:
            was = before.get(person)
            yield Missed(
                person=person,
                ground=was.ground if was else Ground.DUTY,
                first=given[f"left-from{n}"] or 2,
                last=given[f"left-to{n}"],
                made_up_on=was.made_up_on if was else None,
            )


def _lines(given: Mapping[str, Any], last: Sequence[Line], asked: Asked) -> Iterator[Line]:
    """The items with a title, and those beyond the form as they were kept.

    What waits for the meeting brings its title and its kind along.
    """
    for number in range(1, ITEMS + 1):
        matter = asked.matters.get(given.get(f"about{number}", ""))
        title = given[f"title{number}"].strip() or (matter.title if matter else "")
        if not title:
            continue
        seats = given.get(f"seats{number}")
        how = given.get(f"vote{number}")
        out = given[f"out{number}"]
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
            recused=((out, given[f"why{number}"]),) if out else (),
            stances=given[f"stances{number}"],
        )
    yield from last[ITEMS:]


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


def _text(label: str, longest: int, value: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=False, initial=value)


def _long(label: str, value: str, rows: int = 2) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, max_length=20_000, required=False, initial=value, widget=widget
    )


def _count(label: str, value: int | None) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric", "min": 0})
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=5_000, initial=value, widget=widget
    )


def _choice(label: str, options: Sequence[tuple[str, str]], value: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=list(options), required=False, initial=value, widget=Select
    )
