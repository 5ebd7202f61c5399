"""How an officer is reached: seeing it, changing it with a code that arrives, and approving the change of another."""
