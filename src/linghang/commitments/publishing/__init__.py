"""What is made public of a rectification, without what must not be."""
