"""谈心谈话: who talked with whom; what was said is for the two and the branch secretary."""
