"""What an approval was taken on."""
