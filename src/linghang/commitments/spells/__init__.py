"""What held from which day to which, as the deeds say."""
