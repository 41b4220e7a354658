"""发展党员: how many stand at which stage, in which branch, on which day."""
