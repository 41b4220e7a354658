"""The written files: same bytes every time, the layout to the letter, rules of the interface."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest

from linghang.cases.codes import diagnoses, procedures
from linghang.cases.front_sheet.layout import OTHER_DIAGNOSES, PROCEDURES, column_names
from linghang.demo import front_sheets, hospital, names
from linghang.demo.front_sheets import GB18030_MONTH, CannotWrite, Written
from linghang.demo.patients import CHECK_CHARACTERS, WEIGHTS
from tests.demo.reading import SMALL, Row

PARTS = [f"D{number}" for number in range(11, 35)]
Sheet = dict[str, str]


def digests(paths: tuple[Path, ...]) -> list[str]:
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]


def test_a_second_writing_gives_the_same_bytes_whatever_the_hash_seed(
    small: Written, tmp_path: Path
) -> None:
    line = (
        "import sys; from pathlib import Path; from linghang.demo import front_sheets;"
        f"front_sheets.write(Path(sys.argv[1]), count={SMALL})"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "4711"}
    subprocess.run([sys.executable, "-c", line, str(tmp_path)], check=True, env=environment)

    again = tuple(tmp_path / path.name for path in small.files)
    key = small.files[0].parent / front_sheets.KEY_FILE
    assert digests(again) == digests(small.files)
    assert (tmp_path / front_sheets.KEY_FILE).read_bytes() == key.read_bytes()


def test_there_are_24_monthly_files(small: Written) -> None:
    assert [path.name for path in small.files][::23] == ["hqms-2024-01.csv", "hqms-2025-12.csv"]
    assert len(small.files) == 24


def test_files_begin_and_end_as_a_spreadsheet_writes_them(small: Written) -> None:
    for path in small.files:
        content = path.read_bytes()
        assert content.startswith(b"\xef\xbb\xbf") == (GB18030_MONTH not in path.name)
        assert content.endswith(b"\r\n")
        assert content.count(b"\n") == content.count(b"\r\n")


def test_the_gb18030_month_is_not_utf_8(small: Written) -> None:
    path = next(path for path in small.files if GB18030_MONTH in path.name)

    with pytest.raises(UnicodeDecodeError):
        path.read_text("utf-8")


def test_every_row_has_811_columns_but_the_planted_short_ones(
    small: Written, rows: list[Row]
) -> None:
    short = {(m.file, m.row) for m in small.marks if m.fault == "too_few_columns"}
    wrong = {(row.file, row.number) for row in rows if len(row.cells) != 811}

    assert len(column_names()) == 811
    assert wrong == short


def test_every_code_stands_in_the_tables_under_its_own_name(rows: list[Row]) -> None:
    for row in rows:
        sheet = row.by_column
        pairs = [("C01C", "C02N"), ("F02C", "F03N"), ("C03C", "C04N")]
        pairs += [(one, f"C07{one[3:-1]}N") for one in OTHER_DIAGNOSES]
        for code, name in pairs:
            assert diagnoses().get(sheet[code], "") == sheet[name]
        for number, code in enumerate(PROCEDURES):
            name = "C15x01N" if number == 0 else f"C36x{number:02d}N"
            if sheet.get(code, "-") not in ("", "-"):
                assert procedures()[sheet[code]] == sheet[name]


def test_identity_numbers_are_well_formed_and_of_no_real_place(sound: list[Sheet]) -> None:
    for sheet in sound:
        number = sheet["A20"]
        if sheet["A20N"] == "1":
            total = sum(int(d) * w for d, w in zip(number[:17], WEIGHTS, strict=True))
            assert number[17] == CHECK_CHARACTERS[total % 11]
            assert number[6:14] == sheet["A13"].replace("-", "")
            assert int(number[16]) % 2 == (sheet["A12C"] == "1")
        assert re.match("99|Z99", number)


def test_one_person_has_one_name_birth_and_sex(sound: list[Sheet]) -> None:
    known: dict[str, tuple[str, str, str]] = {}
    for sheet in sound:
        person = (sheet["A11"], sheet["A13"], sheet["A12C"])
        assert known.setdefault(sheet["A20"], person) == person
    assert len(known) < len(sound)


def test_every_stay_has_its_own_record_number_and_count(sound: list[Sheet]) -> None:
    keys = [(sheet["A48"], sheet["A49"]) for sheet in sound]

    assert len(set(keys)) == len(keys)


def test_addresses_and_phones_belong_to_nobody(sound: list[Sheet]) -> None:
    for sheet in sound:
        assert sheet["A26"].startswith(names.CITY)
        assert sheet["A27"].startswith("100")
        assert sheet["A01"].startswith("99")
        assert sheet["A02"] == hospital.NAME


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - wall clock of the file


def test_stay_and_age_follow_from_the_dates(sound: list[Sheet]) -> None:
    for sheet in sound:
        came, left = moment(sheet["B12"]), moment(sheet["B15"])
        born = date.fromisoformat(sheet["A13"])
        years = came.year - born.year - ((came.month, came.day) < (born.month, born.day))

        assert came < left
        assert int(sheet["B20"]) == max((left.date() - came.date()).days, 1)
        assert int(sheet["A14"]) == years
        assert (sheet["A16"] != "") == (years == 0)
        if sheet["A16"]:
            assert int(sheet["A16"]) == (came.date() - born).days


def test_procedures_happen_inside_the_stay(sound: list[Sheet]) -> None:
    for sheet in sound:
        if sheet["C14x01C"] == "-":
            assert sheet["C15x01N"] == sheet["C16x01"] == "-"
        else:
            assert sheet["B12"] <= sheet["C16x01"] <= sheet["B15"]


def test_the_total_is_the_sum_of_the_parts(sound: list[Sheet]) -> None:
    for sheet in sound:
        assert cents(sheet["D01"]) == sum(cents(sheet[part]) for part in PARTS) > 0
        assert cents(sheet["D09"]) <= cents(sheet["D01"])
        assert cents(sheet["D20x01"]) + cents(sheet["D20x02"]) == cents(sheet["D20"])
        assert cents(sheet["D19x01"]) <= cents(sheet["D19"])
        assert cents(sheet["D23x01"]) <= cents(sheet["D23"])


def cents(text: str) -> int:
    return round(float(text) * 100)


def test_what_depends_on_each_other_goes_together(sound: list[Sheet]) -> None:
    for sheet in sound:
        nursing = sum(int(sheet[code]) for code in ("F17", "F18", "F19", "F20"))
        assert nursing == int(sheet["B20"])
        assert (sheet["B34C"] == "5") == (sheet["F05"] == "4")
        assert (sheet["B34C"] in ("2", "3")) == (sheet["B35"] != "-")
        assert (sheet["B36C"] == "2") == (sheet["B37"] != "-")
        assert (sheet["C24C"] == "2") == (sheet["C25"] != "-")
        assert not sheet["D26"].strip("0.") or sheet["F21"]
        assert sheet["B38"] == "0" or sheet["B20"] == "1"


def test_growths_injuries_births_and_newborns_carry_what_they_need(sound: list[Sheet]) -> None:
    for sheet in sound:
        principal = sheet["C03C"]
        others = [sheet[code] for code in OTHER_DIAGNOSES if sheet[code]]
        delivered = sheet["C14x01C"][:2] in ("73", "74")
        assert bool(re.match("C|D[0-3]|D4[0-8]", principal)) == bool(sheet["C09C"])
        assert (principal[0] in "ST") == bool(sheet["C12C"])
        assert delivered == ("Z37.000" in others)
        assert not delivered or sheet["A18x01"]
        assert not sheet["A16"] or int(sheet["A16"]) > 28 or sheet["A17"]
        assert len({principal, *others}) == len(others) + 1


def test_sex_fits_illness_and_procedure(sound: list[Sheet]) -> None:
    women = re.compile("C5[1-8]|D06|D2[5-8]|N7[0-9]|N8[0-9]|N9[0-8]|O")
    men = re.compile("C6[0-3]|D29|D40|I86.1|N4|N50")
    for sheet in sound:
        codes = [sheet["C03C"], *(sheet[code] for code in OTHER_DIAGNOSES)]
        wrong = women if sheet["A12C"] == "1" else men
        assert not any(wrong.match(code) for code in codes)
        done = sheet["C14x01C"][:2]
        assert done not in (("65", "68", "69", "74") if sheet["A12C"] == "1" else ("60", "63"))


def test_a_count_out_of_range_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="500至1000000"):
        front_sheets.write(tmp_path / "none", count=10)

    assert not (tmp_path / "none").exists()
