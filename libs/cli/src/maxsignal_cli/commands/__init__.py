"""One file per verb of `maxsignal`."""
