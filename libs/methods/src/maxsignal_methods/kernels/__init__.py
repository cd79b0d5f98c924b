"""Stateful scans in the common subset of Python and numba: columns in, columns out, no objects."""
