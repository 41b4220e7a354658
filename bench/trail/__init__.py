"""How fast deeds leave entries, the sealer chains them, and the check walks the chain."""
