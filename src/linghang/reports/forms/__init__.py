"""上级报表: a superior's own table, its cells bound to what the hospital counts."""
