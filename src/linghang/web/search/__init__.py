"""Finding: one box for everything that the acting post may see."""
