"""Units over time: names, beds, coverage, closing, and who succeeds whom."""
