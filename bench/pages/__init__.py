"""How many pages a CPU second of the server gives, and how long one takes."""
