"""Turns drawn cases into the columns of one front-sheet file."""

from __future__ import annotations

import functools

import numpy as np

from linghang.cases.codes import diagnoses
from linghang.demo import catalogue, clinical, costs, names, procedures
from linghang.demo.arrays import Numbers, Texts
from linghang.demo.attending import department_of, ward_names
from linghang.demo.cases import Cases
from linghang.demo.clinical import MOST_OTHER, PAYMENTS
from linghang.demo.hospital import NAME, REORGANISED, hospital
from linghang.demo.patients import NEWBORN_DAYS
from linghang.demo.profiles import tables
from linghang.demo.sheet import (
    Sheet,
    chosen_texts,
    day_texts,
    moment_texts,
    money_texts,
    number_texts,
    quoted,
)
from linghang.demo.stays import DEATH, LAST

# No issuing authority has this code.
INSTITUTION = "990000001000000099"
NONE = "-"
ALLERGIES = ("-", "青霉素", "头孢菌素类", "磺胺类", "青霉素,头孢菌素类", "碘造影剂")
RED_CELLS_WITH = 2
EPOCH_2025_07_01 = REORGANISED.toordinal()


def sheet_of(cases: Cases) -> Sheet:
    """The columns of these cases; every row keeps the rules of the interface."""
    sheet = Sheet(len(cases))
    _who(sheet, cases)
    _visit(sheet, cases)
    _illness(sheet, cases)
    _growths_and_injuries(sheet, cases)
    _people(sheet, cases)
    procedures.put(sheet, cases)
    _care(sheet, cases)
    _leaving(sheet, cases)
    _money(sheet, cases)
    return sheet


def _who(sheet: Sheet, cases: Cases) -> None:
    person, told = cases.stays.person, cases.patients
    sheet.put("A01", INSTITUTION)
    sheet.put("A02", NAME)
    sheet.put("A48", record_numbers(cases).tolist())
    sheet.put("A49", number_texts(cases.stays.visit))
    sheet.put("A47", NONE)
    sheet.put("A46C", chosen_texts(PAYMENTS, cases.clinical.payment))
    sheet.put("A11", told.name[person])
    sheet.put("A12C", number_texts(cases.persons.sex[person]))
    sheet.put("A13", told.born[person])
    sheet.put("A14", number_texts(cases.clinical.age))
    sheet.put_run("A15C", "A20N", told.status[person])
    sheet.put("A20", told.identity[person])
    sheet.put_run("A22", "A35", told.home[person])
    infant = cases.clinical.age_days >= 0
    sheet.put("A16", np.where(infant, cases.clinical.age_days.astype(str), "").tolist())
    newborn = infant & (cases.clinical.age_days <= NEWBORN_DAYS)
    mother = _deliveries(cases)
    weight = cases.clinical.weight.astype(str)
    sheet.put("A17", np.where(newborn, weight, "").tolist())
    sheet.put("A18x01", np.where(newborn | mother, weight, "").tolist())


def record_numbers(cases: Cases) -> Texts:
    """A48 of every row."""
    person, told = cases.stays.person, cases.patients
    return np.where(cases.second_record, told.second_record[person], told.record[person])


def _deliveries(cases: Cases) -> Numbers:
    birth = clinical.companion_codes().index("Z37.000")
    return cases.clinical.companion == birth


def _visit(sheet: Sheet, cases: Cases) -> None:
    stays, seen = cases.stays, cases.attending
    sheet.put("B12", moment_texts(stays.admitted, stays.admitted_minute).tolist())
    sheet.put("B15", moment_texts(stays.discharged, stays.discharged_minute).tolist())
    sheet.put("B38", np.where(stays.day_surgery, "1", "0").tolist())
    sheet.put("B11C", number_texts(stays.route))
    specialties = np.array([row.specialty for row in tables.services()], dtype=object)
    service = catalogue.diseases().service[stays.disease]
    came = np.where(seen.came_service >= 0, seen.came_service, service)
    sheet.put("B13C", specialties[came])
    sheet.put("B14", ward_names()[seen.came_to])
    moved = specialties[came] != specialties[service]
    sheet.put("B21C", np.where(moved, specialties[service], NONE))
    sheet.put("B16C", specialties[service])
    sheet.put("B17", ward_names()[seen.ward].tolist())
    sheet.put("B20", number_texts(stays.days))


@functools.cache
def _principals() -> tuple[Texts, Texts]:
    """(codes, names) of principal diagnoses, ready for CSV."""
    codes, called = zip(*catalogue.principal_codes(), strict=True)
    texts = [quoted(name) for name in called]
    return np.array(codes, dtype=object), np.array(texts, dtype=object)


def _illness(sheet: Sheet, cases: Cases) -> None:
    stays, told = cases.stays, cases.clinical
    codes, called = _principals()
    start = catalogue.diseases().code_start[stays.disease]
    principal, before = start + stays.diagnosis, start + told.outpatient_diagnosis
    sheet.put("C01C", codes[before])
    sheet.put("C02N", called[before])
    sheet.put("F01", np.select([told.icu > 0, stays.route == 1], ["1", "2"], "3").tolist())
    sheet.put("F02C", codes[before])
    sheet.put("F03N", called[before])
    confirmed = np.minimum(stays.admitted + 1, stays.discharged)
    sheet.put("F04", day_texts(confirmed))
    sheet.put("C03C", codes[principal].tolist())
    sheet.put("C04N", called[principal])
    sheet.put("C05C", np.where(told.unclear, "2", "1"))
    sheet.put("F05", number_texts(told.outcome))
    _other_diagnoses(sheet, cases)


@functools.cache
def _other_texts() -> Texts:
    """Code, name, present on admission, outcome: each row of the table as it came and acquired."""
    texts = []
    for row in tables.comorbidities():
        text = f"{row.code},{quoted(row.name)}"
        texts += [f"{text},1,2", f"{text},4,2"]
    return np.array([*texts, ",,,", ",,,"], dtype=object)


@functools.cache
def _companion_texts() -> list[str]:
    called = diagnoses()
    return [f"{code},{quoted(called[code])},1,2" for code in clinical.companion_codes()]


def _other_diagnoses(sheet: Sheet, cases: Cases) -> None:
    """The forced companion first, then up to eight others, without a gap."""
    told = cases.clinical
    places = np.where(told.other >= 0, told.other * 2 + told.acquired, -1)
    others = _other_texts()[places]
    companion = chosen_texts([*_companion_texts(), ",,,"], told.companion)
    forced = told.companion >= 0
    shifted = np.column_stack([companion, others])
    plain = np.column_stack([others, np.full(len(companion), ",,,", dtype=object)])
    texts = np.where(forced[:, None], shifted, plain)
    for column in range(MOST_OTHER + 1):
        number = f"{column + 1:02d}"
        sheet.put_run(f"C06x{number}C", f"F06x{number}", texts[:, column])


@functools.cache
def _pathology_texts() -> Texts:
    """Morphology code and name by principal diagnosis; empty where no growth is the cause."""
    texts = []
    for code, _ in catalogue.principal_codes():
        found = next((row for row in tables.pathology() if code.startswith(row[0])), None)
        texts.append(f"{found[1]},{quoted(found[2])}" if found else "")
    return np.array(texts, dtype=object)


@functools.cache
def _cause_texts() -> list[list[str]]:
    """External causes by principal diagnosis, repeated by weight; one pair of blanks elsewhere."""
    found = []
    for code, _ in catalogue.principal_codes():
        rows = [row for row in tables.external_causes() if code.startswith(row[0])]
        longest = max((len(row[0]) for row in rows), default=0)
        fitting = [row for row in rows if len(row[0]) == longest]
        found.append([f"{row[1]},{quoted(row[2])}" for row in fitting for _ in range(row[3])])
    return [texts or [","] for texts in found]


def _growths_and_injuries(sheet: Sheet, cases: Cases) -> None:
    stays = cases.stays
    principal = catalogue.diseases().code_start[stays.disease] + stays.diagnosis
    growth = _pathology_texts()[principal]
    number = 100000 + stays.person
    sheet.put_run(
        "C09C",
        "C11",
        [f"{text},BL{n}" if text else ",," for text, n in zip(growth, number, strict=True)],
    )
    causes = _cause_texts()
    chosen = [
        causes[place][person % len(causes[place])]
        for place, person in zip(principal.tolist(), stays.person.tolist(), strict=True)
    ]
    sheet.put_run("C12C", "C13N", chosen)
    allergy = cases.clinical.allergy
    sheet.put("C24C", np.where(allergy > 0, "2", "1"))
    sheet.put("C25", chosen_texts([quoted(text) for text in ALLERGIES], allergy))
    checked = np.where(cases.clinical.procedure >= 0, "1", "0")
    for code in ("F10", "F11", "F12"):
        sheet.put(code, checked)


@functools.cache
def _member_texts() -> tuple[Texts, Texts]:
    """(licence or certificate, name) of every member of staff."""
    members = hospital().members
    numbers = [one.licence or one.certificate or NONE for one in members]
    return np.array(numbers, dtype=object), np.array([one.name for one in members], dtype=object)


def _people(sheet: Sheet, cases: Cases) -> None:
    seen = cases.attending
    numbers, called = _member_texts()
    head = _heads(cases)
    for code, who in (
        ("B22", head),
        ("B23", seen.chief),
        ("B24", seen.attending),
        ("B25", seen.resident),
        ("B26", seen.nurse),
    ):
        sheet.put(f"{code}C", numbers[who].tolist())
        sheet.put(code, called[who].tolist())
    coders, inspectors = _office("O10"), _office("O09")
    person = cases.stays.person
    sheet.put("B29", called[coders[person % len(coders)]])
    sheet.put("B30C", np.where(cases.clinical.checked_after == 7, "2", "1"))
    sheet.put("B31", called[seen.attending])
    sheet.put("B32", called[inspectors[person % len(inspectors)]])
    checked = np.minimum(cases.stays.discharged + cases.clinical.checked_after, LAST)
    sheet.put("B33", day_texts(np.maximum(checked, cases.stays.discharged)))


@functools.cache
def _office(code: str) -> Numbers:
    members = hospital().members
    return np.array([n for n, one in enumerate(members) if one.department == code])


def _heads(cases: Cases) -> Numbers:
    """Place of the head of the department in force on the day of discharge."""
    service = catalogue.diseases().service[cases.stays.disease]
    late = cases.stays.discharged >= EPOCH_2025_07_01
    before, after = _head_tables()
    return np.where(late, after[service], before[service])


@functools.cache
def _head_tables() -> tuple[Numbers, Numbers]:
    place = {member.code: n for n, member in enumerate(hospital().members)}
    days = (REORGANISED.replace(month=6), REORGANISED)
    before, after = (
        np.array(
            [
                place[hospital().heads[department_of(row.code, day)].code]
                for row in tables.services()
            ]
        )
        for day in days
    )
    return before, after


def _care(sheet: Sheet, cases: Cases) -> None:
    stays, told = cases.stays, cases.clinical
    sheet.put("C34C", np.where(stays.disposition == DEATH, "2", NONE))
    sheet.put("C26C", number_texts(told.blood_group))
    sheet.put("C27C", number_texts(told.rhesus))
    _nursing(sheet, cases)
    units = told.blood
    sheet.put_run(
        "F21",
        "F26",
        [f"2,{n},0,{200 if n > RED_CELLS_WITH else 0},0,0" if n else ",,,,," for n in units],
    )
    coma = [f"0,{n // 60},{n % 60},0,0,0" for n in told.coma.tolist()]
    sheet.put_run("C28", "C33", coma)
    sheet.put("C47", number_texts(told.ventilated))
    _intensive_care(sheet, cases)


def _nursing(sheet: Sheet, cases: Cases) -> None:
    """Days of nursing by grade; together they are the stay."""
    days, told = cases.stays.days, cases.clinical
    special = np.where(told.icu > 0, np.ceil(days * told.icu_share), 0).astype(np.int64)
    first = np.minimum((days * told.nursing * 0.5).astype(np.int64), days - special)
    third = np.where(told.nursing < 0.1, (days - special - first) // 2, 0)
    for code, part in zip(
        ("F17", "F18", "F19", "F20"),
        (special, first, days - special - first - third, third),
        strict=True,
    ):
        sheet.put(code, number_texts(part))


def _intensive_care(sheet: Sheet, cases: Cases) -> None:
    stays, told = cases.stays, cases.clinical
    inside = np.flatnonzero(told.icu > 0)
    texts = np.full(len(cases), ",,", dtype=object)
    days = np.ceil(stays.days * told.icu_share).astype(np.int64)
    came = moment_texts(stays.admitted, np.minimum(stays.admitted_minute + 40, 1439))
    left_day = np.minimum(stays.admitted + days, stays.discharged)
    left = moment_texts(left_day, np.maximum(stays.discharged_minute - 60, 1))
    for row in inside:
        texts[row] = f"{told.icu[row]:02d},{came[row]},{left[row]}"
    sheet.put_run("C48x01C", "C50x01", texts)


def _leaving(sheet: Sheet, cases: Cases) -> None:
    stays = cases.stays
    sheet.put("B36C", np.where(stays.plan, "2", "1"))
    purposes = np.array([row.purpose or "继续治疗" for row in tables.diseases()], dtype=object)
    sheet.put("B37", np.where(stays.plan, purposes[stays.disease], NONE))
    sheet.put("B34C", number_texts(stays.disposition))
    hospitals = np.array(names.RECEIVING_HOSPITALS, dtype=object)
    centres = np.array(names.RECEIVING_CENTRES, dtype=object)
    sheet.put(
        "B35",
        np.select(
            [stays.disposition == 2, stays.disposition == 3],
            [hospitals[stays.person % len(hospitals)], centres[stays.person % len(centres)]],
            NONE,
        ),
    )


def _money(sheet: Sheet, cases: Cases) -> None:
    told = cases.costs
    sheet.put("D01", money_texts(told.total))
    sheet.put("D09", money_texts(told.own))
    for place, code in enumerate(costs.PARTS):
        sheet.put(code, money_texts(told.parts[:, place]))
    sheet.put("D19x01", money_texts(told.physical))
    sheet.put("D20x01", money_texts(told.anaesthesia))
    sheet.put("D20x02", money_texts(told.operation))
    sheet.put("D23x01", money_texts(told.antibacterial))
