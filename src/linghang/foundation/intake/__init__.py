"""Machine-sent files: stage → complaints → commit → undo, into immutable Parquet."""
