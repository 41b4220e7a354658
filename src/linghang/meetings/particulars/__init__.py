"""What a kind of meeting asks to be written down besides its record."""
