"""招聘与引进: what the proceedings of these procedures come to, as a register with figures."""
