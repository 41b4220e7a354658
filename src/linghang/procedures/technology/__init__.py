"""新技术新项目: what the proceedings of that procedure come to, as a register with figures."""
