"""催办提醒: told before the day, after it, and when a report is missing; each can be shown."""
