"""Dead letters: look at what could not be handled, try it again or give it up."""
