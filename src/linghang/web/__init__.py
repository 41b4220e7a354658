"""The pages: they translate between people and engines, and never decide."""
