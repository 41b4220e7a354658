"""A free notice: an office tells chosen posts or units something, and sees who has read it."""
