"""到期提醒: what is valid until a day is renewed before that day."""
