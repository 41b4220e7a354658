"""What ledgers come to: figures of a period, what each opens to, and what entering them costs."""
