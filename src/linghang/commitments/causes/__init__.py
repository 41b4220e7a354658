"""Why problems came about, what was done about each cause, and whether it came again."""
