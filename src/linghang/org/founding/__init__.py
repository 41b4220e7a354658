"""建院: the first deed in an empty system – hospital, first units, first four people."""
