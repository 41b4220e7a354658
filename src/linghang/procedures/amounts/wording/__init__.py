"""What the engine's own requirements ask, in Chinese."""
