"""A hospital small enough to count by hand: two campuses, three departments, four teams."""

from __future__ import annotations

from datetime import date

from linghang.org.models import Appointment, CodeMap, Membership, Person, Placement, Unit
from tests import kept

FROM = date(2020, 1, 1)

UNITS = {
    "H": ("示范医院", "hospital", "administration"),
    "EAST": ("东院区", "campus", "campus"),
    "WEST": ("西院区", "campus", "campus"),
    "CARD": ("心血管内科", "department", "administration"),
    "ORTH": ("骨科", "department", "administration"),
    "MRO": ("病案科", "office", "administration"),
    "HRO": ("人事科", "office", "administration"),
    "ITO": ("信息科", "office", "administration"),
    "AUO": ("审计科", "office", "administration"),
    "CARD1": ("心血管内科一病区", "ward", "administration"),
    "CARD2": ("心血管内科二病区", "ward", "administration"),
    "ORTH1": ("骨科一病区", "ward", "administration"),
    "CARD-A": ("心血管内科甲组", "medical_team", "administration"),
    "CARD-B": ("心血管内科乙组", "medical_team", "administration"),
    "ORTH-A": ("骨科甲组", "medical_team", "administration"),
    "PC": ("医院党委", "party_committee", "party"),
    "DC": ("医院纪委", "discipline_committee", "party"),
    "PB1": ("内科第一党支部", "party_branch", "party"),
}
PLACES = {
    "H": (None, None),
    "EAST": (None, None),
    "WEST": (None, None),
    "CARD": ("H", None),
    "ORTH": ("H", None),
    "MRO": ("H", None),
    "HRO": ("H", None),
    "ITO": ("H", None),
    "AUO": ("H", None),
    "CARD1": ("CARD", "EAST"),
    "CARD2": ("CARD", "WEST"),
    "ORTH1": ("ORTH", "EAST"),
    "CARD-A": ("CARD", None),
    "CARD-B": ("CARD", None),
    "ORTH-A": ("ORTH", None),
    "PC": (None, None),
    "DC": ("PC", None),
    "PB1": ("PC", None),
}
WARDS = {"心内一病区": "CARD1", "心内二病区": "CARD2", "骨科一病区": "ORTH1"}
PHYSICIANS = {
    "D1": ("医师甲", "990000000000001", "CARD-A"),
    "D2": ("医师乙", "990000000000002", "CARD-B"),
    "D3": ("医师丙", "990000000000003", "ORTH-A"),
}
POSTS = {
    "president": ("P1", "H", "president"),
    "records": ("P2", "MRO", "records_director"),
    "cardiology_head": ("P3", "CARD", "department_head"),
    "orthopaedics_head": ("P4", "ORTH", "department_head"),
    "team_leader": ("D1", "CARD-A", "team_leader"),
    "branch_secretary": ("P5", "PB1", "branch_secretary"),
    "head_as_branch_secretary": ("P3", "PB1", "branch_secretary"),
    "party_secretary": ("P6", "PC", "party_secretary"),
    "discipline_secretary": ("P7", "DC", "discipline_secretary"),
    "hr_director": ("P8", "HRO", "hr_director"),
    "system_administrator": ("P9", "ITO", "system_administrator"),
    "security_administrator": ("P10", "ITO", "security_administrator"),
    "audit_administrator": ("P11", "AUO", "audit_administrator"),
}


def build() -> dict[str, Appointment]:
    """The hospital of `made`; it is made once in a process."""
    return kept.once("small hospital", made)


def made() -> dict[str, Appointment]:
    """Write the hospital straight into the tables; returns the appointments by key of POSTS."""
    units = {
        code: Unit.objects.create(code=code, name=name, kind=kind, tree=tree, active_from=FROM)
        for code, (name, kind, tree) in UNITS.items()
    }
    for code, (parent, campus) in PLACES.items():
        Placement.objects.create(
            unit=units[code],
            parent=units.get(parent or ""),
            campus=units.get(campus or ""),
            active_from=FROM,
        )
    for name, ward in WARDS.items():
        CodeMap.objects.create(
            system="front_sheet.ward", code=name, unit=units[ward], active_from=FROM
        )
    people = {
        code: Person.objects.create(code=code, name=name, licence=licence, active_from=FROM)
        for code, (name, licence, _) in PHYSICIANS.items()
    }
    for code, (_, _, team) in PHYSICIANS.items():
        Membership.objects.create(person=people[code], unit=units[team], active_from=FROM)
    for code in dict.fromkeys(person for person, _, _ in POSTS.values() if person not in people):
        people[code] = Person.objects.create(code=code, name=f"职工{code}", active_from=FROM)
    return {
        key: Appointment.objects.create(
            person=people[person], post=post, unit=units[unit], active_from=FROM
        )
        for key, (person, unit, post) in POSTS.items()
    }
