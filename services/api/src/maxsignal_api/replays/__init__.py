"""Replays: a recorded step of a run asked once more, with another prompt or model, beside the run."""
