"""How a text is built: parts, chapters, articles, and its table of contents."""
