"""Every refusal of the lifecycle (domain rules 4), by what it is about: tried by page, API and shell."""
