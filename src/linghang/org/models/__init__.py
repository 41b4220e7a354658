"""Tables of the organisation: units, people, where they belong, what they hold, their logins."""

from linghang.org.models.charges import Charge, ChargeQuerySet
from linghang.org.models.dated import OPEN, Dated, DatedQuerySet
from linghang.org.models.party import PartyRecord
from linghang.org.models.people import (
    Account,
    Appointment,
    AppointmentQuerySet,
    Membership,
    PastEmployment,
    Person,
    PersonQuerySet,
)
from linghang.org.models.relatives import Tie, TieQuerySet
from linghang.org.models.units import (
    Beds,
    CodeMap,
    Coverage,
    Naming,
    Placement,
    Succession,
    Unit,
    UnitQuerySet,
)

__all__ = [
    "OPEN",
    "Account",
    "Appointment",
    "AppointmentQuerySet",
    "Beds",
    "Charge",
    "ChargeQuerySet",
    "CodeMap",
    "Coverage",
    "Dated",
    "DatedQuerySet",
    "Membership",
    "Naming",
    "PartyRecord",
    "PastEmployment",
    "Person",
    "PersonQuerySet",
    "Placement",
    "Succession",
    "Tie",
    "TieQuerySet",
    "Unit",
    "UnitQuerySet",
]
