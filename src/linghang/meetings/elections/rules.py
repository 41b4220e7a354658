"""Who is elected: valid votes, the needed number, ties at the edge (§1.2.4–§1.2.6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from linghang.foundation.errors import Refused
from linghang.foundation.parameters.kinds import Majority
from linghang.meetings.counting.rules import Bench, may_decide


class WrongElection(Refused):
    """Numbers of an election that cannot be."""


class Result(StrEnum):
    """What an election came to; REPEAT: it is void and held again."""

    ELECTED = "elected"
    REPEAT = "repeat"
    NO_QUORUM = "no_quorum"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballots:
    """issued, collected, invalid: pieces of paper. votes: candidate → votes in favour."""

    issued: int
    collected: int
    invalid: int
    votes: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Elected:
    """What an election came to.

    elected: by votes. tied: who must be voted on again for the `open_seats` left, alone. An
    election with open seats and nobody tied needs other candidates or leaves the seats open.
    """

    result: Result
    needed: int
    elected: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    open_seats: int = 0
    says: str = ""


def least_candidates(seats: int, surplus: Fraction) -> int:
    """How many candidates there must be for the seats: 差额 of the share, at least one more."""
    more = -int(-(surplus * seats) // 1)
    return seats + max(1, more) if surplus else seats


def elect(
    *, seats: int, quorum: Majority, wins: Majority, bench: Bench, ballots: Ballots
) -> Elected:
    """Who is elected under these rules.

    More ballots collected than issued make the whole vote void. Raises WrongElection for numbers
    that cannot be.
    """
    needed = wins.least(bench.present)
    if not may_decide(quorum, bench):
        least = quorum.least(bench.entitled)
        return Elected(
            result=Result.NO_QUORUM,
            needed=needed,
            open_seats=seats,
            says=f"有选举权到会{bench.present}人，须{least}人，不能选举。",
        )
    if ballots.collected > ballots.issued:
        return Elected(
            result=Result.REPEAT,
            needed=needed,
            open_seats=seats,
            says=f"收回{ballots.collected}张，多于发出的{ballots.issued}张，选举无效，须重新投票。",
        )
    _check(seats, bench, ballots)
    return _counted(seats, wins, bench, ballots)


def _check(seats: int, bench: Bench, ballots: Ballots) -> None:
    if seats < 1:
        raise WrongElection("应选名额至少一人。")
    if ballots.issued > bench.present:
        raise WrongElection(
            f"发出{ballots.issued}张选票，多于有选举权到会的{bench.present}人：没有选举权的人不发选票。"
        )
    valid = ballots.collected - ballots.invalid
    if valid < 0:
        raise WrongElection(f"无效票{ballots.invalid}张，多于收回的{ballots.collected}张。")
    over = [name for name, votes in ballots.votes.items() if not 0 <= votes <= valid]
    if over:
        raise WrongElection(f"{'、'.join(over)}的得票数与有效票{valid}张不符，请核对。")
    if sum(ballots.votes.values()) > valid * seats:
        raise WrongElection(f"得票合计超过有效票{valid}张乘以应选{seats}人：有票选的人多于名额。")


def _counted(seats: int, wins: Majority, bench: Bench, ballots: Ballots) -> Elected:
    needed = wins.least(bench.present)
    enough = [name for name, votes in ballots.votes.items() if wins.holds(votes, bench.present)]
    enough.sort(key=lambda name: -ballots.votes[name])
    tied: tuple[str, ...] = ()
    if len(enough) > seats:
        edge = ballots.votes[enough[seats - 1]]
        if ballots.votes[enough[seats]] == edge:
            tied = tuple(name for name in enough if ballots.votes[name] == edge)
        enough = [name for name in enough[:seats] if name not in tied]
    left = seats - len(enough)
    return Elected(
        result=Result.ELECTED,
        needed=needed,
        elected=tuple(enough),
        tied=tied,
        open_seats=left,
        says=_said(needed, enough, tied, left),
    )


def _said(needed: int, elected: list[str], tied: tuple[str, ...], left: int) -> str:
    parts = [f"当选须{needed}票"]
    parts.append(f"{'、'.join(elected)}当选" if elected else "无人当选")
    if tied:
        parts.append(f"{'、'.join(tied)}票数相等，就这{len(tied)}人再次投票，选{left}人")
    elif left:
        parts.append(f"尚缺{left}人，可以另行选举，也可以暂缺")
    return "；".join(parts) + "。"
