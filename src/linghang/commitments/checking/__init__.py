"""Whether a declared kind of programme can work."""
