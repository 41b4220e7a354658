"""Help on every page: the user guides of `docs/user`, shipped with the package."""
