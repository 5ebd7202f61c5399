"""What a person does with an alert."""
