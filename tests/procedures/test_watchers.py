"""Who watches a procedure reads all of it, and can do nothing in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from linghang.org.models import Appointment
from linghang.org.posts_held.rules import Basis
from linghang.org.rights import rights_of
from linghang.procedures import catalog, queries, reach, searched, services
from linghang.procedures.days import Day
from linghang.procedures.definitions import Procedure
from linghang.procedures.progress.rules import Verb
from linghang.procedures.reading import Reading
from linghang.procedures.rules import may_oversee, may_start
from linghang.procedures.services import CannotAct, CannotStart
from tests.procedures.conftest import LOAN
from tests.procedures.factories import Course, codes, doer, facts
from tests.procedures.test_services import AT, TODAY, act, actor, asked, opened

WATCHED = LOAN.replace(
    "  steps:\n", "  watchers:\n    - {posts: [discipline_secretary], at: anywhere}\n  steps:\n", 1
)
DISCIPLINE = {"discipline_secretary", "discipline_office_director", "discipline_officer"}
ALL = [loaded.item for loaded in catalog.catalog().items.values() if loaded.item.watchers]


def only_watching(definition: Procedure) -> set[str]:
    doing = {post for seat in definition.doing for post in seat.posts}
    return {post for seat in definition.watchers for post in seat.posts} - doing


@pytest.mark.one_engine
def test_discipline_watches_purchasing_recruiting_and_admission_and_leaders_technology() -> None:
    """§4.5: 监督 is the discipline committee's, and nothing else of a purchase is."""
    watched = {one.code: {post for seat in one.watchers for post in seat.posts} for one in ALL}

    assert {code for code, posts in watched.items() if posts >= DISCIPLINE} == {
        *("procurement", "contract_supplement", "supplier_exclusion", "supplier_challenge"),
        *("open_recruitment", "talent_introduction", "party_admission"),
    }
    leaders = {"party_secretary", "president", "discipline_secretary"}
    assert watched["new_technology"] >= leaders <= watched["talent_introduction"]


@pytest.mark.one_engine
@pytest.mark.parametrize("definition", ALL, ids=lambda one: one.code)
def test_a_watchers_post_does_no_step_starts_nothing_and_voids_nothing(
    definition: Procedure,
) -> None:
    course, known = Course(definition), facts()
    assert only_watching(definition)
    for post in only_watching(definition):
        watcher = doer(post=post, unit="D1")
        refused = [codes(course.ask(step.key, watcher)) for step in definition.steps]
        assert all("seat" in one for one in refused), post
        assert "seat" in codes(may_start(definition, watcher, known))
        for verb in (Verb.VOID, Verb.MOVE):
            answer = may_oversee(definition, (), watcher, known, verb=verb, reason="理由")
            assert "seat" in codes(answer)


def test_a_watcher_finds_and_reads_a_proceeding_and_is_refused_every_deed(
    hospital: dict[str, Appointment], declare: Callable[[str], None]
) -> None:
    declare(WATCHED)
    proceeding = asked(hospital)
    rights = rights_of(hospital["discipline_secretary"].pk, TODAY)
    by = hospital["discipline_secretary"]

    assert queries.visible_to(rights, TODAY).filter(pk=proceeding.pk).exists()
    assert "device_loan" in searched.scopes(rights, TODAY)
    lines = queries.lines(Reading(proceeding, Day(TODAY), TODAY), rights)
    assert [bool(one.answer) for one in lines if one.answer is not None] == [False]
    with pytest.raises(CannotAct, match="由病案科科长、科主任"):
        act(proceeding, "check", by)
    with pytest.raises(CannotAct, match="作废由人事科科长（全院）办理"):
        services.void(
            proceeding_id=proceeding.pk, reason="理由", seen=2, actor=actor(by), at=AT, today=TODAY
        )
    with pytest.raises(CannotStart):
        opened(hospital, actor=actor(by))


def test_who_watches_no_more_sees_no_more(
    hospital: dict[str, Appointment], declare: Callable[[str], None]
) -> None:
    declare(WATCHED)
    proceeding = asked(hospital)
    rights = rights_of(hospital["discipline_secretary"].pk, TODAY)

    declare(LOAN)

    assert not queries.visible_to(rights, TODAY).filter(pk=proceeding.pk).exists()
    declare(WATCHED)
    gone = replace(rights, in_force=False)
    assert not queries.visible_to(gone, TODAY).exists()


def test_what_is_known_in_person_is_watched_in_person(
    hospital: dict[str, Appointment], declare: Callable[[str], None]
) -> None:
    """A post that is held by delegation watches nothing that is need-to-know."""
    declare(WATCHED.replace("  watchers:", "  in_person: true\n  watchers:"))
    held = rights_of(hospital["discipline_secretary"].pk, TODAY)

    assert reach.is_named(held, ["device_loan"])
    assert not reach.is_named(replace(held, basis=Basis.DELEGATED), ["device_loan"])
    assert "device_loan" in {one.procedure for one in reach.parts(held, Day(TODAY))}
