"""Training of members: events with hours, who took part, who is short."""
