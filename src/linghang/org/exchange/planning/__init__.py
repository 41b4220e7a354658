"""What a workbook would change: worked out on drafts in memory, before anything is written."""
