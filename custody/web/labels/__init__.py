"""Rolls of labels and paper sheets."""
