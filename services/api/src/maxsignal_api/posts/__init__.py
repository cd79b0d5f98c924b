"""Posts: what a run wrote, sent on demand."""
