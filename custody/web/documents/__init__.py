"""Documents that the house made: read with a reason."""
