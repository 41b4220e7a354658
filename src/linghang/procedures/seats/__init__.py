"""Who may sit in a seat, and whom a separation keeps out."""
