"""Smart money concepts."""
