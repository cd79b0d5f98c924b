"""What a run saw and found, to be drawn."""
