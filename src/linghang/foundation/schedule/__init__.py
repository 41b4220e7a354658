"""定时任务: what runs by the clock, once per due time, with a record of every run."""
