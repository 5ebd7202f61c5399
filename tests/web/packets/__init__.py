"""The pages of court packets."""
