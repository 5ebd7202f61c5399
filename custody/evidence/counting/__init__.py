"""Who counts and audits, and when."""
