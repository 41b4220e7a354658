"""Steps of which an answer picks one: they stand at one place of the way."""
