"""When which analysis runs by itself."""
