"""What the engines do, again and again. Every pass may be run by any number of engines at once."""
