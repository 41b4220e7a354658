"""A workbook that came: its tables, and the same file with cells filled in.

Only the cells are written, in the parts of the archive that hold them: widths, borders, print
areas, drawings and everything else stay byte by byte what they were.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from lxml import etree

from linghang.foundation.sheets.definitions import cell_name, column_number
from linghang.reports.forms import rules
from linghang.reports.forms.rules import Block, Grid, Place, Value

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
BOOK, LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
SHARED, STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
# Formats of days that need no declaration; 27–36 and 50–58 are those of Chinese offices.
BEFORE_SETTING = ("sheets", "functionGroups", "externalReferences", "definedNames")
OF_DAYS = frozenset({*range(14, 18), 22, *range(27, 37), *range(50, 59)})
FIRST_DAY = date(1899, 12, 30)
MOST_SHOWN = (200, 40)  # rows and columns of a sheet that a page shows


def _parsed(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(content, parser)


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Name of a sheet → the part that holds it."""
    links = {one.get("Id"): one.get("Target", "") for one in _parsed(archive.read(LINKS))}
    found = {}
    for sheet in _parsed(archive.read(BOOK)).iter(f"{MAIN}sheet"):
        target = links.get(sheet.get(RELATION), "")
        found[sheet.get("name", "")] = target.lstrip("/") if target[:1] == "/" else f"xl/{target}"
    return found


def grids(content: bytes) -> list[Grid]:
    """Every sheet as texts, as far as a page shows it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        texts = _shared(archive)
        return [
            _grid(name, _parsed(archive.read(part)), texts)
            for name, part in _parts(archive).items()
        ]


def _shared(archive: zipfile.ZipFile) -> list[str]:
    if SHARED not in archive.namelist():
        return []
    return [_text(one) for one in _parsed(archive.read(SHARED)).iter(f"{MAIN}si")]


def _text(node: etree._Element) -> str:
    return "".join(one.text or "" for one in node.iter(f"{MAIN}t"))


def _grid(name: str, root: etree._Element, texts: list[str]) -> Grid:
    rows: list[list[str]] = []
    locked = set()
    for cell in root.iter(f"{MAIN}c"):
        row, column = _place(cell)
        if cell.find(f"{MAIN}f") is not None:
            locked.add((row, column))
        if row < MOST_SHOWN[0] and column < MOST_SHOWN[1]:
            rows += [[] for _ in range(row + 1 - len(rows))]
            rows[row] += [""] * (column + 1 - len(rows[row]))
            rows[row][column] = _shown(cell, texts)
    return Grid(name=name, rows=rows, locked=frozenset(locked), blocks=_blocks(root))


def _shown(cell: etree._Element, texts: list[str]) -> str:
    value = cell.findtext(f"{MAIN}v") or ""
    if cell.get("t") == "s" and value.isdigit() and int(value) < len(texts):
        return texts[int(value)]
    return _text(cell) if cell.get("t") == "inlineStr" else value


def _place(cell: etree._Element) -> tuple[int, int]:
    address = cell.get("r", "A1")
    letters = "".join(one for one in address if one.isalpha())
    return int(address[len(letters) :]) - 1, column_number(letters)


def filled(content: bytes, values: Mapping[Place, Value]) -> bytes:
    """The same file with these cells filled in; formulas are worked out anew when it is opened.

    Raises KeyError for a sheet that is not there.
    """
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        parts = _parts(archive)
        days = _styles_of_days(archive)
        by_part: dict[str, dict[Place, Value]] = {}
        for place, value in values.items():
            by_part.setdefault(parts[place.sheet], {})[place] = value
        for info in archive.infolist():
            body = archive.read(info)
            if info.filename in parts.values():
                body = _filled(body, by_part.get(info.filename, {}), days)
            elif info.filename == BOOK:
                body = _recalculated(body)
            target.writestr(info, body)
    return made.getvalue()


def _recalculated(body: bytes) -> bytes:
    """Excel works formulas out when it opens the file; the setting has its place in the order."""
    root = _parsed(body)
    setting = root.find(f"{MAIN}calcPr")
    if setting is None:
        setting = etree.Element(f"{MAIN}calcPr")
        before = [root.find(f"{MAIN}{name}") for name in BEFORE_SETTING]
        last = [one for one in before if one is not None][-1]
        last.addnext(setting)
    setting.set("fullCalcOnLoad", "1")
    return _packed(root)


def _packed(root: etree._Element) -> bytes:
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def _styles_of_days(archive: zipfile.ZipFile) -> frozenset[str]:
    """The styles of cells (the s of a cell) that show a number as a day."""
    if STYLES not in archive.namelist():
        return frozenset()
    root = _parsed(archive.read(STYLES))
    own = {one.get("numFmtId"): one.get("formatCode", "") for one in root.iter(f"{MAIN}numFmt")}
    looks = root.find(f"{MAIN}cellXfs")
    found = set()
    for at, one in enumerate(looks if looks is not None else ()):
        number = one.get("numFmtId", "0")
        code = own.get(number, "").lower()
        if int(number) in OF_DAYS or ("y" in code and "d" in code):
            found.add(str(at))
    return frozenset(found)


def _filled(body: bytes, values: Mapping[Place, Value], days: frozenset[str]) -> bytes:
    root = _parsed(body)
    data = root.find(f"{MAIN}sheetData")
    blocks = _blocks(root)
    rows = {int(row.get("r", "0")) - 1: row for row in data.iter(f"{MAIN}row")}
    for place, value in sorted(values.items(), key=lambda one: (one[0].row, one[0].column)):
        row, column, *_ = blocks.get((place.row, place.column), (place.row, place.column))
        cell = _cell(data, rows, row, column)
        if isinstance(value, date) and cell.get("s") in days:
            value = Decimal((value - FIRST_DAY).days)
        _write(cell, value)
    for formula in data.iter(f"{MAIN}f"):
        _forget(formula.getparent())
    return _packed(root)


def _forget(cell: etree._Element) -> None:
    """What a formula came to before is no longer true; programs that see none work it out."""
    for value in cell.findall(f"{MAIN}v"):
        cell.remove(value)
    cell.attrib.pop("t", None)


def _blocks(root: etree._Element) -> dict[tuple[int, int], Block]:
    """Every cell of a merged range → the range."""
    return {at: block for block in _merged(root) for at in _cells_of(block)}


def _merged(root: etree._Element) -> Iterator[Block]:
    for merge in root.iter(f"{MAIN}mergeCell"):
        first, _, last = merge.get("ref", "A1").partition(":")
        (top, left), (bottom, right) = (
            _place(etree.Element("c", r=one)) for one in (first, last or first)
        )
        yield top, left, bottom, right


def _cells_of(block: Block) -> Iterator[tuple[int, int]]:
    top, left, bottom, right = block
    for row in range(top, min(bottom, top + 2000) + 1):
        for column in range(left, right + 1):
            yield row, column


def _cell(
    data: etree._Element, rows: dict[int, etree._Element], number: int, column: int
) -> etree._Element:
    """The cell, made in its place if need be; a new one looks like the one above it."""
    row = rows.get(number)
    if row is None:
        row = etree.Element(f"{MAIN}row", r=str(number + 1))
        after = [one for at, one in rows.items() if at < number]
        place = data.index(max(after, key=lambda one: int(one.get("r", "0")))) + 1 if after else 0
        data.insert(place, row)
        rows[number] = row
    for at, cell in enumerate(row):
        found = _place(cell)[1]
        if found == column:
            return cell
        if found > column:
            return _made(row, at, rows, number, column)
    return _made(row, len(row), rows, number, column)


def _made(
    row: etree._Element, at: int, rows: dict[int, etree._Element], number: int, column: int
) -> etree._Element:
    cell = etree.Element(f"{MAIN}c", r=cell_name(number, column))
    above = rows.get(number - 1)
    like = [one for one in above if _place(one)[1] == column] if above is not None else []
    if like and (style := like[0].get("s")):
        cell.set("s", style)
    row.insert(at, cell)
    return cell


def _write(cell: etree._Element, value: Value) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    if isinstance(value, Decimal):
        etree.SubElement(cell, f"{MAIN}v").text = f"{value:f}"
        return
    cell.set("t", "inlineStr")
    text = etree.SubElement(etree.SubElement(cell, f"{MAIN}is"), f"{MAIN}t")
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    text.text = "".join(one for one in rules.told(value) if one >= " " or one in "\n\t")
