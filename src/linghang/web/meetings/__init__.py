"""The pages of meetings: what a unit owes, its records, the clerk's page, all branches at once."""
