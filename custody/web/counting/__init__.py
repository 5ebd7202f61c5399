"""Counting the packages of a unit, blind."""
