"""Numbers of identity cards and mobiles for the fictional staff, which nobody could have.

No place has an area code that begins with 99, and no exchange has handed out 199-0000.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from linghang.demo.staff import Member
from linghang.foundation.fields.identities import check_digit

SEED = 20240107
YOUNGEST, OLDEST = 22 * 365, 38 * 365  # days of age on joining


def numbers(members: tuple[Member, ...]) -> dict[str, tuple[str, str]]:
    """Person code → number of the identity card and of the mobile, all different."""
    chance = random.Random(SEED)
    return {
        one.code: (_id_card(one, number, chance), f"1990000{number:04d}")
        for number, one in enumerate(members, 1)
    }


def _id_card(member: Member, number: int, chance: random.Random) -> str:
    born: date = member.joined - timedelta(days=chance.randrange(YOUNGEST, OLDEST))
    digits = f"99{number:04d}{born:%Y%m%d}{chance.randrange(1000):03d}"
    return digits + check_digit(digits)
