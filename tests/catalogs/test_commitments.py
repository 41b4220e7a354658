"""Every kind of programme that a catalog declares can be set up, closed and counted."""

from __future__ import annotations

import pytest

from linghang.commitments import catalog
from linghang.commitments.closing import rules as closing
from linghang.commitments.definitions import ProgrammeKind, Role
from linghang.commitments.sheets import rules as sheets
from linghang.indicators.records import sources
from linghang.procedures import catalog as procedures

KINDS = [loaded.item for loaded in catalog.catalog().items.values()]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_a_kind_is_closed_by_a_procedure_whose_doer_never_verifies(kind: ProgrammeKind) -> None:
    known = procedures.catalog()[closing.code_of(kind)]
    assert known.subject == closing.SUBJECT
    first, *others = known.steps
    assert others, "somebody accepts"
    apart = {frozenset(pair) for one in known.different for pair in one.pairs}
    for step in others:
        assert frozenset({first.key, step.key}) in apart, step.title


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_every_level_has_its_place_and_its_row_in_the_sheet(kind: ProgrammeKind) -> None:
    places = ["", *(level.code for level in kind.levels)]
    for level in kind.levels:
        assert any(kind.may_stand_under(level.code, above) for above in places), level.name
    numbers = [row[sheets.NUMBER] for row in sheets.examples(kind)]
    assert len(set(numbers)) == len(kind.levels)
    names = [column.name for column in sheets.layout(kind).columns]
    assert len(names) == len(set(names))
    assert ("对应问题" in names) is any(one.role is Role.FINDING for one in kind.levels)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_every_kind_is_counted(kind: ProgrammeKind) -> None:
    for figure in ("open", "due", "closed_in_time", "extended", "returned", "reopened"):
        assert sources.source(f"commitments.{kind.code}.{figure}") is not None
