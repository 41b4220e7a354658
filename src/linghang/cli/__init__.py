"""Commands: translate words of the shell into deeds, and what came of them into Chinese."""
