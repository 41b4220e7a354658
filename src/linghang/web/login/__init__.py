"""Coming and going: login, second factor, sessions, passwords, tokens, and who looks after them."""
