"""What stands in the way of a task now, whose deed lifts it, and what the workbench says of it."""
