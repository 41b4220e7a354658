"""Posts that one person must not hold together, or only for a reason that is written down."""
