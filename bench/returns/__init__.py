"""How fast returns of the insurer are staged, committed, compared and summed."""
