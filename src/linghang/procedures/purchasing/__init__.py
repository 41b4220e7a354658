"""采购: what the proceedings of that procedure come to, as a register with its exceptions."""
