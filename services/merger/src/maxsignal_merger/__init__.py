"""Joined steps become a plan and a grounded post."""
