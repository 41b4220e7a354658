"""Search in Chinese: pairs of characters, pinyin initials, scoped by who asks."""
