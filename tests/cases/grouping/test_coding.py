"""Cases coded at the commit: what is read of a front sheet, and files that hold as cases do."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from linghang.cases.drg import Case, code_table, group_coded, group_one, load_rules
from linghang.cases.drg.rules import BLANK, MISSING
from linghang.cases.grouping import coding
from linghang.cases.health import damaged_files
from linghang.cases.models import Manifest
from linghang.foundation.access import system_actor
from linghang.foundation.backup import holdings
from linghang.foundation.intake import services
from linghang.indicators import services as indicators
from tests.front_sheets import sheet
from tests.importing import NOW


@pytest.fixture
def folder(settings) -> Path:
    return Path(settings.CASES_FOLDER)


def numbers(folder: Path, manifest: Manifest) -> list[tuple[int, ...]]:
    """(sex, age, days of life, birth weight, stay) of each case of the first month."""
    found = coding.coded(folder, manifest.case_files[0], manifest.coded_files)
    return list(zip(*(column.tolist() for column in found.numbers), strict=True))


def test_the_sheet_is_read_as_the_grouper_reads_it(import_sheets, folder):
    newborn = {"A14": "", "A16": "3", "A17": "3200", "C03C": "P07.100"}
    at_birth = {**newborn, "A17": "-", "A18x01": "2900"}
    mother = {"A12C": "2", "A18x01": "3100"}
    import_sheets(
        sheet("1"),
        sheet("2", **newborn, A18x01="3100"),
        sheet("3", A14="-", A12C="9"),
        sheet("4", **at_birth),
        sheet("5", **mother),
    )

    assert sorted(numbers(folder, Manifest.current())) == sorted(
        [
            (1, 60, MISSING, BLANK, 8),
            (1, 0, 3, 3200, 8),
            (9, MISSING, MISSING, BLANK, 8),
            (1, 0, 3, 2900, 8),
            (2, 60, MISSING, BLANK, 8),
        ]
    )


def test_stored_numbers_group_as_the_codes_of_the_sheet(import_sheets, folder):
    import_sheets(sheet("1", C06x01C="I10.x00", C14x01C="36.0600x004", C35x01C="88.5500"))
    manifest = Manifest.current()
    rules = load_rules("chs_drg_11")
    case = Case(
        sex=1,
        age=60,
        birth_weight=BLANK,
        los=8,
        dx=("I25.103", "I10.x00"),
        px=("36.0600x004", "88.5500"),
    )

    coded = coding.coded(folder, manifest.case_files[0], manifest.coded_files)
    (outcome,) = group_coded(coded, rules)

    assert rules.outcomes[outcome] == group_one(case, rules)
    table = code_table()
    assert coded.dx.numbers.tolist() == [table.dx.number(one) for one in case.dx]
    assert coded.px.numbers.tolist() == [table.px.number(one) for one in case.px]


def test_only_months_that_change_are_coded_anew(import_sheets):
    july = {"B12": "2025-07-01 09:00:00", "B15": "2025-07-09 10:00:00"}
    import_sheets(sheet("1"))
    june = Manifest.current().coded_files
    import_sheets(sheet("2", **july))

    found = Manifest.current().coded_files

    assert [one["month"] for one in found] == ["2025-06", "2025-07"]
    assert found[0] == june[0]


def test_an_undone_import_leaves_the_coded_files_of_before(import_sheets, folder):
    import_sheets(sheet("1"))
    before = Manifest.current()
    batch = import_sheets(sheet("2"))

    services.undo(batch_id=batch.pk, actor=system_actor(), at=NOW)

    assert Manifest.current().coded_files == before.coded_files
    assert len(numbers(folder, Manifest.current())) == 1
    import_sheets(sheet("3"))  # sweeps; files of every manifest stay
    assert all((folder / one["path"]).is_file() for one in before.coded_files)


def test_a_manifest_of_before_is_coded_when_it_is_asked_and_at_the_next_count(
    import_sheets, folder
):
    import_sheets(sheet("1"))
    stored = Manifest.current()
    Manifest.objects.update(coded_files=[])
    old = Manifest.current()

    asked = numbers(folder, old)
    indicators.rebuild(actor=system_actor(), at=NOW)

    assert asked == numbers(folder, stored)
    assert Manifest.current().coded_files == stored.coded_files


def test_another_code_table_makes_the_stored_numbers_worthless(import_sheets, folder):
    import_sheets(sheet("1"))
    manifest = Manifest.current()
    other = [
        {**one, "codes": "0" * 16, "path": "coded/no_such.parquet"} for one in manifest.coded_files
    ]

    found = coding.coded(folder, manifest.case_files[0], other)

    assert found.codes == code_table().digest


def test_coded_files_are_backed_up_and_looked_at(import_sheets, folder):
    import_sheets(sheet("1"))
    (one,) = Manifest.current().coded_files
    (cases,) = [each for each in holdings.registered() if each.code == "cases"]

    assert one["path"] in {each.path for each in cases.files("default")}
    (folder / one["path"]).unlink()
    assert list(damaged_files(Manifest.current())) == [(one["path"], "文件不见了")]


def test_a_coded_file_names_neither_case_nor_person(import_sheets, folder):
    import_sheets(sheet("1"))
    (one,) = Manifest.current().coded_files

    assert set(pq.read_schema(folder / one["path"]).names) == {
        "sex",
        "age",
        "age_days",
        "birth_weight",
        "los",
        "dx",
        "px",
    }
