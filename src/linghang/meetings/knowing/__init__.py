"""Who may know of an item that is kept close until its publicity starts."""
