"""程序: what is on its way, what one may do about it, and every procedure as a chart."""
