"""Ledgers as sheets: the template, reading and taking back a sheet, entries as a sheet again."""
