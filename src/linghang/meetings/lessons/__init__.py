"""党课: who taught, in which post at that time, how often."""
