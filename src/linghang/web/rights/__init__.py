"""Pages on rights: what I may do and why, what every post may do, which posts conflict."""
