"""Benchmarks that print ratios: the product beside the floor nothing can beat, in one run."""
