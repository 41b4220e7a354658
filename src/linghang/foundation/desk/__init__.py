"""What a person keeps for oneself: drafts of forms and saved filters."""
