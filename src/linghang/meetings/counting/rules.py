"""Who counts at a meeting, whether it may decide, and what a vote came to.

Four numbers that are easily taken for one another (§0.2.3): 应到 (all who belong), 实到 (who came),
应到会有表决权 (who may vote, there or not), 有表决权到会 (who may vote and is there).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from linghang.foundation.errors import Refused
from linghang.foundation.parameters.kinds import BASE_NAMES, Base, Majority

DEADLOCK = "赞成和反对相等，暂缓决定，进一步调查研究、交换意见后下次会议再议"


class WrongCount(Refused):
    """Votes that cannot be: more than there were voters, or from nobody."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One who belongs to the body on the day of the meeting.

    no_vote: the ground on which the person has no vote (预备党员, 留党察看); "" for who votes.
    excused: the ground on which the person is left out of 应到 by decision; "" for nobody's.
    """

    person: str
    no_vote: str = ""
    excused: str = ""


@dataclass(frozen=True, slots=True)
class Away:
    """One who was not there the whole time. ground: of the leave; "" for none given.

    first, last: numbers of the agenda items that were missed, both included; last None is to the
    end. Missing the first item to the end is absence.
    """

    person: str
    ground: str = ""
    first: int = 1
    last: int | None = None

    def missed(self, item: int) -> bool:
        return self.first <= item and (self.last is None or item <= self.last)

    @property
    def is_absence(self) -> bool:
        return self.first <= 1 and self.last is None


@dataclass(frozen=True, slots=True)
class Roll:
    """Who belongs to the meeting and who was there: everybody but those in `away`.

    observers: 列席; they never count.
    """

    seats: tuple[Seat, ...]
    away: tuple[Away, ...] = ()
    observers: tuple[str, ...] = ()

    @property
    def expected(self) -> tuple[Seat, ...]:
        """应到."""
        return tuple(seat for seat in self.seats if not seat.excused)

    @property
    def came(self) -> tuple[Seat, ...]:
        """实到: also who came late or left early, and who was excused and came all the same."""
        absent = {one.person for one in self.away if one.is_absence}
        return tuple(seat for seat in self.expected if seat.person not in absent)

    @property
    def entitled(self) -> tuple[Seat, ...]:
        """应到会有表决权."""
        return tuple(seat for seat in self.expected if not seat.no_vote)

    def voting(self, item: int, recused: Iterable[str] = ()) -> tuple[Seat, ...]:
        """有表决权到会, at that item, without who left the room for it."""
        gone = {one.person for one in self.away if one.missed(item)} | set(recused)
        return tuple(seat for seat in self.entitled if seat.person not in gone)

    def bench(self, item: int, recused: Iterable[str] = ()) -> Bench:
        """The numbers on which a decision about the item rests.

        Only who was there can leave the room: the absent stay in the base, whatever is said of
        them.
        """
        out = {seat.person for seat in self.voting(item)} & set(recused)
        return Bench(
            entitled=len(self.entitled), present=len(self.voting(item, out)), recused=len(out)
        )


@dataclass(frozen=True, slots=True)
class Bench:
    """entitled: all who have a vote. present, recused: of them, there at the item; out of the room
    for it, and there otherwise."""

    entitled: int
    present: int
    recused: int = 0

    def __post_init__(self) -> None:
        if min(self.entitled, self.present, self.recused) < 0:
            raise WrongCount("人数不能是负数。")
        if self.present + self.recused > self.entitled:
            raise WrongCount(
                f"有表决权到会{self.present}人，加上回避{self.recused}人，"
                f"多于应到会有表决权的{self.entitled}人，请核对到会情况。"
            )


@dataclass(frozen=True, slots=True)
class Votes:
    """Votes given in the room, and written ones handed in before where the rules know them."""

    favour: int
    against: int = 0
    abstained: int = 0
    invalid: int = 0
    written_favour: int = 0
    written_against: int = 0

    @property
    def given(self) -> int:
        return self.favour + self.against + self.abstained + self.invalid

    @property
    def written(self) -> int:
        return self.written_favour + self.written_against


class Verdict(StrEnum):
    """What an item came to; HEARD: who presides decided after hearing all (§2.4.2a); DEFERRED: put
    off to a later meeting by the body or by who presides (缓议, §2.3.3)."""

    PASSED = "passed"
    FAILED = "failed"
    NO_QUORUM = "no_quorum"
    HEARD = "heard"
    DEFERRED = "deferred"


VERDICT_NAMES: dict[Verdict, str] = {
    Verdict.PASSED: "通过",
    Verdict.FAILED: "未通过",
    Verdict.NO_QUORUM: "到会人数不足，不能表决",
    Verdict.HEARD: "听取意见后决定",
    Verdict.DEFERRED: "缓议",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a vote came to, with every number that it rests on.

    needed: votes in favour that were needed. needed_of_all, needed_of_rest: what is needed with
    those who were recused in the base, and without; None where nobody was, or the base is of those
    present. Both are always told, whichever is in force (§2.5.3).
    """

    verdict: Verdict
    bench: Bench
    quorum_needed: int
    base: Base
    base_count: int
    needed: int
    needed_of_all: int | None = None
    needed_of_rest: int | None = None
    in_favour: int = 0
    says: str = ""


def may_decide(quorum: Majority, bench: Bench) -> bool:
    """Whether enough are there. Those who were recused count until they leave, so they are part of
    the base and no part of those present (§2.5.3)."""
    return quorum.holds(bench.present, bench.entitled)


def outcome(
    *,
    quorum: Majority,
    passes: Majority,
    bench: Bench,
    votes: Votes,
    written_counts: bool = False,
    recused_leave_base: bool = True,
) -> Outcome:
    """What the votes came to under these rules.

    Written votes never help the quorum; where written_counts they join the votes (§1.6.2), else
    they are kept and not counted (§2.4.4). Raises WrongCount for votes that cannot be.
    """
    _check(bench, votes)
    in_favour = votes.favour + (votes.written_favour if written_counts else 0)
    whole = bench.present if passes.of is Base.PRESENT else bench.entitled
    reduced = whole if passes.of is Base.PRESENT else bench.entitled - bench.recused
    base = reduced if recused_leave_base else whole
    found = Outcome(
        verdict=_verdict(quorum, passes, bench, in_favour, base),
        bench=bench,
        quorum_needed=quorum.least(bench.entitled),
        base=passes.of,
        base_count=base,
        needed=passes.least(base),
        needed_of_all=passes.least(whole) if whole != reduced else None,
        needed_of_rest=passes.least(reduced) if whole != reduced else None,
        in_favour=in_favour,
    )
    return replace(found, says=_said(found, votes, written_counts=written_counts))


def _check(bench: Bench, votes: Votes) -> None:
    numbers = {name: getattr(votes, name) for name in Votes.__dataclass_fields__}
    if min(numbers.values()) < 0:
        raise WrongCount("票数不能是负数。")
    if votes.given > bench.present:
        raise WrongCount(
            f"赞成、反对、弃权、无效共{votes.given}票，多于有表决权到会的{bench.present}人，请核对。"
        )
    absent = bench.entitled - bench.present - bench.recused
    if votes.written > absent:
        raise WrongCount(
            f"书面意见{votes.written}份，多于未到会的{absent}人：到会的人和回避的人没有书面意见。"
        )


def _verdict(
    quorum: Majority, passes: Majority, bench: Bench, in_favour: int, base: int
) -> Verdict:
    if not may_decide(quorum, bench):
        return Verdict.NO_QUORUM
    return Verdict.PASSED if passes.holds(in_favour, base) else Verdict.FAILED


def _said(found: Outcome, votes: Votes, *, written_counts: bool) -> str:
    """应到会有表决权26人，有表决权到会20人…；赞成13票…；须14票，未通过。"""
    bench = found.bench
    parts = [f"应到会有表决权{bench.entitled}人，到会{bench.present}人"]
    if bench.recused:
        parts[0] += f"，回避{bench.recused}人"
    if found.verdict is Verdict.NO_QUORUM:
        return f"{parts[0]}；须到会{found.quorum_needed}人，{VERDICT_NAMES[found.verdict]}。"
    counted = [
        f"{name}{number}票"
        for name, number in (
            ("赞成", votes.favour),
            ("反对", votes.against),
            ("弃权", votes.abstained),
            ("无效", votes.invalid),
        )
        if number or name == "赞成"
    ]
    if silent := bench.present - votes.given:
        counted.append(f"未表态{silent}人")
    parts.append("，".join(counted))
    if votes.written:
        joined = "计入" if written_counts else "不计入"
        parts.append(
            f"书面意见赞成{votes.written_favour}、反对{votes.written_against}，{joined}票数"
        )
    base = f"以{BASE_NAMES[found.base]}{found.base_count}人为分母，须{found.needed}票"
    base += _other_base(found)
    parts.append(f"{base}，{VERDICT_NAMES[found.verdict]}")
    if found.verdict is Verdict.FAILED and votes.favour and votes.favour == votes.against:
        parts.append(DEADLOCK)
    return "；".join(parts) + "。"


def _other_base(found: Outcome) -> str:
    """What was needed on the base that is not in force, beside the one that is."""
    if found.needed_of_all is None or found.needed_of_rest is None:
        return ""
    all_there = found.base_count == found.bench.entitled
    other = found.needed_of_rest if all_there else found.needed_of_all
    return f"（{'' if all_there else '不'}减去回避的人则须{other}票）"


def heard(quorum: Majority | None, bench: Bench, floor: int = 0) -> Outcome:
    """What stands when who presides decides after hearing all: whether enough were there.

    Without a quorum nothing can be decided (§2.4.2). quorum: None where the body has none. floor:
    how many must be there whatever the share; a body with fewer members decides nothing.
    """
    least = max(quorum.least(bench.entitled) if quorum else 0, floor)
    enough = bench.present >= floor and (quorum is None or may_decide(quorum, bench))
    verdict = Verdict.HEARD if enough else Verdict.NO_QUORUM
    out = f"，回避{bench.recused}人" if bench.recused else ""
    told = "听取意见后由主持人决定" if enough else "到会人数不足，不能作出决定"
    if bench.entitled < floor:
        told = f"会议成员不足{floor}人，不能作出决定，应先补充登记成员"
    there = f"应到会成员{bench.entitled}人，到会{bench.present}人{out}"
    return Outcome(
        verdict=verdict,
        bench=bench,
        quorum_needed=least,
        base=Base.MEMBERS,
        base_count=bench.entitled,
        needed=0,
        says=f"{there}{f'，须到会{least}人' if least else ''}；{told}。",
    )


def chair_spoke_early(order: Sequence[str], chair: str, present: Iterable[str]) -> tuple[str, ...]:
    """Who had not yet spoken when the chair took a stand (末位表态, §2.4.5); none when all had.

    order: persons as they took a stand, in the order of speaking.
    """
    if chair not in order:
        return ()
    before = set(order[: order.index(chair)])
    return tuple(one for one in present if one != chair and one not in before)


def attendance(expected: Iterable[int], came: Iterable[int]) -> Fraction | None:
    """Σ实到 ÷ Σ应到; leave counts in 应到, a lesson made up for is never 实到 (§1.3.7)."""
    base = sum(expected)
    return Fraction(sum(came), base) if base else None
