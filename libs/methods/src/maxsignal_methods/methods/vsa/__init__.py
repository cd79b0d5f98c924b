"""Volume spread analysis."""
