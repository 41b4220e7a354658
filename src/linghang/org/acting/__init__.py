"""Who acts: asked on every request, and so in one query that is put together once."""
