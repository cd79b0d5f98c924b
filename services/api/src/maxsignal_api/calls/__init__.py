"""What a run asked of models: every attempt, its prompt, its answer, its cost."""
