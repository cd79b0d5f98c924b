"""Order-flow delta."""
