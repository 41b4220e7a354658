"""Catalogs: the hospital's systems as YAML files, read once, strictly, with every version kept."""
