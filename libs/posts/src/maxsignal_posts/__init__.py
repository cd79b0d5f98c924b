"""Pure rendering: post templates, level substitution, grounding gate, splitter."""
