"""会议: bodies, members by term, notices, attendance, votes and minutes; what a body owes when."""
