"""The one way in which the product asks for something: a form with drafts and refusals in place.

A view hands over a form and its deed; `forms.page` shows, checks, does, refuses and moves on.
"""

from linghang.web.forms.answers import Group, page
from linghang.web.forms.choosers import PeopleField, PersonField, UnitField
from linghang.web.forms.declared import DeclaredField, of_fields
from linghang.web.forms.growing import Rows

__all__ = [
    "DeclaredField",
    "Group",
    "PeopleField",
    "PersonField",
    "Rows",
    "UnitField",
    "of_fields",
    "page",
]
