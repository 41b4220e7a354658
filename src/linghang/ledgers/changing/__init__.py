"""更正和作废: what is in force changes only by asking, and somebody else agreeing."""
