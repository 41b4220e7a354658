"""What a commitment can come from: a decision, a gap of an indicator, an entry, an earlier one."""
