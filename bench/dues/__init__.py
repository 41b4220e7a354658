"""A year of dues of the demo hospital: pages and sums."""
