"""承接台账: a programme that was kept elsewhere, with all that has happened, entered at once."""
