"""Members who are away for long without a transfer (流动党员), and how they are kept in touch."""
