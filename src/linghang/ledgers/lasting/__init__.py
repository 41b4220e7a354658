"""What entries hold outlasts the definition that they were entered by."""
