"""A procedure as a chart and in words."""
