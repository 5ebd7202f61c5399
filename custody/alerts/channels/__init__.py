"""How a message leaves the house. Channels know nothing of each other."""
