"""The record books of a branch: printable views over its meetings, and their inspection."""
