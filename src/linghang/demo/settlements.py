"""What the insurer returned to the demo hospital in 2025, and what its offices did about it.

Drawn from the cases in force with a fixed seed: groups mostly ours, differences of every kind in
believable shares, weights and payment of an insurer that does not exist. In 2025 it pays by DRG
for the employees of the city, and for nobody else yet.
"""

from __future__ import annotations

import csv
import functools
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
from numpy.typing import NDArray

from linghang.cases import pseudonyms
from linghang.cases.drg import SETS, load_rules
from linghang.cases.grouping import months, services, standing
from linghang.cases.grouping.models import OwnWeights
from linghang.cases.grouping.returns import dealing, queries
from linghang.cases.grouping.returns.models import RETURNS, DifferenceNote, ReturnManifest
from linghang.cases.grouping.returns.queries import Pair, Wanted
from linghang.cases.grouping.returns.rules import Reason, Standing
from linghang.cases.models import Manifest
from linghang.cases.scope import CaseScope
from linghang.demo import front_sheets
from linghang.foundation.access import Actor
from linghang.foundation.intake import services as intake
from linghang.foundation.intake.models import State
from linghang.foundation.period import Period

Clock = Callable[[], datetime]
Numbers = NDArray[Any]
SEED = 20251130
PAID_BY_DRG = "1.1"
FIRST, LAST = 12, 22
"""Months (0 is January 2024) whose discharges came back: January to November 2025."""
WEIGHED_FROM = date(2025, 1, 1)
NAME = "演示医院DRG权重（2025年，虚构）"
SOURCE = "演示数据：由演示医院2025年各组次均费用推算，不是任何统筹地区公布的权重"
KINDS = ("same", "ungrouped", "edition", "category", "adrg", "severity", "weight", "cost", "lost")
SHARES = (0.903, 0.010, 0.004, 0.005, 0.012, 0.036, 0.008, 0.010, 0.012)
SPECIAL, SPECIAL_SHARES = ("正常", "费用极高", "费用极低", "特病单议"), (0.945, 0.03, 0.02, 0.005)
UNKNOWN_RECORDS = 7  # of each month, rows that belong to nobody here
FUND_SHARE = Decimal("0.74")
WHY_NOT = "主要诊断与性别、年龄校验不通过"
CODED = (
    (Standing.APPEALED, "病历有依据，已在申诉期内向经办机构提交病程记录和检查报告。"),
    (Standing.RESENT, "结算清单漏传其他诊断，已补正后重新上传，等待重新分组。"),
    (Standing.ACCEPTED, "复核病历，医保分组有理，认可；已告知科室。"),
)
ANSWERS = {
    Reason.THEIRS_UNGROUPED: ((Standing.RESENT, "结算清单的年龄填写有误，已改正后重新上传。"),),
    Reason.OURS_UNGROUPED: ((Standing.WAITING, "首页主要诊断编码待核，已请编码员查病历。"),),
    Reason.EDITION: ((Standing.WAITING, "已向经办机构询问现行分组方案的版本。"),),
    Reason.CATEGORY: CODED,
    Reason.ADRG: CODED,
    Reason.SEVERITY: CODED,
    Reason.WEIGHT: ((Standing.WAITING, "已与经办机构核对级别系数，待答复。"),),
    Reason.COST: ((Standing.ACCEPTED, "出院后补记账，以结算清单为准，认可。"),),
    Reason.NOT_RETURNED: ((Standing.RESENT, "结算清单上传失败，已重新上传，下月再核。"),),
    Reason.WITHOUT_CASE: ((Standing.WAITING, "已请经办机构核对病案号和住院次数。"),),
}


@dataclass(frozen=True, slots=True)
class Stay:
    """What a returned row says of a case to find it by."""

    record: str
    number: str


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What the insurer is made to say of a case. kind: one of KINDS."""

    drg: str
    kind: str
    special: str


def do(*, actor: Actor, insurance: Actor, folder: Path, today: date, clock: Clock) -> int:
    """Weights, the returns month by month, and what was done; how many rows came back.

    folder: of the front sheets. Does nothing without cases of 2025 or where it was done before.
    """
    manifest = Manifest.current()
    present = {one["month"] for one in manifest.case_files} if manifest else set()
    wanted = [m for m in range(FIRST, LAST + 1) if front_sheets.month_name(m) in present]
    if manifest is None or not wanted or ReturnManifest.current():
        return 0
    target = folder.parent / "insurer_returns"
    target.mkdir(parents=True, exist_ok=True)
    tables = {month: _grouped(manifest, front_sheets.month_name(month)) for month in wanted}
    weights = _weights(tables.values(), target, actor, clock)
    stays = {month: _stays(folder / front_sheets.file_name(month)) for month in wanted}
    draw = np.random.default_rng(SEED)
    files = [_write(target, month, tables[month], stays[month], weights, draw) for month in wanted]
    _bring(files[:-1] or files, actor, today, clock)
    _deal(insurance, clock)
    if len(files) > 1:
        again = _answered(
            target, {key: one for found in stays.values() for key, one in found.items()}
        )
        _bring([files[-1], *again], actor, today, clock)
    current = ReturnManifest.current()
    return current.row_count if current else 0


def take_back(*, actor: Actor, clock: Clock) -> None:
    """Undo every return, the last one first."""
    while current := ReturnManifest.current():
        intake.undo(batch_id=current.batch_id, actor=actor, at=clock())


def _grouped(manifest: Manifest, month: str) -> pa.Table:
    table = months.grouped(manifest, month, edition=SETS[0], weights=None)
    wanted = ["case_key", "discharge_day", "drg", "status", "total_cost", "payment"]
    insured = pc.equal(table.column("payment").cast(pa.string()), PAID_BY_DRG)
    return table.select(wanted).filter(insured)


def _weights(tables: Any, folder: Path, actor: Actor, clock: Clock) -> Mapping[str, Decimal]:
    """Cost of a group to the cost of all, loaded as the hospital's own table."""
    every = pa.concat_tables(tables)
    grouped = every.filter(pc.equal(every.column("status").cast(pa.string()), "分组成功"))
    cost = pa.table(
        {"drg": grouped.column("drg").cast(pa.string()), "cost": grouped.column("total_cost")}
    )
    mean = float(pc.mean(cost.column("cost")).as_py())
    means = cost.group_by("drg").aggregate([("cost", "mean")]).sort_by("drg").to_pydict()
    weights = {
        drg: Decimal(str(round(max(0.1, each / mean), 4)))
        for drg, each in zip(means["drg"], means["cost_mean"], strict=True)
    }
    if not OwnWeights.objects.exists():
        path = folder / "权重-2025.csv"
        path.write_text("DRG组,权重\n" + "".join(f"{d},{w}\n" for d, w in weights.items()), "utf-8")
        services.load_weights(
            path=path, file_name=path.name, name=NAME, edition=SETS[0],
            active_from=WEIGHED_FROM, active_to=None, source=SOURCE, actor=actor, at=clock(),
        )  # fmt: skip
    return {**weights, "": Decimal(str(round(mean * 0.985 / 100, -1)))}


def _stays(path: Path) -> dict[str, Stay]:
    """By case key, what the front sheet of a month calls each case."""
    columns = ["A01", "A48", "A49"]
    encoding = "gb18030" if path.name == front_sheets.file_name(10) else "utf8"
    table = pcsv.read_csv(
        path,
        read_options=pcsv.ReadOptions(encoding=encoding),
        parse_options=pcsv.ParseOptions(
            newlines_in_values=True, invalid_row_handler=lambda _row: "skip"
        ),
        convert_options=pcsv.ConvertOptions(
            include_columns=columns, column_types=dict.fromkeys(columns, pa.string())
        ),
    ).to_pydict()
    secret, found = pseudonyms.key(), dict[str, Stay]()
    for institution, record, number in zip(*table.values(), strict=True):
        key = pseudonyms.case_key(secret, institution, record, pseudonyms.plain_sequence(number))
        found[key] = Stay(record, number)
    return found


def _write(
    folder: Path,
    month: int,
    cases: pa.Table,
    stays: Mapping[str, Stay],
    weights: Mapping[str, Decimal],
    draw: np.random.Generator,
) -> Path:
    settled = front_sheets.month_name(month + 1)
    path = folder / f"医保返回-{settled}.csv"
    rows = list(_rows(settled, cases.to_pydict(), stays, weights, draw))
    _put(path, rows, encoding="utf-8-sig")
    return path


def _rows(
    settled: str,
    cases: Mapping[str, Sequence[Any]],
    stays: Mapping[str, Stay],
    weights: Mapping[str, Decimal],
    draw: np.random.Generator,
) -> Iterator[dict[str, str]]:
    # In the order of the front sheets: that of the pseudonyms is another one in each installation.
    places = {key: place for place, key in enumerate(cases["case_key"])}
    found = [(places[key], stay) for key, stay in stays.items() if key in places]
    kinds = draw.choice(len(KINDS), len(found), p=SHARES)
    special = draw.choice(len(SPECIAL), len(found), p=SPECIAL_SHARES)
    luck = draw.integers(0, 1 << 30, len(found))
    strange = set(draw.choice(len(found), min(len(found), UNKNOWN_RECORDS), replace=False).tolist())
    near = _neighbours()
    for number, (place, stay) in enumerate(found):
        kind, lot = KINDS[kinds[number]], int(luck[number])
        if kind == "lost":
            continue
        ours = cases["drg"][place] if cases["status"][place] == "分组成功" else ""
        drawn = _Drawn(
            drg=_theirs(ours, kind, near, lot), kind=kind, special=SPECIAL[special[number]]
        )
        named = Stay(f"9{lot:09}" if number in strange else stay.record, stay.number)
        cost = int(cases["total_cost"][place] or 0)
        yield _row(settled, named, cases["discharge_day"][place], drawn, cost, weights)


def _theirs(ours: str, kind: str, near: Mapping[str, Mapping[str, Sequence[str]]], lot: int) -> str:
    if not ours:
        choices = near["category"][""]
        return choices[lot % len(choices)] if lot % 10 < 3 else ""
    if kind == "ungrouped":
        return ""
    choices = near.get(kind, {}).get(ours, ())
    return choices[lot % len(choices)] if choices else ours


@functools.cache
def _neighbours() -> dict[str, dict[str, list[str]]]:
    """Kind of difference → our group → groups that make just this difference."""
    known = sorted(one.drg for one in load_rules(SETS[0]).drgs)
    foreign = sorted({one.drg for one in load_rules(SETS[4]).drgs} - set(known))
    common = [drg for drg in known if drg[1] in "RSUV"]
    return {
        "severity": {d: [o for o in known if o[:3] == d[:3] and o != d] for d in known},
        "adrg": {d: [o for o in known if o[0] == d[0] and o[:3] != d[:3]] for d in known},
        "category": {"": common, **{d: [o for o in common if o[0] != d[0]] for d in known}},
        "edition": {d: [o for o in foreign if o[0] == d[0]] or foreign for d in known},
    }


def _row(
    settled: str, stay: Stay, day: date, drawn: _Drawn, cost: int, weights: Mapping[str, Decimal]
) -> dict[str, str]:
    drg = drawn.drg
    rw = weights.get(drg, Decimal("0.9")) if drg else None
    if rw is not None and drawn.kind == "weight":
        rw = (rw * Decimal("1.05")).quantize(Decimal("0.0001"))
    if drawn.kind == "cost":
        cost += 12_050
    yuan = Decimal(cost) / 100
    standard = yuan if rw is None else _cents(rw * weights[""])
    if drawn.special == "费用极高":
        standard = max(standard, _cents(yuan * Decimal("0.9")))
    if drawn.special == "费用极低":
        standard = min(standard, yuan)
    facts = {"权重": "" if rw is None else str(rw), "特殊标志": drawn.special}
    if not drg:
        facts["未入组原因"] = WHY_NOT
    return {**_who(settled, stay, day), **_group(drg), **_paid(yuan, standard), **facts}


def _who(settled: str, stay: Stay, day: date) -> dict[str, str]:
    return {
        "结算月份": settled,
        "病案号": stay.record,
        "住院次数": stay.number,
        "出院日期": day.isoformat(),
        "险种": "职工",
    }


def _group(drg: str) -> dict[str, str]:
    placed = "入组" if drg else "未入组"
    return {"DRG组编码": drg, "DRG组名称": _names().get(drg, ""), "入组状态": placed}


def _paid(yuan: Decimal, standard: Decimal) -> dict[str, str]:
    return {
        "总费用": str(yuan),
        "统筹支付": str(_cents(standard * FUND_SHARE)),
        "DRG支付标准": str(standard),
        "盈亏": str(standard - yuan),
    }


def _cents(yuan: Decimal) -> Decimal:
    return yuan.quantize(Decimal("0.01"))


@functools.cache
def _names() -> Mapping[str, str]:
    return load_rules(SETS[0]).drg_names


def _bring(files: Sequence[Path], actor: Actor, today: date, clock: Clock) -> None:
    batch = intake.import_files(kind=RETURNS, files=files, actor=actor, today=today, clock=clock)
    if batch.state != State.COMMITTED:
        raise ValueError(f"the demo's returns were not taken: {batch.message}")


def _year() -> Period:
    return Period(date(2025, 1, 1), date(2026, 1, 1))


def _deal(insurance: Actor, clock: Clock) -> None:
    """Of four differences three are dealt with, as the kind of difference suggests."""
    if DifferenceNote.objects.exists():
        return
    rows, _ = queries.page(
        Wanted(period=_year()), scope=CaseScope.hospital(), limit=dealing.MOST_READ
    )
    chosen: defaultdict[tuple[Standing, str], list[str]] = defaultdict(list)
    for place, one in enumerate(sorted(rows, key=_order)):
        answers = ANSWERS[one.reason]
        if place % 4:
            chosen[answers[place % len(answers)]].append(one.key)
    for (done, note), keys in chosen.items():
        for first in range(0, len(keys), dealing.MOST_AT_ONCE):
            dealing.deal(
                keys=keys[first : first + dealing.MOST_AT_ONCE],
                period=_year(),
                standing=done,
                note=note,
                scope=CaseScope.hospital(),
                actor=insurance,
                at=clock(),
            )


def _order(one: Pair) -> tuple[date, int, str]:
    """An order that is the same in every installation."""
    return one.discharge_day, one.their_cost or one.our_cost or 0, one.their_drg or ""


def _answered(folder: Path, stays: Mapping[str, Stay]) -> list[Path]:
    """A correction of October: of the appeals half were granted, the others say the same again."""
    period = Period.month(2025, 10)
    rows, _ = queries.page(
        Wanted(period=period, standing=Standing.APPEALED), scope=CaseScope.hospital(), limit=1_000
    )
    terms = standing.terms([period.start])[period.start]
    weights = dict(terms.weights.values) if terms.weights else {}
    answers = [
        _again(one, stays[one.key], granted=place % 2 == 0, weights=weights)
        for place, one in enumerate(sorted(rows, key=_order))
        if one.key in stays
    ]
    if not answers:
        return []
    path = folder / "医保返回-2025-12-申诉结果.csv"
    _put(path, answers, encoding="gb18030")
    return [path]


def _again(
    one: Pair, stay: Stay, *, granted: bool, weights: Mapping[str, Decimal]
) -> dict[str, str]:
    drg = (one.our_drg or "") if granted else (one.their_drg or "")
    rw = weights.get(drg, one.their_rw) if granted else one.their_rw
    yuan = Decimal(one.their_cost or 0) / 100
    standard = Decimal(one.standard or 0) / 100
    if granted and rw and one.their_rw:
        standard = _cents(standard * rw / one.their_rw)
    facts = {"权重": str(rw or ""), "特殊标志": "正常"}
    return {
        **_who("2025-12", stay, one.discharge_day),
        **_group(drg),
        **_paid(yuan, standard),
        **facts,
    }


def _put(path: Path, rows: Sequence[dict[str, str]], *, encoding: str) -> None:
    """A CSV with all columns that any row has."""
    head = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, head, restval="")
        writer.writeheader()
        writer.writerows(rows)
