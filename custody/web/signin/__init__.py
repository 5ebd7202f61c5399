"""Sign-in: badge, password and one-time code; one click per badge in the demo."""
