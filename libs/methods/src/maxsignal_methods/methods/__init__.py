"""One folder per method: `detect.py` finds events, `facts.py` says what they mean at the last bar."""
