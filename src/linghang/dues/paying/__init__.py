"""Paying: months that were paid, payments that were void, extra payments, good reasons."""
