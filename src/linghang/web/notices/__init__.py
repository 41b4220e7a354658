"""The pages of notices: inbox, what I sent, my addresses, and the delivery ledger."""
