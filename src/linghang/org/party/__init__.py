"""Party records of people: the three dates of a member (§1.6.4)."""
