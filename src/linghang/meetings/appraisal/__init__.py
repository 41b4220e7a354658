"""民主评议党员: one a year in each branch, a grade for each member but those on probation."""
