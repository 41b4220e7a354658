"""Counting entries: figures of a ledger, each with its unit, each opening to its entries."""
