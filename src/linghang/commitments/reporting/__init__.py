"""进展反馈: what was done, with its evidence."""
