"""Where people can be reached outside: set by themselves, sealed, and gone when they leave."""
