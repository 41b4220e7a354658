"""What lies on somebody's desk: unfinished forms, conditions of lists kept under a name.

All of it belongs to one person, is shown to nobody else, and goes when it was left alone.
"""
