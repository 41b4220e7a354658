"""What a row of the permission table says, and the posts for which it says it."""

from __future__ import annotations

from dataclasses import dataclass

from linghang.org import posts
from tests.small_hospital import POSTS as HELD

# The columns of the table: keys of small_hospital.POSTS. Without login comes first.
POSTS = (
    "president",
    "party_secretary",
    "discipline_secretary",
    "hr_director",
    "records",
    "cardiology_head",
    "orthopaedics_head",
    "team_leader",
    "branch_secretary",
    "system_administrator",
    "security_administrator",
    "audit_administrator",
)
NOBODY = ""
EVERYBODY = list(POSTS)
CASES = ["president", "records"]
HOSPITAL = ["president", "party_secretary", "discipline_secretary", "records"]
FIGURES = [*HOSPITAL, "cardiology_head", "orthopaedics_head", "team_leader"]
CARDIOLOGY = ["cardiology_head"]


@dataclass(frozen=True, kw_only=True)
class Row:
    """An address, the posts for which it answers `status`, and what it answers to the others.

    ok: keys of POSTS. others: the answer to a post that is not in `ok`, unless `answers` has
    another for it. anonymous: the answer without login. args and data may name things of the
    hospital. late: asked after all other rows, because it changes what they look at; in the order
    in which it stands. own_session: asked with a login of its own, because it changes the login.
    """

    name: str
    ok: list[str]
    args: tuple[str, ...] = ()
    query: str = ""
    method: str = "get"
    data: tuple[tuple[str, str], ...] = ()
    status: int = 200
    others: int = 404
    answers: tuple[tuple[str, int], ...] = ()
    anonymous: int = 302
    late: bool = False
    own_session: bool = False

    @property
    def is_open(self) -> bool:
        """Whether every post gets the page itself; the one before a deed is asked by all."""
        return self.method == "get" and all(self.expected(post) == 200 for post in POSTS)

    def expected(self, post: str) -> int:
        """The status that the post gets; NOBODY for who is not logged in."""
        if post == NOBODY:
            return self.anonymous
        return dict(self.answers).get(post, self.status if post in self.ok else self.others)


def holding(capability: str) -> list[str]:
    """The columns whose post holds the capability, for rows of pages that ask just for it."""
    return [key for key in POSTS if capability in posts.post(HELD[key][2]).capabilities]
