"""The bays of a store: its plan, laying them out, and putting goods into one."""
