"""The organisation in and out of spreadsheets: staged, checked, committed, undone."""
