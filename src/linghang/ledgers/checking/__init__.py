"""Whether a declared ledger can work, asked when the program starts."""
