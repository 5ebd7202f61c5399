"""The books of mass: of the port, and of a seizure."""
