"""The log of changes: read, never written over the API."""
