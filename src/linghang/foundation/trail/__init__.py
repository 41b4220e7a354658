"""留痕: who did what to which thing, kept so that a later change shows."""
