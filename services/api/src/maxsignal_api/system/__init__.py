"""How the installation feels: queues, spending, what waits."""
