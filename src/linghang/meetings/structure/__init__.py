"""Whether Party organisations are set up as the rules want, by the numbers of their members."""
