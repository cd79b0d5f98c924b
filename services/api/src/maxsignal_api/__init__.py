"""Commands in, reads out: the thin HTTP edge."""
