"""What the form of application to the Party tells of somebody of the staff, by their work."""

from __future__ import annotations

import functools

from linghang.demo.hospital import hospital
from linghang.demo.staff import PHYSICIANS, Member

RANKS = {"leader": "senior", "head": "senior", "chief": "associate", "attending": "intermediate"}
DEGREES = {"leader": "doctor", "head": "doctor", "attending": "master", "resident": "master"}


@functools.cache
def _staff() -> dict[str, Member]:
    return {one.code: one for one in hospital().members}


def form_of(person: str) -> dict[str, str]:
    """Code of the field → what stands there; of every third chief a doctor's degree."""
    one = _staff()[person]
    at_bed = one.grade in PHYSICIANS or one.grade == "nurse"
    others = "technician" if one.grade == "technician" else "other"
    degree = DEGREES.get(one.grade, "bachelor")
    if one.grade == "chief":
        degree = "doctor" if int(person[-1]) % 3 == 0 else "master"
    return {
        "profession": {"nurse": "nurse"}.get(one.grade, "doctor") if at_bed else others,
        "title_rank": RANKS.get(one.grade, "junior"),
        "degree": degree,
        "frontline": "是" if at_bed and one.department.startswith("D") else "否",
    }
