"""The pages of declared relatives and interests: one's own, and all for those who look after them."""
