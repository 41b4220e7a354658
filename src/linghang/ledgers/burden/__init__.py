"""填报负担: what the ledgers ask of each post, so that nobody adds to it unnoticed."""
