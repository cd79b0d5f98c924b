"""Views: filters of a list that somebody keeps."""
