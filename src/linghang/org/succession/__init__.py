"""Who follows whom: units that are merged, split, or set up anew under another code."""
