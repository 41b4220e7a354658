"""What commitments said before: every version, and what differs between two of them."""
