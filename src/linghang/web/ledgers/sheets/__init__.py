"""Ledgers as sheets: bringing one in, taking out what could be brought in again."""
