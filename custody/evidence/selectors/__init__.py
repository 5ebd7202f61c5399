"""Reads of the evidence room, one module per question."""
