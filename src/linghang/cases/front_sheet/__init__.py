"""The front sheet of the inpatient record: its layout, value lists and the columns we read."""
