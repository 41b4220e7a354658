"""Reports: figures bound in prose, set as official documents, kept with their ground."""
