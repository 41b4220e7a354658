"""A library that a hospital has already: a list and its files, checked and taken in as a whole."""
