"""Terms of branch committees: when each ends, what was postponed, how many were renewed in time."""
