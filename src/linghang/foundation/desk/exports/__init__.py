"""Lists of people that leave the house: a reason for each, a second person for many."""
