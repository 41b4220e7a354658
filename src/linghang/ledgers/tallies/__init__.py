"""Months of a ledger counted beforehand, each good only while nothing of it was touched."""
