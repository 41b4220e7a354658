"""The pages of declared relatives and interests: one's own, and all for who looks after them."""
