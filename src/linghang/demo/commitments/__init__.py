"""A year of plans, inspections and supervised matters of the demo hospital, written in bulk."""
