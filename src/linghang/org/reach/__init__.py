"""How far the rights of one appointment reach."""
