"""党费: sheets of branches, members' own dues, sums of all branches, uses, publication."""
