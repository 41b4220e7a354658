"""What the params of a requirement may say."""
