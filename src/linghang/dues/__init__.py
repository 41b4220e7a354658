"""党费: the base of each member, what is due of each month, who paid, what it was used for."""
