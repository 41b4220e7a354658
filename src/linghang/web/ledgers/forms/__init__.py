"""上级报表: the list, one form with its bound cells, what it comes to, what was sent."""
