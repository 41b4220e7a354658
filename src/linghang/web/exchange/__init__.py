"""Pages on which an office brings units, people and posts in from a workbook, and out again."""
