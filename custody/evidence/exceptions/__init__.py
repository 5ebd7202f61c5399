"""Who may decide on an exception, and when: beside the rules of every day."""
