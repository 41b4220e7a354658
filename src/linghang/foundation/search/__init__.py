"""Finding things by any two characters of their name, by pinyin, by code; only within one's range.

Engines say in a module `searched.py` what can be found (`providers.register`). The index is
written in the transaction of the deed that changed the thing, and built anew every night.
"""
