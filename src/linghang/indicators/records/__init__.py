"""Record measures: what engines below can count of their own records, for indicators to use."""
