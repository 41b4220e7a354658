"""Going one level up: what was not answered in the declared workdays goes to the superior."""
