"""One vocabulary of field types for every form, import and ledger."""
