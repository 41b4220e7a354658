"""The pages of the trail, for the audit office: who did what, and whether it still holds."""
