"""What of a list is printed, and in which words."""

from __future__ import annotations

from io import BytesIO

import docx

from linghang.commitments.extending import services as extending
from linghang.web.commitments.listed import worth_paper
from tests.web.commitments.world import World


def test_columns_that_say_nothing_or_repeat_the_title_are_left_out() -> None:
    table = [
        ["1", "问题一", "问题一", "", "甲", "2025-08-31", "2025-08-31"],
        ["2", "问题二", "问题二", "", "", "2025-09-30", "2025-09-30"],
    ]

    assert worth_paper(table) == [0, 1, 4, 5, 6]


def test_number_and_title_are_always_printed() -> None:
    assert worth_paper([["", "", ""]]) == [0, 1]


def table(world: World, which: str) -> list[list[str]]:
    url = f"/commitments/{world.programme.pk}/lists/{which}/document/"
    answer = world.client("party_clerk").get(url)
    rows = docx.Document(BytesIO(answer.content)).tables[0].rows
    return [[cell.text for cell in row.cells] for row in rows]


def test_lists_tell_in_the_words_of_the_public_notice_how_things_stand(world: World) -> None:
    row = world.measures[0]
    world.on.close(row)

    told = {line[0]: line for line in table(world, "tasks")[1:]}
    stands = {line[-1] for line in table(world, "duties")[1:]}
    url = f"/commitments/{world.programme.pk}/lists/tasks/"
    page = world.text("party_clerk", url)

    assert "已完成" in told[row.number]
    assert stands == {"已完成", "正在推进"}
    assert not {"已销号", "办理中"} & {cell for line in told.values() for cell in line}
    assert "正在推进" in page
    assert "已销号</span>" not in page


def test_on_paper_lists_refer_by_number_and_the_first_day_stands_below(world: World) -> None:
    row = world.measures[1]
    extension, by = row.extensions.get(), world.on.by("vice_president")
    extending.decide(extension_id=extension.pk, grant=True, **by)

    head, *told = table(world, "tasks")
    names = (one.replace("\n", "") for one in head)
    line = dict(zip(names, next(one for one in told if one[0] == row.number), strict=True))

    assert line["完成时限"] == "2025-07-31\n原定2025-06-30"
    assert line["对应问题"] == row.answers.get().problem.number
