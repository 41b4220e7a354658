"""The pages of the organisation: charts, units over time, people, posts, delegations."""
