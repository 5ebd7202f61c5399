"""The lock of a session that nobody is at, and the short way back in."""
