"""入组: the cases in force grouped by the hospital's edition, weighed, counted, compared."""
