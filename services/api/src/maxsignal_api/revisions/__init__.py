"""Posts as they would be sent, and as people change them."""
