"""Official reports of a seizure: recorded by one, put right by two."""
