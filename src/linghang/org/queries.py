"""Read models of the organisation, gathered from its parts."""

from linghang.org.charges.queries import InCharge, in_charge
from linghang.org.memberships.queries import Misplaced, grid_faults
from linghang.org.people.queries import File, file_of, people, person, possible_duplicates
from linghang.org.posts_held.queries import Tenure, tenures
from linghang.org.trees.queries import (
    FRONT_SHEET_WARD,
    TeamRow,
    WardRow,
    structure,
    team_members,
    ward_map,
)
from linghang.org.units.queries import (
    Node,
    chart,
    closed_units,
    current_code,
    current_code_map,
    history,
    names,
    open_beds,
)

__all__ = [
    "FRONT_SHEET_WARD",
    "File",
    "InCharge",
    "Misplaced",
    "Node",
    "TeamRow",
    "Tenure",
    "WardRow",
    "chart",
    "closed_units",
    "current_code",
    "current_code_map",
    "file_of",
    "grid_faults",
    "history",
    "in_charge",
    "names",
    "open_beds",
    "people",
    "person",
    "possible_duplicates",
    "structure",
    "team_members",
    "tenures",
    "ward_map",
]
