"""病案: front sheets from file to pseudonymous Parquet, and the manifest of what is in force."""
