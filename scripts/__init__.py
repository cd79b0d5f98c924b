"""Programs of the repository itself; no service imports them."""
