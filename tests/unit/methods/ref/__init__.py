"""Naive references written from the definitions alone: quadratic, and sharing no code with the library."""
