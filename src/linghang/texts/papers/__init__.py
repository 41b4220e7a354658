"""Files that texts come in: Word documents, plain texts, archives of them."""
