"""What an installation is told in the browser instead of in its environment; secrets go in and stay in."""
