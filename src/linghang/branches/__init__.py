"""党支部: terms and re-election, members on the move, the growing of members, in figures."""
