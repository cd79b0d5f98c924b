"""Due schedules become run requests."""
