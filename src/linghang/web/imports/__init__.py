"""Imports of every kind: one list, one page of a batch, one set of deeds; kinds add parts."""
