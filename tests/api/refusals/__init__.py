"""Refusals, by what they are about: each a row that is tried by page, by API and by shell."""
