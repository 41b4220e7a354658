"""Spreadsheets in and out: reading with every fault named, writing that nothing can run."""

from linghang.foundation.sheets.lines import MARK, csv_lines, disarmed

__all__ = ["MARK", "csv_lines", "disarmed"]
