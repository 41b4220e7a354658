"""台账: entries of a ledger that a catalog declares; versions, evidence, sheets in and out."""
