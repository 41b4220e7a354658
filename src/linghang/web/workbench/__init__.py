"""工作台: the first page of everybody – what one owes, what waits, what ends soon, what is new."""
