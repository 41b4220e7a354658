"""党课 by who taught, in which post at that time."""

from __future__ import annotations

from linghang.meetings.lessons.rules import LessonKind, Taught, by_role, speakers

SPECIAL, MICRO = LessonKind.SPECIAL, LessonKind.MICRO


def test_lessons_count_by_the_post_of_the_speaker_at_that_time() -> None:
    """§1.11.8: 党课 needs speaker + role at that time."""
    taught = [
        Taught("A", "branch_secretary", SPECIAL, is_owed=True),
        Taught("A", "", MICRO, is_owed=False),
        Taught("B", "branch_secretary", MICRO, is_owed=False),
    ]

    found = {(one.person, one.post): (one.special, one.micro) for one in speakers(taught, {})}
    assert found == {
        ("A", "branch_secretary"): (1, 0),
        ("A", ""): (0, 1),
        ("B", "branch_secretary"): (0, 1),
    }
    assert by_role(taught, ["branch_secretary", "party_secretary"]) == 2


def test_the_committee_secretary_owes_a_lesson_a_year_and_shows_until_it_is_given() -> None:
    """§1.3.2: the 党委 secretary gives ≥1 党课 a year and leading cadres give them regularly."""
    owed = {("S", "party_secretary"): 1, ("V", "vice_president"): 1}

    before = speakers([], owed)
    after = speakers(
        [
            Taught("S", "branch_secretary", SPECIAL, is_owed=True),
            Taught("V", "vice_president", MICRO, is_owed=False),
        ],
        owed,
    )

    assert [(one.person, one.short) for one in before] == [("S", 1), ("V", 1)]
    assert [(one.person, one.short) for one in after] == [("S", 0), ("V", 1)]
    assert after[1].micro == 1
