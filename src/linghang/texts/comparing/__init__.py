"""Two versions beside each other: article by article, then letter by letter."""
