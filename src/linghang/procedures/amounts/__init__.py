"""What the fields of proceedings add up to: sums, shares, comparisons, lists."""
