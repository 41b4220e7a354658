"""佐证材料: files kept under the digest of their content, with the days that they stand for."""
