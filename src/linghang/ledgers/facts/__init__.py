"""What an entry says: typed values, how they are read, kept, and found again."""
