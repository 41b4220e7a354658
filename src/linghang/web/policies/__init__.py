"""The pages of the library of texts: the list, reading, comparing, making, importing."""
