"""Procedures (程序): declared steps – who may act, what each needs, when, and who must differ."""
