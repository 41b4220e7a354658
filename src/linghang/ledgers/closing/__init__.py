"""归档: a year of a ledger is locked, and opened again with a reason."""
