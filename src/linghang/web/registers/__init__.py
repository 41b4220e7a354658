"""Registers that are read from proceedings: new technology, recruiting."""
