"""制度: texts with versions, what is in force on a day, how they came about, and their library."""
