"""The catalogue of language models: which there are, what they cost, which may be asked."""
