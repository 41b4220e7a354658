"""征求意见: departments that are asked about a draft, what they say, what came of it."""
