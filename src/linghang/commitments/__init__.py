"""督办与任务: what was promised, by whom and by when, and whether it is kept."""
