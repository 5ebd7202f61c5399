"""Court packets: asked for by one, issued by another, taken with a reason."""
