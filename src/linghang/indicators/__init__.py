"""指标: measures over the cases in force, cells that merge, values that carry their parts."""
