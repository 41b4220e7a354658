"""How a discharge looks to people: coded values in words, units by name, nobody recognisable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from linghang.cases import codes
from linghang.cases.front_sheet.layout import code_list
from linghang.cases.queries import Case, CaseRow
from linghang.foundation import quantity
from linghang.indicators.queries import UNATTRIBUTED
from linghang.web import addresses
from linghang.web.templatetags.linghang import yuan

SEX, PAYMENT, ROUTE = "RC001", "RC032", "RC026"
PRESENT, DISPOSITION, LEVEL = "RC027", "RC019", "RC029"
OLDEST = 90
UNKNOWN = quantity.NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRow:
    """One line of a list of discharges."""

    key: str
    code: str
    sex: str
    age: str
    campus: str
    department: str
    team: str
    admission_day: date
    discharge_day: date
    stay: int
    diagnosis: str
    diagnosis_name: str
    disposition: str

    @property
    def address(self) -> str:
        """Of its page; the month of the discharge says in which file the case is."""
        return f"{addresses.of('case', self.key)}?month={self.discharge_day:%Y-%m}"


def shown_row(row: CaseRow, names: Mapping[str, str]) -> ShownRow:
    """names: of units by code. A case without department or team reads 未归属."""
    department, team = unit(row.department, names), unit(row.team, names)
    return ShownRow(
        key=row.case_key,
        code=row.code,
        sex=word(SEX, row.sex),
        age=age_band(row.age),
        campus=unit(row.campus, names),
        department=department,
        team=team.removeprefix(department) or team,
        admission_day=row.admission_day,
        discharge_day=row.discharge_day,
        stay=row.los,
        diagnosis=row.principal_diagnosis,
        diagnosis_name=row.principal_diagnosis_name or "",
        disposition=word(DISPOSITION, row.disposition),
    )


def age_band(age: int | None) -> str:
    """不满1岁, 1–4岁, 5–9岁 … 85–89岁, 90岁及以上; «—» when the sheet has no age in years."""
    if age is None:
        return UNKNOWN
    if age == 0:
        return "不满1岁"
    if age >= OLDEST:
        return f"{OLDEST}岁及以上"
    start = age // 5 * 5
    return f"{max(1, start)}–{start + 4}岁"


def word(values: str, code: str | None) -> str:
    """The label of a coded value; the code itself when the list does not know it."""
    return code_list(values).get(code, code) if code else UNKNOWN


def unit(code: str | None, names: Mapping[str, str]) -> str:
    """A unit's name; 未归属 without one."""
    return names.get(code, code) if code else UNATTRIBUTED


@dataclass(frozen=True, slots=True)
class Fact:
    """One carried column: its name, the column of the layout it came from, its value in words."""

    name: str
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Group:
    """Facts that belong together."""

    title: str
    facts: tuple[Fact, ...]


def groups(case: Case, names: Mapping[str, str]) -> tuple[Group, ...]:
    """Every carried column of a case in groups."""
    return (_person(case), _stay(case), _placed(case, names))


def _person(case: Case) -> Group:
    return Group(
        "患者（脱敏）",
        (
            Fact("性别", "A12C", word(SEX, case.sex)),
            Fact("年龄", "A14", age_band(case.age) if case.age else _days(case.age_days)),
            Fact("新生儿体重", "A17、A18x01", _with_unit(case.birth_weight, "克")),
            Fact("医疗付费方式", "A46C", word(PAYMENT, case.payment)),
            Fact("住院次数", "A49", case.admission_number or UNKNOWN),
        ),
    )


def _stay(case: Case) -> Group:
    return Group(
        "住院经过",
        (
            Fact("入院途径", "B11C", word(ROUTE, case.admission_route)),
            Fact("入院时间", "B12", f"{case.admitted_at:%Y-%m-%d %H:%M}"),
            Fact("出院时间", "B15", f"{case.discharged_at:%Y-%m-%d %H:%M}"),
            Fact("实际住院", "B20", f"{case.los}天"),
            Fact("离院方式", "B34C", word(DISPOSITION, case.disposition)),
            Fact("日间手术", "B38", _yes_no(case.day_surgery)),
            Fact("31天内再住院计划", "B36C", _yes_no(case.planned_readmission)),
            Fact("再住院目的", "B37", case.planned_purpose or UNKNOWN),
            Fact("总费用", "D01", yuan(case.total_cost)),
        ),
    )


def _placed(case: Case, names: Mapping[str, str]) -> Group:
    return Group(
        "归属",
        (
            Fact("院区", "B17", unit(case.campus, names)),
            Fact("科室", "B17", unit(case.department, names)),
            Fact("医疗组", "B23C、B24C", unit(case.team, names)),
            Fact("首页所填病房", "B17", case.ward or UNKNOWN),
            Fact("首页所填科别", "B16C", case.discharge_department_code or UNKNOWN),
            Fact("主任（副主任）医师执业编码", "B23C", case.chief_licence or UNKNOWN),
            Fact("主治医师执业编码", "B24C", case.attending_licence or UNKNOWN),
        ),
    )


def _days(days: int | None) -> str:
    return _with_unit(days, "天")


def _with_unit(value: int | None, name: str) -> str:
    return UNKNOWN if value is None else f"{value}{name}"


def _yes_no(value: bool | None) -> str:
    return UNKNOWN if value is None else ("是" if value else "否")


@dataclass(frozen=True, slots=True)
class Coded:
    """A diagnosis or procedure: its rank, code, name, and what else the sheet says of it."""

    rank: str
    code: str
    name: str
    note: str


def diagnoses(case: Case) -> list[Coded]:
    """The principal diagnosis first, with the name on the sheet; others by the code table."""
    known = codes.diagnoses()
    name = case.principal_diagnosis_name or known.get(case.principal_diagnosis, "")
    present = word(PRESENT, case.principal_present_on_admission)
    return [
        Coded("主要诊断", case.principal_diagnosis, name, f"入院病情：{present}"),
        *(Coded("其他诊断", code, known.get(code, ""), "") for code in case.other_diagnoses),
    ]


def procedures(case: Case) -> list[Coded]:
    """Procedures in the order of the sheet, with their level."""
    known = codes.procedures()
    levels = [*case.procedure_levels, *[""] * len(case.procedures)]
    return [
        Coded(
            "主要手术操作" if at == 0 else "其他手术操作",
            code,
            known.get(code, ""),
            word(LEVEL, level) if level else "",
        )
        for at, (code, level) in enumerate(zip(case.procedures, levels, strict=False))
    ]
