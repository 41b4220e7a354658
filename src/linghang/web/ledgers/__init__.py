"""台账 as pages: overview, list, entry, form, grid, verification, paper, closing of years."""
