"""Sealed personal data: keys apart from the database, rotation, purposes."""
