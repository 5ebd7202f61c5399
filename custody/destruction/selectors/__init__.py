"""Reads of the destruction room, one module per question."""
