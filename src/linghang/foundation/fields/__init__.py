"""One vocabulary of fields for every form, import and ledger: read, show and mask a value."""
