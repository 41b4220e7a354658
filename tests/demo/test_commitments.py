"""The demo's year of commitments: every kind lived in, every target with a state, as deeds say.

The forward targets are facts of five reports in our own words, given to the fictional hospital.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from django.test import TestCase

from linghang.commitments import catalog, health, reach
from linghang.commitments.causes import queries as causes
from linghang.commitments.causes.rules import NOT_SAID
from linghang.commitments.counting import queries
from linghang.commitments.counting.queries import Asked
from linghang.commitments.models import Basis, Commitment, Extension, Programme, Review
from linghang.commitments.targets.rules import State
from linghang.commitments.versions import queries as versions
from linghang.demo import services as demo
from linghang.demo.commitments import reading
from linghang.demo.commitments import services as commitments
from linghang.demo.commitments.plans import PLANS
from linghang.demo.posts import DEMO_POSTS
from linghang.foundation.access import system_actor
from linghang.foundation.period import Period
from linghang.org.models import Appointment
from linghang.org.rights import rights_of

TODAY = date(2025, 12, 31)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
# Text → goals, measures, indicators; and how many indicators have each operation.
TARGETS = {
    "plan_2023": (8, 43, 21),
    "clean_2023": (2, 3, 0),
    "ideas_2022": (5, 19, 4),
    "year_2024": (7, 21, 17),
    "region_2024": (1, 4, 1),
}
OPS = {
    "plan_2023": {"event": 6, "=": 6, ">=": 7, "<=": 1, "decrease": 1},
    "ideas_2022": {"=": 4},
    "year_2024": {
        ">": 2, "increase": 5, "decrease": 2, "<=": 1, "=": 3, ">=": 1, "event": 2, "between": 1,
    },
    "region_2024": {"event": 1},
}  # fmt: skip
LOOKING_ON = {  # who has nothing to do with commitments, or reads them in another role
    "system_administrator", "security_administrator", "audit_administrator",
    "neurology_keeper", "ward_grid_keeper", "discipline_secretary_grid", "union_chair",
    "cardiology_team_leader", "delegate",
}  # fmt: skip


@pytest.mark.parametrize("text", TARGETS)
def test_the_forward_targets_of_five_plans_are_all_there(text: str) -> None:
    (plan,) = [one for one in PLANS if one.text == text]
    kind = catalog.catalog()[plan.kind]
    lines = reading.lines(text)
    counted = Counter(line.level for line in lines)
    assert tuple(counted[level.code] for level in kind.levels[:3]) == TARGETS[text]
    ops = Counter(line.more["target"].split(";")[0] for line in lines if "target" in line.more)
    assert ops == OPS.get(text, {})


def test_every_kind_has_a_programme_in_the_demo() -> None:
    assert {plan.kind for plan in PLANS} == set(catalog.catalog().items)


class CommitmentsOfTheDemoTests(TestCase):
    """Written once for all of these."""

    @classmethod
    def setUpTestData(cls) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("django.conf.settings.DEMO", True)
            demo.load_organisation(actor=system_actor(), clock=lambda: NOW)
        cls.count = commitments.do(today=TODAY, clock=lambda: NOW)

    def test_the_second_time_nothing_is_left_to_do(self) -> None:
        assert self.count == Commitment.objects.count()
        assert commitments.do(today=TODAY, clock=lambda: NOW) == 0

    def test_every_state_is_what_the_deeds_say(self) -> None:
        assert list(health.differing()) == []
        assert health.not_as_kept() == set()

    def test_a_plan_was_revised_on_a_decision_and_a_change_waits(self) -> None:
        (basis,) = Basis.objects.filter(meeting=None)
        assert basis.document == "院发〔2025〕18号"
        row = Commitment.objects.get(title="大型设备使用率不低于80%")
        first, second = versions.history(row)
        assert [step.about_id for step in second.approved] == [str(basis.pk)]
        assert first.approved
        assert Commitment.objects.get(title="医保拒付率控制在千分之三以内").needs_approval

    def test_every_target_has_a_state_and_every_commitment_stands_somewhere(self) -> None:
        titles = [plan.title for plan in PLANS if plan.text in TARGETS]
        rows = Commitment.objects.filter(programme__title__in=titles)
        targets = rows.exclude(target={})
        assert targets.count() == 43
        known = {one.value for one in State}
        assert {row.target_state for row in targets} <= known
        assert not rows.filter(standing__in=["planned", "voided"]).exists()
        standing = Counter(targets.values_list("target_state", flat=True))
        assert standing["reached"] >= 15
        assert standing["missed"] >= 3

    def test_within_three_years_of_the_opening_is_a_day(self) -> None:
        rows = Commitment.objects.filter(due_rule__anchor="opening")
        assert {(row.due_rule["n"], row.due) for row in rows} == {(3, date(2026, 12, 28))}

    def test_the_inspection_is_in_mid_course(self) -> None:
        programme = Programme.objects.get(kind="inspection")
        figures = queries.as_of(TODAY, Asked(programmes=[programme.pk], level="measure"))[""]
        assert (figures.total, figures.accepted) == (83, 60)
        assert figures.overdue >= 3
        assert (figures.extended, figures.returned, figures.reopened) == (2, 3, 2)
        assert Extension.objects.filter(decided_on=None, commitment__programme=programme).exists()
        assert Review.objects.filter(done_on=None, commitment__programme=programme).exists()
        assert figures.standings["closing"] == 4

    def test_disputes_are_told_by_cause(self) -> None:
        kind = catalog.catalog()["disputes"]
        half = Period(date(2025, 1, 1), date(2025, 7, 1))
        told = {one.cause: one for one in causes.lines(kind, Commitment.objects.all(), half)}
        assert (told["沟通告知"].problems, told["沟通告知"].paid) == (2, 8_600_000)
        assert sum(one.measures for one in told.values()) == 13
        assert kind.causes is not None
        for code in kind.causes.split_by:
            said = [one.values(code) for one in causes.problems(kind, Commitment.objects.all())]
            assert NOT_SAID not in {value for values in said for value in values}, code
        dispute = Commitment.objects.get(title="骨科术后感染纠纷")
        assert dispute.standing == "done", "its measures answer it through their causes"

    def test_whoever_owes_something_finds_it(self) -> None:
        empty = []
        for key, post in DEMO_POSTS.items():
            held = Appointment.objects.on(TODAY).filter(post=post.post, unit__code=post.unit)
            if key in LOOKING_ON:
                continue
            rights = rights_of(held.latest("pk").pk, TODAY)
            if rights is None or not reach.own(rights, TODAY).exists():
                empty.append(key)
        assert empty == []

    def test_what_a_post_sees_of_one_programme_is_that_part_of_all_it_sees(self) -> None:
        partly = 0
        for post in ("department_head", "branch_secretary", "party_office_director", "president"):
            for held in Appointment.objects.on(TODAY).filter(post=post)[:4]:
                rights = rights_of(held.pk, TODAY)
                assert rights is not None
                seen: dict[int, set[int]] = {}
                every = reach.visible_to(rights, TODAY).order_by()
                for programme, pk in every.values_list("programme", "pk"):
                    seen.setdefault(programme, set()).add(pk)
                for of in Programme.objects.values_list("pk", flat=True):
                    here = reach.visible_to(rights, TODAY, within=[of]).order_by()
                    assert set(here.values_list("pk", flat=True)) == seen.get(of, set())
                    known = reach.programmes(rights, TODAY, within=[of]).exists()
                    assert known == reach.programmes(rights, TODAY).filter(pk=of).exists()
                    count = Commitment.objects.filter(programme=of).count()
                    partly += 0 < len(seen.get(of, ())) < count
        assert partly > 3

    def test_an_administrator_sees_none(self) -> None:
        held = Appointment.objects.on(TODAY).get(post="system_administrator")
        rights = rights_of(held.pk, TODAY)
        assert rights is not None
        assert not reach.visible_to(rights, TODAY).exists()
