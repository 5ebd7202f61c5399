"""Drills: ordered, answered, measured; never among what is true."""
