"""The local mail server and SMS gateway of the embedded run: real processes that speak the real protocols."""
