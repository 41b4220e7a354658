"""Notices to people: inbox, delivery ledger, adapters, reminders and escalation."""
