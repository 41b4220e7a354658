"""What every engine stands on and what knows nothing of hospitals."""
