"""Who may open what: one table over every address, written area by area.

An area is a module here with `ROWS` (base.Row) and, where its rows name things that are made for
them, `things(hospital) -> dict[str, str]`. It is found by itself; test_table.py asks every row
of every post, and refuses an address that no area names.
"""
