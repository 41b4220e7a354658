"""The workday calendar: which days are worked, for the years that are loaded."""
