"""How long a search takes among 50,000 things, on the database that the settings name."""
