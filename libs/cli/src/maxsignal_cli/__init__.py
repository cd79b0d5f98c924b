"""The operator command `maxsignal` and the launcher of the embedded servers."""
