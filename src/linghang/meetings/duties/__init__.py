"""Which meetings a body owes in a period, and which are missing."""
