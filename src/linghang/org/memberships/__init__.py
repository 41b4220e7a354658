"""Where people belong: home unit, team, Party organisation, union group, grid cell."""
